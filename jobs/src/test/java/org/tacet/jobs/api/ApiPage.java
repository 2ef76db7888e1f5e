package org.tacet.jobs.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.tacet.jobs.CommandRun;

/** {@code docs/api.md}: its examples, and the tables and account that they are written for. */
public final class ApiPage {

  private static final Path PAGE = Path.of(System.getProperty("tacet.root"), "docs", "api.md");

  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  private ApiPage() {}

  /** The blocks of code in a language, in order. */
  public static List<String> blocks(String language) throws IOException {
    List<String> blocks =
        Pattern.compile("(?ms)^```" + language + "$\\n(.*?)^```$")
            .matcher(Files.readString(PAGE))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(blocks).as(language).isNotEmpty();
    return blocks;
  }

  /** The arguments of the commands of the page, with its tables and ledger in {@code folder}. */
  public static List<List<String>> commands(Path folder) throws IOException {
    return blocks("bash")
        .get(0)
        .replace("\\\n", " ")
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> ARGUMENT.matcher(line).results().map(ApiPage::argument).skip(1))
        .map(words -> words.map(word -> placed(folder, word)).toList())
        .toList();
  }

  private static String placed(Path folder, String word) {
    return word.startsWith("shop") ? folder.resolve(word).toString() : word;
  }

  /** Runs those commands. */
  static void prepare(Path folder) throws IOException {
    for (List<String> command : commands(folder)) {
      CommandRun run = CommandRun.of(command.toArray(new String[0]));
      assertThat(run.exitCode()).as(command + "\n" + run.err()).isZero();
    }
  }

  private static String argument(MatchResult match) {
    return match.group(1) == null ? match.group(2) : match.group(1);
  }
}
