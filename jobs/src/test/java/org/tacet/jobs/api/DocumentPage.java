package org.tacet.jobs.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.tacet.jobs.CommandRun;

/**
 * A page of {@code docs} with examples that are run.
 *
 * @param name of its file
 */
public record DocumentPage(String name) {

  /** Releases from a program. */
  public static final DocumentPage API = new DocumentPage("api.md");

  private static final Pattern ARGUMENT = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  /** The blocks of code in a language, in order; those without one for an empty name. */
  public List<String> blocks(String language) throws IOException {
    Path page = Path.of(System.getProperty("tacet.root"), "docs", name);
    List<String> blocks =
        Pattern.compile("(?ms)^```(\\w*)$\\n(.*?)^```$")
            .matcher(Files.readString(page))
            .results()
            .filter(match -> match.group(1).equals(language))
            .map(match -> match.group(2))
            .toList();
    assertThat(blocks).as(name + ": " + language).isNotEmpty();
    return blocks;
  }

  /** The arguments of the page's first commands, with their tables and ledger in {@code folder}. */
  public List<List<String>> commands(Path folder) throws IOException {
    return blocks("bash")
        .get(0)
        .replace("\\\n", " ")
        .lines()
        .filter(line -> !line.isBlank())
        .map(line -> ARGUMENT.matcher(line).results().map(DocumentPage::argument).skip(1))
        .map(words -> words.map(word -> placed(folder, word)).toList())
        .toList();
  }

  private static String placed(Path folder, String word) {
    return word.startsWith("shop") ? folder.resolve(word).toString() : word;
  }

  /** Runs those commands. */
  void prepare(Path folder) throws IOException {
    for (List<String> command : commands(folder)) {
      CommandRun run = CommandRun.of(command.toArray(new String[0]));
      assertThat(run.exitCode()).as(command + "\n" + run.err()).isZero();
    }
  }

  private static String argument(MatchResult match) {
    return match.group(1) == null ? match.group(2) : match.group(1);
  }
}
