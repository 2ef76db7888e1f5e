package org.tacet.accountant.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.tacet.accountant.document.DocumentFields;

/**
 * The state of an account after a number of entries, so that those need not be read again. It is
 * sealed as the entries are, and names the head that it stands for.
 */
final class AccountSnapshot {

  private static final String PATH = "snapshot";

  private AccountSnapshot() {}

  static Map<String, Object> of(AccountState state) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("format", LedgerDocument.FORMAT);
    document.put("account", state.account().id());
    document.put("number", state.head().number());
    document.put("head", state.head().mac());
    document.put("budget", AccountDocument.of(state.whole()));
    Map<String, Object> parts = new LinkedHashMap<>();
    state.parts().forEach((name, part) -> parts.put(name, AccountDocument.of(part)));
    document.put("parts", parts);
    Map<String, Object> releases = new LinkedHashMap<>();
    state
        .newestByRelease()
        .forEach((id, newest) -> releases.put(id, newest.number() + " " + newest.state()));
    document.put("releases", releases);
    return document;
  }

  /**
   * Reads the state.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  static AccountState read(
      Account account, Map<String, Object> document, LongFunction<LedgerEntry> entries) {
    DocumentFields fields = new DocumentFields(document, PATH);
    LedgerDocument.requireFormatAndAccount(fields, account.id());
    LedgerHead head =
        new LedgerHead(
            account.id(),
            LedgerDocument.wholeNumber(fields, "number"),
            LedgerDocument.text(fields, "head"));
    Map<String, AccountBudget> parts = new LinkedHashMap<>();
    DocumentFields named = new DocumentFields(fields.value("parts"), PATH + ".parts");
    named.names().forEach(name -> parts.put(name, AccountDocument.readBudget(named.value(name))));
    Map<String, AccountState.Newest> releases = new LinkedHashMap<>();
    DocumentFields ids = new DocumentFields(fields.value("releases"), PATH + ".releases");
    ids.names().forEach(id -> releases.put(id, newest(LedgerDocument.text(ids, id))));
    AccountState state =
        new AccountState(
            account,
            head,
            AccountDocument.readBudget(fields.value("budget")),
            parts,
            releases,
            entries);
    fields.requireNoOthers();
    return state;
  }

  private static AccountState.Newest newest(String text) {
    int space = text.indexOf(' ');
    if (space < 1) {
      throw new IllegalArgumentException(
          "releases must be a number and a state each. Provided value: "
              + LedgerText.shortened(text));
    }
    return new AccountState.Newest(
        Long.parseLong(text.substring(0, space)), EntryState.valueOf(text.substring(space + 1)));
  }
}
