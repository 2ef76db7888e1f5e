package org.tacet.jobs.budget;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.tacet.accountant.event.EpsilonDelta;
import org.tacet.accountant.filter.Charge;
import org.tacet.accountant.filter.FilterRefusedException;
import org.tacet.accountant.ledger.AccountStatement;
import org.tacet.accountant.ledger.AccountTable;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerEntry;
import org.tacet.accountant.ledger.ReservationRequest;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.Overrides;
import org.tacet.engine.spec.ReleaseSpec;
import org.tacet.engine.spec.ReleaseSpecReader;
import org.tacet.jobs.commandline.InvalidArgumentException;

/**
 * How many more releases like a given one an account has room for.
 *
 * @param count {@link Long#MAX_VALUE} for any number
 * @param atLeast whether more may fit, as the charge is an upper bound
 * @param basis what was compared
 */
record MoreReleases(long count, boolean atLeast, String basis) {

  private static final String UNKNOWN = "not known yet";

  /**
   * Compares.
   *
   * @param like the path of a spec, or the id of a release
   * @param parameters of the spec
   */
  static MoreReleases like(
      String like,
      Map<String, String> parameters,
      Ledger ledger,
      AccountStatement statement,
      Supplier<Configuration> configuration) {
    if (!like.endsWith(".yaml") && !like.endsWith(".yml")) {
      return likeRelease(like, ledger, statement);
    }
    ReleaseSpec spec = spec(like, parameters, configuration);
    String account = statement.account().id();
    if (!spec.accounts().contains(account)) {
      throw new InvalidArgumentException(
          "--like",
          "is charged to other accounts: " + String.join(", ", spec.accounts()),
          LedgerOption.shown(like),
          "a spec that is charged to " + account,
          "give another spec, or another --account");
    }
    List<LedgerEntry> releases = ledger.releases(account);
    return newest(releases, entry -> entry.specHash().equals(spec.hash()))
        .map(entry -> of(statement, entry, "the same spec, run as " + entry.releaseId()))
        .or(
            () ->
                newest(releases, entry -> entry.release().releaseName().equals(spec.name()))
                    .map(
                        entry ->
                            of(
                                statement,
                                entry,
                                "the newest release of that name, " + entry.releaseId())))
        .orElseGet(() -> atLeast(spec, statement));
  }

  /** A spec may leave it to the command line where it is published, which costs nothing. */
  private static ReleaseSpec spec(
      String like, Map<String, String> parameters, Supplier<Configuration> configuration) {
    try {
      return ReleaseSpecReader.read(like, configuration, parameters, Overrides.NONE);
    } catch (InvalidSpecException invalid) {
      if (invalid.faults().size() > 1 || !invalid.path().equals("output.path")) {
        throw invalid;
      }
      Overrides anywhere = new Overrides(Optional.of(UNKNOWN), Optional.empty(), Optional.empty());
      return ReleaseSpecReader.read(like, configuration, parameters, anywhere);
    }
  }

  private static MoreReleases likeRelease(
      String releaseId, Ledger ledger, AccountStatement statement) {
    LedgerOption.requireRelease("--like", releaseId);
    return ledger
        .release(statement.account().id(), releaseId)
        .map(entry -> of(statement, entry, "release " + releaseId))
        .orElseThrow(
            () ->
                new InvalidArgumentException(
                    "--like",
                    "is not recorded in account " + statement.account().id(),
                    LedgerOption.shown(releaseId),
                    "the id of a release that was charged there, or a spec, *.yaml",
                    "list the ids with budget history"));
  }

  private static Optional<LedgerEntry> newest(
      List<LedgerEntry> releases, Predicate<LedgerEntry> like) {
    return releases.stream().filter(like).reduce((earlier, later) -> later);
  }

  private static MoreReleases of(AccountStatement statement, LedgerEntry entry, String basis) {
    return new MoreReleases(
        statement.howManyMore(entry.release(), entry.charge(), Instant.now()), false, basis);
  }

  /**
   * What is known before a release was planned: its (epsilon, delta). It is taken to read every
   * table that has a limit.
   */
  private static MoreReleases atLeast(ReleaseSpec spec, AccountStatement statement) {
    ApproximateDp cost =
        new ApproximateDp(spec.privacy().epsilon(), spec.privacy().delta().orElse(BigDecimal.ZERO));
    EpsilonDelta event = EpsilonDelta.of(cost);
    ReservationRequest request =
        new ReservationRequest(
            spec.name(),
            spec.name(),
            1,
            event,
            cost,
            spec.purpose().orElse(""),
            statement.account().tables().stream().map(AccountTable::place).toList(),
            spec.hash(),
            UNKNOWN,
            UNKNOWN);
    String basis = "its epsilon and delta, as it never ran on this account";
    try {
      Charge charge = statement.budget().charge(event, cost);
      return new MoreReleases(statement.howManyMore(request, charge, Instant.now()), true, basis);
    } catch (FilterRefusedException never) {
      return new MoreReleases(0, false, basis);
    }
  }

  String line(String like) {
    String number = count == Long.MAX_VALUE ? "any number" : Long.toString(count);
    return "Room for %s%s more like %s (by %s)"
        .formatted(atLeast ? "at least " : "", number, like, basis);
  }

  Map<String, Object> fields(String like) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("like", like);
    fields.put("count", count == Long.MAX_VALUE ? null : count);
    fields.put("at_least", atLeast);
    fields.put("basis", basis);
    return fields;
  }
}
