package org.tacet.jobs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.tacet.jobs.account.EpsilonPlot;
import org.tacet.jobs.account.QueryBatch;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import org.tacet.jobs.commandline.ResultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code account}: questions to the accountant, in any language that writes JSON. */
@Command(
    name = "account",
    header = "Says what privacy events cost, and how much noise a target needs.",
    description = {
      "",
      "Reads a JSON array of queries and prints a JSON array of answers in the same order, {\"id\", "
          + "\"value\"} or {\"id\", \"error\"}, and nothing else. Losses and rates are upper bounds of the "
          + "truth, and calibrated noise suffices. Needs no Spark, no account and no data.",
      ""
    },
    footer = {
      "",
      "A file of queries:",
      "  [{\"id\": \"training\",",
      "    \"event\": {\"type\": \"SelfComposed\", \"count\": 1000, \"event\": {\"type\": \"PoissonSampled\",",
      "              \"sampling_probability\": 0.01,",
      "              \"event\": {\"type\": \"Gaussian\", \"noise_multiplier\": 1.0}}},",
      "    \"target\": {\"quantity\": \"epsilon\", \"delta\": 1e-5}},",
      "   {\"id\": \"noise\",",
      "    \"event\": {\"type\": \"Gaussian\", \"noise_multiplier\": null},",
      "    \"target\": {\"quantity\": \"noise_multiplier\", \"epsilon\": 1, \"delta\": 1e-6}}]",
      "",
      "  ./spark-submit.sh account queries.json",
      "  ./spark-submit.sh account - < queries.json",
      "  ./spark-submit.sh account --event '{\"type\": \"Gaussian\", \"noise_multiplier\": 20}' \\",
      "      --steps 1000 --delta 1e-5 --plot epsilon.svg",
      "",
      "All events, quantities and accountants: docs/accounting.md; conf/account.schema.json is for editors.",
      "",
      "Exit codes: 0 the array is printed, errors by id included; 2 bad command line, or no array; 1 anything else."
    })
final class AccountCommand implements Callable<Integer> {

  /** What the picture runs over. */
  enum Over {
    steps,
    delta
  }

  @ParentCommand private TacetCommand tacet;

  @Parameters(
      arity = "0..1",
      paramLabel = "<queries.json>",
      description = "The file of queries; - for the standard input.")
  private String queries;

  @Option(
      names = "--grid",
      paramLabel = "<interval>",
      description =
          "The interval of privacy losses in pld, above 0, such as 1e-4. Default: one that suits the "
              + "events")
  private Double grid;

  @Option(
      names = "--event",
      paramLabel = "<json>",
      description = "Instead of a file: one event, to be plotted.")
  private String event;

  @Option(
      names = "--plot",
      paramLabel = "<file.svg>",
      description = "Where to write the picture of epsilon. A file that is there is replaced.")
  private String plot;

  @Option(
      names = "--over",
      paramLabel = "<axis>",
      description =
          "What the picture runs over: steps (default for a SelfComposed, or with --steps) or delta.")
  private Over over;

  @Option(
      names = "--steps",
      paramLabel = "<count>",
      description = "How many steps the picture shows. Default: the count of the SelfComposed")
  private Long steps;

  @Option(
      names = "--delta",
      paramLabel = "<number>",
      description = "The delta of a picture over steps. Default: 1e-5")
  private Double delta;

  @Option(
      names = "--accountant",
      split = ",",
      paramLabel = "<name>",
      description = "Whose epsilon the picture shows; several by commas. Default: best")
  private List<String> accountants = new ArrayList<>();

  @Option(
      names = "--neighboring-relation",
      paramLabel = "<name>",
      defaultValue = "ADD_OR_REMOVE_ONE",
      description = "ADD_OR_REMOVE_ONE, REPLACE_ONE or REPLACE_SPECIAL. Default: ${DEFAULT-VALUE}")
  private String relation;

  @Override
  public Integer call() throws IOException {
    OptionalDouble interval = interval();
    if (event != null || plot != null) {
      draw(interval);
      return ExitCodes.DONE;
    }
    requireQueries();
    String text = text();
    QueryBatch.Answers answers;
    try {
      answers = new QueryBatch(interval).answer(text);
    } catch (IllegalArgumentException noArray) {
      throw new InvalidArgumentException(
          "the queries",
          noArray.getMessage(),
          "'" + queries + "'",
          "a JSON array of queries",
          "see ./spark-submit.sh account --help for one",
          noArray);
    }
    answers.lines().forEach(tacet.terminal()::line);
    return ExitCodes.DONE; // an error is an answer too: callers find it under its id
  }

  private OptionalDouble interval() {
    if (grid == null) {
      return OptionalDouble.empty();
    }
    if (!(grid > 0 && grid < Double.POSITIVE_INFINITY)) {
      throw new InvalidArgumentException(
          "--grid", "is no interval", grid.toString(), "a finite number above 0", "such as 1e-4");
    }
    return OptionalDouble.of(grid);
  }

  private void requireQueries() {
    boolean ofPictures = over != null || steps != null || delta != null || !accountants.isEmpty();
    if (queries == null || ofPictures) {
      throw new InvalidArgumentException(
          queries == null ? "<queries.json>" : "--over, --steps, --delta, --accountant",
          queries == null ? "is missing" : "are for a picture",
          queries == null ? "nothing" : "'" + queries + "'",
          "a file of queries, or --event with --plot",
          "in a file each query says by itself what it asks for");
    }
  }

  private String text() throws IOException {
    if (queries.equals("-")) {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    }
    try {
      Path file = Path.of(queries);
      if (queries.isEmpty() || Files.isDirectory(file)) {
        throw unreadable(queries.isEmpty() ? "is empty" : "is a folder", null);
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (NoSuchFileException | InvalidPathException missing) {
      throw unreadable("was not found", missing);
    } catch (IOException failed) {
      throw unreadable("can't be read", failed);
    }
  }

  private InvalidArgumentException unreadable(String problem, Exception cause) {
    return new InvalidArgumentException(
        "<queries.json>",
        problem,
        "'" + queries + "'",
        "a file that can be read, or - for the standard input",
        "correct the path",
        cause);
  }

  private void draw(OptionalDouble interval) {
    if (event == null || plot == null || queries != null) {
      throw new InvalidArgumentException(
          "--event and --plot",
          "go together, without a file of queries",
          "--event %s, --plot %s, file %s"
              .formatted(
                  event == null ? "none" : "one",
                  plot == null ? "none" : "'" + plot + "'",
                  queries == null ? "none" : "'" + queries + "'"),
          "--event <json> --plot <file.svg>, or <queries.json>",
          "give both, or a file alone");
    }
    ResultFile file = new ResultFile("--plot", plot);
    String svg;
    try {
      EpsilonPlot picture = new EpsilonPlot(event, accountants, relation, interval);
      boolean overSteps =
          over == Over.steps || (over == null && (steps != null || picture.isRepetition()));
      svg =
          overSteps
              ? picture.overSteps(
                  delta == null ? 1e-5 : delta,
                  steps == null ? OptionalLong.empty() : OptionalLong.of(steps))
              : picture.overDelta();
    } catch (IllegalArgumentException refused) {
      throw new InvalidArgumentException(
          "the picture",
          refused.getMessage(),
          event,
          "see docs/accounting.md",
          "correct it",
          refused);
    }
    file.write(out -> out.write(svg));
    tacet.terminal().message("Wrote " + plot);
  }
}
