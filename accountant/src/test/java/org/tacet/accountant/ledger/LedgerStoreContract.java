package org.tacet.accountant.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What every store of a ledger has to pass when one writer uses it; the races are those of {@link
 * LedgerStoreRaceContract}.
 */
public abstract class LedgerStoreContract extends LedgerStoreRaceContract {

  private static final int MEBIBYTE = 1 << 20;

  /** Takes a document away, as no store ever does and an administrator might. */
  protected abstract void lose(String accountId, long number);

  @Test
  void whereThereIsNoLedgerThereAreNoDocuments() {
    LedgerStore store = open();
    assertThat(store.read("a", 0)).isEmpty();
    assertThat(store.readFrom("a", 0)).isEmpty();
    assertThat(store.snapshot("a")).isEmpty();
    assertThatThrownBy(store::accounts)
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("Fix:");
    // Looking made none.
    assertThatThrownBy(() -> open().accounts()).isInstanceOf(LedgerException.class);
  }

  @Test
  void documentsAreReadAsTheyWereAdded() {
    byte[] anything = new byte[256];
    for (int value = 0; value < anything.length; value++) {
      anything[value] = (byte) value;
    }
    LedgerStore store = open();
    assertThat(store.append("a", 0, anything)).isTrue();
    assertThat(store.append("a", 1, bytes("{\n  \"number\": 1\n}\n"))).isTrue();
    for (LedgerStore handle : List.of(store, open())) {
      assertThat(handle.read("a", 0)).hasValue(anything);
      assertThat(handle.read("a", 1)).hasValue(bytes("{\n  \"number\": 1\n}\n"));
      assertThat(handle.read("a", 2)).isEmpty();
      assertThat(handle.accounts()).containsExactly("a");
    }
  }

  @Test
  void aNumberIsTakenOnce() {
    LedgerStore store = open();
    store.append("a", 0, bytes("first"));
    store.append("a", 1, bytes("second"));
    for (LedgerStore handle : List.of(store, open())) {
      assertThat(handle.append("a", 0, bytes("other"))).isFalse();
      assertThat(handle.append("a", 1, bytes("other"))).isFalse();
      // Bytes that are there already are not added either: whoever added them knows that it did.
      assertThat(handle.append("a", 1, bytes("second"))).isFalse();
    }
    assertThat(texts(open().readFrom("a", 0))).containsExactly("first", "second");
  }

  @Test
  void documentsAreReadFromANumberOn() {
    LedgerStore writer = open();
    LedgerStore reader = open();
    for (int number = 0; number < 250; number++) {
      assertThat(writer.append("a", number, bytes("document " + number))).isTrue();
      if (number % 50 == 0) {
        assertThat(texts(reader.readFrom("a", number))).containsExactly("document " + number);
      }
    }
    for (long first : new long[] {0, 1, 99, 100, 101, 248, 249}) {
      assertThat(texts(reader.readFrom("a", first)))
          .containsExactlyElementsOf(
              LongStream.range(first, 250).mapToObj(number -> "document " + number).toList());
    }
    assertThat(reader.readFrom("a", 250)).isEmpty();
    assertThat(reader.readFrom("a", 1_000_000)).isEmpty();
  }

  /** What one handle's caller does with its arrays is nothing that another one sees. */
  @Test
  void arraysAreNotShared() {
    LedgerStore store = open();
    byte[] given = bytes("given");
    store.append("a", 0, given);
    store.keepSnapshot("a", given);
    given[0] = 'x';
    store.read("a", 0).orElseThrow()[0] = 'x';
    store.readFrom("a", 0).get(0)[0] = 'x';
    store.snapshot("a").orElseThrow()[0] = 'x';
    assertThat(store.read("a", 0)).hasValue(bytes("given"));
    assertThat(texts(store.readFrom("a", 0))).containsExactly("given");
    assertThat(store.snapshot("a")).hasValue(bytes("given"));
  }

