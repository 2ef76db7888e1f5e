package org.tacet.accountant.randomness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReleaseKeyTest {

  /** P10: neither raw nor hexadecimal nor base 64 bytes of the key are in what prints it. */
  @Test
  void nothingThatPrintsAKeyShowsIt() {
    byte[] secret = "0123456789abcdefghijklmnopqrstuv".getBytes(StandardCharsets.US_ASCII);
    ReleaseKey key = FixedReleaseKeys.of(secret);
    assertThat(key).hasToString("ReleaseKey(redacted)");
    assertThat(key + " and " + List.of(key))
        .doesNotContain("0123456789abcdef")
        .doesNotContain(HexFormat.of().formatHex(secret).substring(0, 16))
        .doesNotContain(Base64.getEncoder().encodeToString(secret).substring(0, 16));
  }

  @Test
  void errorsAboutAKeyNameItsLengthOnly() {
    assertThatThrownBy(() -> ReleaseKey.of(new byte[] {77, 78, 79}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a release key has 32 bytes. Provided length: 3");
  }

  @Test
  void aKeyCannotBeChangedThroughItsBytes() {
    byte[] bytes = new byte[32];
    ReleaseKey key = ReleaseKey.of(bytes);
    bytes[0] = 1;
    key.bytes()[1] = 1;
    assertThat(key.bytes()).containsOnly(0);
  }

  @Test
  void aKeySurvivesJavaSerialization() throws IOException, ClassNotFoundException {
    ReleaseKey key = ReleaseKey.draw();
    assertThat(read(written(key)).bytes()).isEqualTo(key.bytes());
  }

  @Test
  void aShortenedKeyIsRefusedWhenRead() throws IOException {
    byte[] written = written(FixedReleaseKeys.numbered(-1));
    // The array's length is the only 32 in the stream.
    int length = new String(written, StandardCharsets.ISO_8859_1).indexOf("\0\0\0 ");
    written[length + 3] = 31;
    assertThatThrownBy(() -> read(written)).isInstanceOf(IOException.class);
  }

  @Test
  void drawnKeysDiffer() {
    Set<String> drawn = new HashSet<>();
    for (int draw = 0; draw < 1000; draw++) {
      drawn.add(HexFormat.of().formatHex(ReleaseKey.draw().bytes()));
    }
    assertThat(drawn).hasSize(1000);
  }

  @Test
  void noKeyComesBackEvenForTheSameId() {
    ReleaseKeyStore store = ReleaseKeyStore.inMemory();
    ReleaseKey first = store.keyFor("release-1");
    // P8: the id may serve another account, or the same one after the data changed.
    assertThat(store.keyFor("release-1").bytes()).isNotEqualTo(first.bytes());
    assertThat(store.keyFor("release-2").bytes()).isNotEqualTo(first.bytes());
    assertThatThrownBy(() -> store.keyFor("")).hasMessage("releaseId must not be empty");
  }

  private static byte[] written(ReleaseKey key) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream output = new ObjectOutputStream(bytes)) {
      output.writeObject(key);
    }
    return bytes.toByteArray();
  }

  private static ReleaseKey read(byte[] written) throws IOException, ClassNotFoundException {
    try (ObjectInputStream input = new ObjectInputStream(new ByteArrayInputStream(written))) {
      return (ReleaseKey) input.readObject();
    }
  }
}
