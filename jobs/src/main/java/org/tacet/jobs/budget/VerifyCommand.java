package org.tacet.jobs.budget;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.tacet.accountant.ledger.AccountVerification;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.engine.publish.PublishedManifest;
import org.tacet.jobs.commandline.ExitCodes;
import org.tacet.jobs.commandline.InvalidArgumentException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code budget verify}. */
@Command(
    name = "verify",
    header = "Looks for entries that were changed, moved, inserted or removed.",
    description = {
      "",
      "Checks every entry of the accounts: its seal, its link to the one before, its state, and whether "
          + "it charges what its event costs. A cut end is found by a head that was kept, or by a "
          + "manifest. Prints a line a finding and changes nothing.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 sound, 6 something was found, 2 bad command line or no such account, 1 the ledger "
          + "can't be read."
    })
public final class VerifyCommand implements Callable<Integer> {

  @ParentCommand private BudgetContext budget;
  @Mixin private LedgerOption ledger;

  @Option(names = "--account", paramLabel = "<id>", description = "One account. Default: all")
  private String account;

  @Option(
      names = "--expect-head",
      paramLabel = "<head>",
      description =
          "A head that the account had once, as budget show prints it: <account>:<number>:<mac>, "
              + "or <number>:<mac> beside --account. May be repeated.")
  private List<String> expected = new ArrayList<>();

  @Option(
      names = "--manifests",
      description =
          "Also compares the manifest of every published release, where it is still there, with its "
              + "entry.")
  private boolean manifests;

  @Option(
      names = "--manifest",
      paramLabel = "<file or folder>",
      description = "Also compares one manifest, wherever it lies. May be repeated.")
  private List<String> places = new ArrayList<>();

  @Option(names = "--json", description = "Prints a JSON object: accounts, findings, notes.")
  private boolean json;

  @Override
  public Integer call() {
    Optional<String> one = Optional.ofNullable(account);
    one.ifPresent(LedgerOption::requireAccount);
    List<LedgerHead> heads = expected.stream().map(head -> ExpectedHead.read(head, one)).toList();
    List<PublishedManifest> named = places.stream().map(this::manifest).toList();
    Ledger opened = ledger.open(budget);
    ManifestCheck check = new ManifestCheck(opened, budget::hadoop);
    named.forEach(check::named);
    TreeSet<String> accounts = new TreeSet<>();
    one.ifPresentOrElse(accounts::add, () -> accounts.addAll(opened.accounts()));
    heads.forEach(head -> accounts.add(head.accountId()));
    check.heads().keySet().forEach(head -> accounts.add(head.accountId()));
    if (manifests) {
      accounts.forEach(check::published);
    }
    Map<String, AccountVerification> verified = new LinkedHashMap<>();
    accounts.forEach(id -> verified.put(id, verify(opened, id, heads, check)));
    VerificationReport report =
        new VerificationReport(verified, check, manifests || !named.isEmpty());
    report.lines(json).forEach(budget.terminal()::line);
    return report.isSound() ? ExitCodes.DONE : ExitCodes.FOUND;
  }

  private static AccountVerification verify(
      Ledger ledger, String account, List<LedgerHead> kept, ManifestCheck check) {
    List<LedgerHead> expected =
        new ArrayList<>(kept.stream().filter(head -> head.accountId().equals(account)).toList());
    check.heads().keySet().stream()
        .filter(head -> head.accountId().equals(account))
        .forEach(expected::add);
    return ledger.verify(account, expected);
  }

  private PublishedManifest manifest(String place) {
    Optional<PublishedManifest> found;
    try {
      found = PublishedManifest.in(place, budget.hadoop());
    } catch (IOException | IllegalArgumentException unreadable) {
      throw wrong("can't be read", place, unreadable);
    }
    PublishedManifest manifest = found.orElseThrow(() -> wrong("is not there", place, null));
    if (manifest.releaseId().isEmpty()) {
      throw wrong("is no manifest of a release", place, null);
    }
    return manifest;
  }

  private static InvalidArgumentException wrong(String problem, String place, Exception cause) {
    return new InvalidArgumentException(
        "--manifest",
        problem,
        LedgerOption.shown(place),
        "a file _manifest.json, or the folder of a release",
        "correct the path",
        cause);
  }
}
