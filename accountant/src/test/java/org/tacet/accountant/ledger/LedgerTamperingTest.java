package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tacet.accountant.ledger.AccountVerification.Finding;
import org.tacet.accountant.loss.ApproximateDp;
import org.tacet.accountant.randomness.LedgerKey;

/** What whoever can write the store can do to an account, and who finds out. */
final class LedgerTamperingTest {

  private static final String ACCOUNT = "shop";
  private static final LedgerKey KEY = LedgerKey.of(HexFormat.of().parseHex("0f".repeat(32)));

  private final InMemoryStore store = new InMemoryStore();
  private LedgerHead head;
  private NavigableMap<Long, byte[]> before;

  /** The keys that a process has. */
  private static LedgerKeys holding(LedgerKey... keys) {
    return new LedgerKeys() {
      @Override
      public Optional<LedgerKey> current() {
        return keys.length == 0 ? Optional.empty() : Optional.of(keys[0]);
      }

      @Override
      public Optional<LedgerKey> byId(String id) {
        return List.of(keys).stream().filter(key -> key.id().equals(id)).findFirst();
      }
    };
  }

  private Ledger open(LedgerKey... keys) {
    return new AppendOnlyLedger(store, new SerializedText(), holding(keys));
  }

  @BeforeEach
  void anAccountOfFourReleases() {
    Ledger ledger = open(KEY);
    ledger.create(Account.now(ACCOUNT, "customer", ApproximateDp.of("10", "1e-6"), "ann"));
    for (String id : List.of("a", "b", "c", "d")) {
      ledger.reserve(ACCOUNT, LedgerRace.request(id));
      head = ledger.markReading(ACCOUNT, id, 1, "input of " + id);
      ledger.commit(ACCOUNT, id, 1, "manifest");
    }
    before = new TreeMap<>(store.documents(ACCOUNT));
  }

  private AccountVerification verify(LedgerHead... expected) {
    return open(KEY).verify(ACCOUNT, List.of(expected));
  }

  private void assertFound(String where, String problem, LedgerHead... expected) {
    assertThat(verify(expected).findings())
        .extracting(Finding::where, Finding::problem)
        .anyMatch(
            finding ->
                finding.toList().get(0).toString().startsWith(where)
                    && finding.toList().get(1).toString().contains(problem));
  }

  private void assertNothingIsGranted() {
    assertThatThrownBy(() -> open(KEY).reserve(ACCOUNT, LedgerRace.request("new")))
        .isInstanceOf(LedgerException.class);
  }

  @Test
  void anAccountThatNobodyTouchedIsSound() {
    assertThat(verify(head).findings()).isEmpty();
    assertThat(verify(head).entries()).isEqualTo(12);
    assertThat(verify(head).head()).contains(open(KEY).statement(ACCOUNT).head());
  }

  /** Every byte of every document counts, also of the account's own. */
  @Test
  void anEditedDocumentIsFound() {
    for (long number = 0; number <= 12; number++) {
      byte[] document = before.get(number);
      for (int position = 0; position < document.length; position += 101) {
        byte[] edited = document.clone();
        edited[position] ^= 1;
        store.documents(ACCOUNT).put(number, edited);
        assertThat(verify().isSound()).as("byte %d of %d", position, number).isFalse();
      }
      assertNothingIsGranted();
      store.documents(ACCOUNT).put(number, document);
    }
    assertThat(verify(head).isSound()).isTrue();
  }

  @Test
  void documentsThatChangePlacesAreFound() {
    store.documents(ACCOUNT).put(4L, before.get(7L));
    store.documents(ACCOUNT).put(7L, before.get(4L));
    assertFound("Entry 4", "does not follow the entry before it");
    assertNothingIsGranted();
  }

  @Test
  void aDocumentThatIsThereTwiceIsFound() {
    store.documents(ACCOUNT).put(13L, before.get(12L));
    assertFound("Entry 13", "does not follow the entry before it");
    assertNothingIsGranted();
  }

  @Test
  void aDocumentOfAnotherAccountIsFound() {
    Ledger ledger = open(KEY);
    ledger.create(Account.now("other", "customer", ApproximateDp.of("10", "1e-6"), "ann"));
    ledger.reserve("other", LedgerRace.request("a"));
    store.documents(ACCOUNT).put(1L, store.documents("other").get(1L));
    assertFound("Entry 1", "does not follow the entry before it");
    store.documents(ACCOUNT).putAll(before);
    store.documents(ACCOUNT).put(0L, store.documents("other").get(0L));
    assertFound("Entry 0", "belongs to account 'other'");
    assertNothingIsGranted();
  }

