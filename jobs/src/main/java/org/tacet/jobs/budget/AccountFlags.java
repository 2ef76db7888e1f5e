package org.tacet.jobs.budget;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tacet.engine.spec.AccountFields;
import org.tacet.engine.spec.AccountSpec;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.jobs.commandline.InvalidArgumentException;
import picocli.CommandLine.Option;

/** The options that make a simple account; the YAML file says the same, and more. */
final class AccountFlags {

  private static final Pattern ROLLING = Pattern.compile("([0-9]{1,9})-days");

  /** How the options are called in faults. */
  private static final Map<String, String> OPTIONS = new LinkedHashMap<>();

  static {
    OPTIONS.put("account", "--account");
    OPTIONS.put("privacy_unit", "--unit");
    OPTIONS.put("total.epsilon", "--epsilon");
    OPTIONS.put("total.delta", "--delta");
    OPTIONS.put("total", "--epsilon, --delta");
    OPTIONS.put("filter", "--filter");
    OPTIONS.put("failure_delta", "--failure-delta");
    OPTIONS.put("order", "--order");
    OPTIONS.put("renewal.rolling_days", "--renew");
    OPTIONS.put("renewal.zone", "--zone");
    OPTIONS.put("renewal", "--renew");
    OPTIONS.put("lifetime_cap.epsilon", "--lifetime-epsilon");
    OPTIONS.put("lifetime_cap.delta", "--lifetime-delta");
    OPTIONS.put("lifetime_cap", "--lifetime-epsilon, --lifetime-delta");
    OPTIONS.put("unbounded_lifetime", "--unbounded-lifetime");
    OPTIONS.put("release_cap.epsilon", "--release-epsilon");
    OPTIONS.put("release_cap.delta", "--release-delta");
    OPTIONS.put("release_cap", "--release-epsilon, --release-delta");
  }

  @Option(
      names = "--account",
      paramLabel = "<id>",
      description = "Its id: 1 to 128 letters, digits, '.', '_' and '-'.")
  private String account;

  @Option(
      names = "--unit",
      paramLabel = "<words>",
      description = "Whose privacy it keeps, such as \"customer of shop X\".")
  private String unit;

  @Option(names = "--epsilon", paramLabel = "<number>", description = "Total epsilon, above 0.")
  private String epsilon;

  @Option(
      names = "--delta",
      paramLabel = "<number>",
      description = "Total delta, at least 0 and below 1. Default: 0")
  private String delta;

  @Option(
      names = "--filter",
      paramLabel = "<name>",
      description =
          "How losses are added up: zcdp, rdp or basic. Default: zcdp, and basic where delta is 0")
  private String filter;

  @Option(
      names = "--failure-delta",
      paramLabel = "<number>",
      description =
          "Of zcdp and rdp: the part of delta that selections of groups may use up. Default: half")
  private String failureDelta;

  @Option(
      names = "--order",
      paramLabel = "<number>",
      description = "Of rdp: the order, above 1. Default: one that suits Gaussian noise")
  private String order;

  @Option(
      names = "--renew",
      paramLabel = "<when>",
      description =
          "The total is there anew each day or month (day, month), or holds for any <n> days in a "
              + "row (<n>-days, such as 30-days).")
  private String renew;

  @Option(
      names = "--zone",
      paramLabel = "<zone>",
      description = "Of --renew: where days begin, such as Europe/Berlin. Default: UTC")
  private String zone;

  @Option(
      names = "--lifetime-epsilon",
      paramLabel = "<number>",
      description = "Of --renew: the epsilon of all releases of all time.")
  private String lifetimeEpsilon;

  @Option(
      names = "--lifetime-delta",
      paramLabel = "<number>",
      description = "Beside --lifetime-epsilon. Default: 0")
  private String lifetimeDelta;

  @Option(
      names = "--unbounded-lifetime",
      description = "Of --renew, instead: that the loss over all time has no bound.")
  private boolean unboundedLifetime;

  @Option(
      names = "--release-epsilon",
      paramLabel = "<number>",
      description = "The most that one release may cost.")
  private String releaseEpsilon;

  @Option(
      names = "--release-delta",
      paramLabel = "<number>",
      description = "Beside --release-epsilon. Default: 0")
  private String releaseDelta;

  boolean areGiven() {
    return unboundedLifetime || given().stream().anyMatch(Optional::isPresent);
  }

  private List<Optional<String>> given() {
    List<Optional<String>> given = new ArrayList<>();
    for (String value :
        new String[] {
          account,
          unit,
          epsilon,
          delta,
          filter,
          failureDelta,
          order,
          renew,
          zone,
          lifetimeEpsilon,
          lifetimeDelta,
          releaseEpsilon,
          releaseDelta
        }) {
      given.add(Optional.ofNullable(value));
    }
    return given;
  }

  /**
   * The account.
   *
   * @throws InvalidSpecException with the faults of all options
   */
  AccountSpec spec() {
    requireNeeded();
    AccountFields fields =
        new AccountFields()
            .text("account", Optional.of(account))
            .text("privacy_unit", Optional.of(unit))
            .number("total.epsilon", Optional.of(epsilon))
            .number("total.delta", Optional.ofNullable(delta))
            .text("filter", Optional.ofNullable(filter))
            .number("failure_delta", Optional.ofNullable(failureDelta))
            .number("order", Optional.ofNullable(order))
            .number("lifetime_cap.epsilon", Optional.ofNullable(lifetimeEpsilon))
            .number("lifetime_cap.delta", Optional.ofNullable(lifetimeDelta))
            .mark("unbounded_lifetime", unboundedLifetime)
            .number("release_cap.epsilon", Optional.ofNullable(releaseEpsilon))
            .number("release_cap.delta", Optional.ofNullable(releaseDelta));
    renewal(fields);
    try {
      return fields.spec();
    } catch (InvalidSpecException invalid) {
      throw new InvalidSpecException(
          invalid.faults().stream().map(AccountFlags::ofOption).toList());
    }
  }

  private void requireNeeded() {
    List<Fault> missing = new ArrayList<>();
    String fix = "add it, or give a YAML file";
    if (account == null) {
      missing.add(new Fault("--account", "is missing", "", "an id", fix));
    }
    if (unit == null) {
      missing.add(new Fault("--unit", "is missing", "", "whose presence is hidden, in words", fix));
    }
    if (epsilon == null) {
      missing.add(new Fault("--epsilon", "is missing", "", "a number > 0", fix));
    }
    if (!missing.isEmpty()) {
      throw new InvalidSpecException(missing);
    }
  }

  private void renewal(AccountFields fields) {
    if (renew == null) {
      if (zone != null) {
        throw new InvalidArgumentException(
            "--zone",
            "has no --renew beside it",
            LedgerOption.shown(zone),
            "--renew with --zone, or neither",
            "add --renew, or remove it");
      }
      return;
    }
    Matcher rolling = ROLLING.matcher(renew);
    if (rolling.matches()) {
      fields.number("renewal.rolling_days", Optional.of(rolling.group(1)));
    } else if (renew.equals("day") || renew.equals("month")) {
      fields.text("renewal.every", Optional.of(renew));
    } else {
      throw new InvalidArgumentException(
          "--renew",
          "is no way to renew",
          LedgerOption.shown(renew),
          "day, month, or <n>-days for any n days in a row",
          "such as month or 30-days");
    }
    fields.text("renewal.zone", Optional.ofNullable(zone));
  }

  private static Fault ofOption(Fault fault) {
    String path = OPTIONS.getOrDefault(fault.path(), fault.path());
    return new Fault(path, fault.problem(), fault.given(), fault.legal(), fault.fix());
  }
}
