package org.tacet.jobs.budget;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.jobs.commandline.InvalidArgumentException;

/** Reads a head that somebody kept, as {@code budget show} prints it. */
final class ExpectedHead {

  private static final Pattern FORM =
      Pattern.compile("(?:([A-Za-z0-9][A-Za-z0-9._-]{0,127}):)?([0-9]{1,18}):([0-9a-f]{64})");

  private ExpectedHead() {}

  /**
   * The head.
   *
   * @param account whose it is where the text does not say
   */
  static LedgerHead read(String text, Optional<String> account) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      throw wrong("is no head", text, "copy it from budget show or from a manifest");
    }
    Optional<String> named = Optional.ofNullable(matcher.group(1));
    if (named.isEmpty() && account.isEmpty()) {
      throw wrong("does not say whose head it is", text, "put the account and a colon before it");
    }
    if (named.isPresent() && account.isPresent() && !named.equals(account)) {
      throw wrong("is of another account than --account", text, "leave out --account");
    }
    return new LedgerHead(
        named.or(() -> account).orElseThrow(), Long.parseLong(matcher.group(2)), matcher.group(3));
  }

  private static InvalidArgumentException wrong(String problem, String text, String fix) {
    return new InvalidArgumentException(
        "--expect-head",
        problem,
        LedgerOption.shown(text),
        "<account>:<number>:<64 hexadecimal digits>, without the account beside --account",
        fix);
  }
}