  /** All later entries are moved up by one, in whose place it was. */
  @Test
  void aRemovedDocumentIsFound() {
    store.documents(ACCOUNT).remove(5L);
    assertFound("Entry 5", "missing although later entries are there");
    assertNothingIsGranted();
    for (long number = 5; number < 12; number++) {
      store.documents(ACCOUNT).put(number, before.get(number + 1));
    }
    store.documents(ACCOUNT).remove(12L);
    assertFound("Entry 5", "does not follow the entry before it");
    assertNothingIsGranted();
  }

  @Test
  void anInsertedDocumentIsFound() {
    for (long number = 12; number >= 5; number--) {
      store.documents(ACCOUNT).put(number + 1, before.get(number));
    }
    assertFound("Entry 6", "does not follow the entry before it");
    assertNothingIsGranted();
  }

  /** Whoever lacks the key can write a document that is right in all but its seal. */
  @Test
  void aDocumentSealedWithoutTheKeyIsFound() {
    LedgerKey stranger = LedgerKey.of(HexFormat.of().parseHex("aa".repeat(32)));
    SerializedText text = new SerializedText();
    Map<String, Object> document =
        new HashMap<>(text.read(DocumentSeal.split(before.get(12L)).orElseThrow().body()));
    for (DocumentSeal seal :
        List.of(new DocumentSeal(Optional.of(stranger)), new DocumentSeal(Optional.empty()))) {
      store.documents(ACCOUNT).put(12L, seal.seal("entry", text.write(document)).bytes());
      assertFound("Entry 12", "its seal does not fit");
      assertNothingIsGranted();
    }
    store.documents(ACCOUNT).put(12L, text.write(document));
    assertFound("Entry 12", "it has no seal");
    assertNothingIsGranted();
  }