  @Test
  void accountsAreSortedAndApart() {
    LedgerStore store = open();
    List<String> ids =
        List.of(
            "shop",
            "Shop",
            "SHOP",
            "shop-2",
            "shop.2",
            "shop_2",
            "shop.",
            "a..",
            "0",
            "00",
            "con",
            "z".repeat(128),
            "Z".repeat(128),
            "z".repeat(127));
    for (String id : ids) {
      assertThat(store.append(id, 0, bytes("account " + id))).as(id).isTrue();
      assertThat(store.append(id, 1, bytes("entry of " + id))).as(id).isTrue();
      store.keepSnapshot(id, bytes("snapshot of " + id));
    }
    LedgerStore other = open();
    assertThat(other.accounts()).containsExactlyElementsOf(ids.stream().sorted().toList());
    for (String id : ids) {
      assertThat(texts(other.readFrom(id, 0))).containsExactly("account " + id, "entry of " + id);
      assertThat(other.snapshot(id)).hasValue(bytes("snapshot of " + id));
    }
    assertThat(other.readFrom("sho", 0)).isEmpty();
    assertThat(other.readFrom("sHop", 0)).isEmpty();
  }

  @Test
  void largeDocumentsAreKeptWhole() {
    byte[] large = new byte[MEBIBYTE];
    new Random(5).nextBytes(large);
    byte[] uniform = bytes("a".repeat(MEBIBYTE));
    LedgerStore store = open();
    assertThat(store.append("a", 0, large)).isTrue();
    assertThat(store.append("a", 1, uniform)).isTrue();
    store.keepSnapshot("a", large);
    assertThat(open().read("a", 0)).hasValue(large);
    assertThat(open().readFrom("a", 0)).hasSize(2).first().isEqualTo(large);
    assertThat(open().readFrom("a", 1)).hasSize(1).first().isEqualTo(uniform);
    assertThat(open().snapshot("a")).hasValue(large);
  }

  @Test
  void aSnapshotIsKeptInPlaceOfTheOneBefore() {
    LedgerStore store = open();
    store.append("a", 0, bytes("account"));
    store.append("b", 0, bytes("account"));
    assertThat(store.snapshot("a")).isEmpty();
    for (String snapshot : new String[] {"one", "another, longer one", "1"}) {
      store.keepSnapshot("a", bytes(snapshot));
      assertThat(store.snapshot("a")).hasValue(bytes(snapshot));
      assertThat(open().snapshot("a")).hasValue(bytes(snapshot));
    }
    assertThat(store.snapshot("b")).isEmpty();
    assertThat(texts(store.readFrom("a", 0))).containsExactly("account");
    assertThat(store.accounts()).containsExactly("a", "b");
  }

  @Test
  void aGapIsReported() {
    LedgerStore writer = open();
    for (int number = 0; number < 5; number++) {
      writer.append("a", number, bytes("document " + number));
    }
    lose("a", 2);
    LedgerStore store = open();
    for (long first = 0; first <= 2; first++) {
      long from = first;
      assertThatThrownBy(() -> store.readFrom("a", from))
          .isInstanceOf(CorruptLedgerException.class)
          .hasMessageStartingWith(store.location("a", 2));
    }
    assertThat(texts(store.readFrom("a", 3))).containsExactly("document 3", "document 4");
    assertThat(store.read("a", 2)).isEmpty();
    lose("a", 4);
    assertThat(texts(open().readFrom("a", 3))).containsExactly("document 3");
  }

  /** A new account in place of a lost one would have a total of its own, and forget its charges. */
  @Test
  void documentsWithoutTheirAccountAreReported() {
    LedgerStore writer = open();
    writer.append("a", 0, bytes("account"));
    writer.append("a", 1, bytes("entry"));
    writer.append("b", 0, bytes("account"));
    lose("a", 0);
    LedgerStore store = open();
    assertThatThrownBy(() -> store.append("a", 0, bytes("account")))
        .isInstanceOf(CorruptLedgerException.class)
        .hasMessageStartingWith(store.location("a", 0));
    assertThatThrownBy(() -> store.readFrom("a", 0)).isInstanceOf(CorruptLedgerException.class);
    assertThat(store.read("a", 0)).isEmpty();
    assertThat(store.accounts()).containsExactly("b");
  }

  @Test
  void messagesCanNameTheWriterAndThePlace() {
    LedgerStore store = open();
    assertThat(store.who()).isNotBlank().hasSizeLessThanOrEqualTo(1000);
    assertThat(store.location()).startsWith("the ledger ").hasSizeGreaterThan(12);
    assertThat(store.location("shop", 1)).contains("shop").isNotEqualTo(store.location("shop", 2));
    assertThat(store.location("shop", 1).substring(0, 1)).isUpperCase();
  }
}
