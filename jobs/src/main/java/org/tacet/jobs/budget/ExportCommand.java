package org.tacet.jobs.budget;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.ResultFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code budget export}. */
@Command(
    name = "export",
    header = "Writes all entries of an account as CSV or JSON.",
    description = {
      "",
      "The fields are those of the entries, charge_loss and charge_delta in CSV. They name private "
          + "input files: keep what is written on the trusted side. In CSV a text that begins like a "
          + "formula gets an apostrophe before it.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 written, 2 bad command line or no such account, 1 the ledger can't be read."
    })
public final class ExportCommand implements Callable<Integer> {

  /** What is written. */
  enum Format {
    csv,
    json
  }

  @ParentCommand private BudgetContext budget;
  @Mixin private LedgerOption ledger;

  @Option(names = "--account", paramLabel = "<id>", required = true, description = "Which account.")
  private String account;

  @Option(
      names = "--format",
      paramLabel = "<format>",
      required = true,
      description = "csv, or json: an array with one line an entry.")
  private Format format;

  @Option(
      names = "--output",
      paramLabel = "<file>",
      description =
          "The file to write, in place of one that is there. Default: the standard output")
  private String output;

  @Override
  public Integer call() {
    LedgerOption.requireAccount(account);
    ResultFile file = output == null ? null : new ResultFile("--output", output);
    List<LedgerEntry> entries = ledger.open(budget).entries(account);
    List<String> lines = format == Format.csv ? csv(entries) : json(entries);
    if (file == null) {
      lines.forEach(budget.terminal()::line);
    } else {
      file.write(
          out -> {
            for (String line : lines) {
              out.write(line);
              out.write('\n');
            }
          });
      budget.terminal().message("Wrote %d entries to %s".formatted(entries.size(), output));
    }
    return ExitCodes.DONE;
  }

  private List<String> json(List<LedgerEntry> entries) {
    return Json.array(entries.stream().map(entry -> EntryFields.of(account, entry)).toList());
  }

  private List<String> csv(List<LedgerEntry> entries) {
    List<String> lines = new ArrayList<>();
    lines.add(Csv.row(EntryFields.COLUMNS));
    entries.forEach(entry -> lines.add(Csv.row(Csv.values(EntryFields.of(account, entry)))));
    return lines;
  }
}
