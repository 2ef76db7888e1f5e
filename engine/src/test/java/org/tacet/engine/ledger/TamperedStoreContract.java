package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.ledger.AccountVerification.Finding;
import org.tacet.accountant.ledger.AppendOnlyLedger;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerHead;
import org.tacet.accountant.ledger.LedgerKeys;
import org.tacet.accountant.ledger.LedgerRace;
import org.tacet.accountant.ledger.LedgerStore;
import org.tacet.accountant.randomness.LedgerKey;

/** Who may write where a real store keeps its documents, and has no key, is found out. */
abstract class TamperedStoreContract {

  static final String ACCOUNT = "shop";

  private static final int LAST = 12;
  private static final LedgerKey KEY = LedgerKey.of(HexFormat.of().parseHex("0f".repeat(32)));

  private final List<byte[]> before = new ArrayList<>();
  private LedgerHead head;

  /** A handle on the store of this test. */
  abstract LedgerStore open();

  /** Puts a document under a number, past the store and in place of any that is there. */
  abstract void put(long number, byte[] document) throws Exception;

  /** Takes a document away, past the store. */
  abstract void remove(long number) throws Exception;

  private Ledger ledger() {
    return new AppendOnlyLedger(
        open(),
        new LedgerJson(),
        new LedgerKeys() {
          @Override
          public Optional<LedgerKey> current() {
            return Optional.of(KEY);
          }

          @Override
          public Optional<LedgerKey> byId(String id) {
            return current().filter(key -> key.id().equals(id));
          }
        });
  }

  @BeforeEach
  void anAccountOfFourReleases() {
    Ledger ledger = ledger();
    ledger.create(LedgerRace.account(ACCOUNT, 10));
    for (String id : List.of("a", "b", "c", "d")) {
      ledger.reserve(ACCOUNT, LedgerRace.request(id));
      head = ledger.markReading(ACCOUNT, id, 1, "input of " + id);
      ledger.commit(ACCOUNT, id, 1, "manifest");
    }
    before.addAll(open().readFrom(ACCOUNT, 0));
    assertThat(before).hasSize(LAST + 1);
    assertThat(problems(head)).isEmpty();
  }

  private List<String> problems(LedgerHead... expected) {
    return ledger().verify(ACCOUNT, List.of(expected)).findings().stream()
        .map(Finding::problem)
        .toList();
  }

  private void assertFound(String problem) {
    assertThat(problems()).anyMatch(found -> found.contains(problem));
    assertThatThrownBy(() -> ledger().reserve(ACCOUNT, LedgerRace.request("new")))
        .isInstanceOf(LedgerException.class);
  }

  @Test
  void anEditedDocumentIsFound() throws Exception {
    for (int number = 0; number <= LAST; number++) {
      byte[] edited = before.get(number).clone();
      edited[edited.length / 3] ^= 1;
      put(number, edited);
      assertThat(problems()).as("document %d", number).isNotEmpty();
      put(number, before.get(number));
    }
    assertThat(problems(head)).isEmpty();
  }

  @Test
  void documentsThatChangePlacesAreFound() throws Exception {
    put(4, before.get(7));
    put(7, before.get(4));
    assertFound("does not follow the entry before it");
  }

  @Test
  void aDocumentThatIsThereTwiceIsFound() throws Exception {
    put(LAST + 1, before.get(LAST));
    assertFound("does not follow the entry before it");
  }

  @Test
  void anInsertedDocumentIsFound() throws Exception {
    for (int number = LAST; number >= 5; number--) {
      put(number + 1, before.get(number));
    }
    assertFound("does not follow the entry before it");
  }

  @Test
  void aRemovedDocumentIsFound() throws Exception {
    remove(5);
    assertFound("missing although later entries are there");
    for (int number = 5; number < LAST; number++) {
      put(number, before.get(number + 1));
    }
    remove(LAST);
    assertFound("does not follow the entry before it");
  }

  @Test
  void aCutTailIsFoundByWhoeverSawItsHead() throws Exception {
    for (int number = LAST; number >= 9; number--) {
      remove(number);
    }
    assertThat(problems()).isEmpty();
    assertThat(problems(head)).anyMatch(found -> found.contains("the end of the account was cut"));
  }
}