  /**
   * A whole account that a stranger made is sound by itself; where there is a key it is not taken.
   */
  @Test
  void anAccountWithoutAKeyIsNotGrantedFromWhereThereIsOne() {
    store.documents(ACCOUNT).clear();
    open().create(Account.now(ACCOUNT, "customer", ApproximateDp.of("1000", "1e-6"), "ann"));
    assertThatThrownBy(() -> open(KEY).reserve(ACCOUNT, LedgerRace.request("new")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("is not sealed with a key")
        .hasMessageContaining("Fix:");
    assertFound("Entry 8", "its head was seen before", new LedgerHead(ACCOUNT, 8, head.mac()));
  }

  @Test
  void aCutTailIsFoundByWhoeverSawItsHead() {
    for (long number = 9; number <= 12; number++) {
      store.documents(ACCOUNT).remove(number);
    }
    assertThat(verify().isSound()).isTrue();
    assertThat(head.number()).isEqualTo(11);
    assertFound("Entry 11", "the end of the account was cut off", head);
    open(KEY).reserve(ACCOUNT, LedgerRace.request("d"));
    open(KEY).markReading(ACCOUNT, "d", 1, "other input");
    open(KEY).reserve(ACCOUNT, LedgerRace.request("e"));
    assertFound("Entry 11", "its head is not " + head.mac(), head);
  }

  @Test
  void aMissingKeyIsNamedByItsId() {
    assertThatThrownBy(() -> open().statement(ACCOUNT))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("sealed with the key " + KEY.id())
        .hasMessageContaining("tacet.ledger.key." + KEY.id())
        .hasMessageNotContaining("0f0f");
    LedgerKey newer = LedgerKey.of(HexFormat.of().parseHex("aa".repeat(32)));
    assertThat(open(newer, KEY).statement(ACCOUNT).releaseCount()).isEqualTo(4);
    open(newer, KEY).reserve(ACCOUNT, LedgerRace.request("e"));
    assertThat(verify(head).isSound()).isTrue();
  }

  /** P18: what lies before a snapshot is not chained to what is read after it. */
  @Test
  void anEntryMovedBehindASnapshotRefundsNothing() {
    Ledger ledger = open(KEY);
    ledger.create(Account.now("long", "customer", ApproximateDp.of("50", "1e-4"), "ann"));
    ledger.reserve("long", LedgerRace.request("first"));
    ledger.markReading("long", "first", 1, "input");
    for (int release = 0; release < 110; release++) {
      ledger.reserve("long", LedgerRace.request("r" + release));
    }
    assertThat(store.snapshot("long")).isPresent();
    store.documents("long").put(2L, store.documents("long").get(1L));
    assertThatThrownBy(() -> open(KEY).abandon("long", "first", 1))
        .isInstanceOf(CorruptLedgerException.class)
        .hasMessageContaining("not the one that stood there");
    assertThat(open(KEY).verify("long", List.of()).isSound()).isFalse();
  }

  /** Without a key anyone can seal a snapshot: it grants no more, and verify compares it. */
  @Test
  void aSnapshotThatSaysOtherwiseThanTheEntriesIsFound() {
    Ledger ledger = open();
    ledger.create(Account.now("plain", "customer", ApproximateDp.of("50", "1e-4"), "ann"));
    for (int release = 0; release < 110; release++) {
      ledger.reserve("plain", LedgerRace.request("r" + release));
    }
    SerializedText text = new SerializedText();
    Map<String, Object> snapshot =
        text.read(DocumentSeal.split(store.snapshot("plain").orElseThrow()).orElseThrow().body());
    for (String[] edit : new String[][] {{"charged_epsilon", "0"}, {"epsilon", "1000"}}) {
      Map<String, Object> edited = edited(snapshot, edit[0], edit[1]);
      store.keepSnapshot(
          "plain", new DocumentSeal(Optional.empty()).seal("snapshot", text.write(edited)).bytes());
      assertThat(open().verify("plain", List.of()).findings())
          .as(edit[0])
          .extracting(Finding::where)
          .contains("The snapshot of account 'plain'");
    }
    // Another total is not even used.
    assertThat(open().statement("plain").budget().total())
        .isEqualTo(ApproximateDp.of("50", "1e-4"));
  }

  @SuppressWarnings("unchecked") // documents are maps of texts
  private static Map<String, Object> edited(Map<String, Object> snapshot, String field, String to) {
    Map<String, Object> edited = new HashMap<>(snapshot);
    Map<String, Object> budget = new HashMap<>((Map<String, Object>) snapshot.get("budget"));
    Map<String, Object> filter = new HashMap<>((Map<String, Object>) budget.get("filter"));
    filter.put(field, to);
    budget.put("filter", filter);
    edited.put("budget", budget);
    return edited;
  }

  /** A snapshot stands for entries that can be read; it grants nothing by itself. */
  @Test
  void aSnapshotSavesReadingAndChangesNothing() {
    Ledger ledger = open(KEY);
    ledger.create(Account.now("long", "customer", ApproximateDp.of("50", "1e-4"), "ann"));
    for (int release = 0; release < 150; release++) {
      ledger.reserve("long", LedgerRace.request("r" + release));
      if (release % 2 == 0) {
        ledger.markReading("long", "r" + release, 1, "input");
      }
    }
    byte[] snapshot = store.snapshot("long").orElseThrow();
    AccountStatement withSnapshot = open(KEY).statement("long");
    assertThat(open(KEY).verify("long", List.of()).findings()).isEmpty();

    // What lies before the snapshot is not read again, but for the releases asked about.
    NavigableMap<Long, byte[]> all = new TreeMap<>(store.documents("long"));
    store.documents("long").put(1L, "unreadable".getBytes(StandardCharsets.US_ASCII));
    assertThat(open(KEY).statement("long").budget()).isEqualTo(withSnapshot.budget());
    store.documents("long").putAll(all);

    // A torn or foreign one is passed over.
    byte[] torn = Arrays.copyOf(snapshot, snapshot.length / 2);
    byte[] foreign =
        new DocumentSeal(Optional.empty())
            .seal("snapshot", DocumentSeal.split(snapshot).orElseThrow().body())
            .bytes();
    for (byte[] bad : List.of(torn, foreign, store.documents("long").get(5L))) {
      store.keepSnapshot("long", bad);
      assertThat(open(KEY).statement("long")).isEqualTo(withSnapshot);
    }

    // One that knows more than there is finds a cut tail.
    store.keepSnapshot("long", snapshot);
    store.documents("long").tailMap(150L).clear();
    assertThatThrownBy(() -> open(KEY).statement("long"))
        .isInstanceOf(CorruptLedgerException.class)
        .hasMessageContaining("later entries were removed");
    assertThat(open(KEY).verify("long", List.of()).isSound()).isFalse();
  }
}
