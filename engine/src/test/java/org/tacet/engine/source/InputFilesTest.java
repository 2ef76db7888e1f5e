package org.tacet.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tacet.engine.source.InputChange.Kind;
import org.tacet.engine.source.InputFiles.InputFile;

class InputFilesTest {

  private static final InputFile A = new InputFile("file:/t/a", 10, 1000, "");
  private static final InputFile B = new InputFile("file:/t/b", 20, 2000, "MD5:00");

  private static InputFiles files(InputFile... files) {
    return new InputFiles(List.of(files));
  }

  private static Optional<Kind> change(InputFiles before, InputFiles now) {
    return InputChange.between("t", before, now).map(InputChange::kind);
  }

  @Test
  void aShortListIsItsOwnText() {
    InputFiles files = files(A, B);
    assertThat(files.canonicalText())
        .isEqualTo("10 1000 9 file:/t/a \n20 2000 9 file:/t/b MD5:00\n")
        .isEqualTo(new String(files.canonicalBytes(), StandardCharsets.UTF_8));
    assertThat(files.hash()).hasSize(64).isNotEqualTo(files(B, A).hash());
  }

  /** SHA-256 of nothing, as in FIPS 180-4's examples. */
  @Test
  void theHashIsSha256() {
    assertThat(files().hash())
        .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void ofALongListTheRestIsCountedAndHashed() {
    List<InputFile> many = new ArrayList<>();
    for (int file = 0; file < 10_000; file++) {
      many.add(new InputFile("file:/t/%06d".formatted(file), 1, 1000, ""));
    }
    String text = new InputFiles(many).canonicalText();
    // Lines of 26 characters: 7,692 of them are 199,992.
    assertThat(text.lines()).hasSize(7_693);
    assertThat(text).hasSizeLessThan(InputFiles.MAX_TEXT_CHARACTERS + 200);
    InputFiles rest = new InputFiles(many.subList(7_692, 10_000));
    assertThat(text).endsWith("\nand 2308 more files, sha256 " + rest.hash() + "\n");

    many.set(9_999, new InputFile("file:/t/009999", 2, 1000, ""));
    assertThat(new InputFiles(many).canonicalText()).isNotEqualTo(text);
  }

  @Test
  void changesAreToldApart() {
    assertThat(change(files(A, B), files(B, A))).isEmpty();
    assertThat(change(files(A), files(A, B))).contains(Kind.ADDED);
    assertThat(change(files(A, B), files(A))).contains(Kind.REMOVED);
    assertThat(change(files(A, B), files(A, InputFile.gone(B.path())))).contains(Kind.REMOVED);
    assertThat(change(files(), files(A))).contains(Kind.ADDED);
    for (InputFile other :
        List.of(
            new InputFile(A.path(), 11, 1000, ""),
            new InputFile(A.path(), 10, 1001, ""),
            new InputFile(A.path(), 10, 1000, "MD5:00"))) {
      assertThat(change(files(A, B), files(other))).contains(Kind.REWRITTEN);
    }
  }

  @Test
  void aChangeNamesTheSourceAndNoFile() {
    InputChange change = InputChange.between("visits", files(A), files()).orElseThrow();
    assertThat(change.source()).isEqualTo("visits");
    assertThat(change.words()).isEqualTo("a file or partition was removed");
  }
}
