package org.tacet.accountant.ledger;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.tacet.accountant.randomness.LedgerKey;

/**
 * The documents of a store's accounts, sealed and read back. What is read is checked: the seal, the
 * link to the document before it, and that it does not contradict what was read before.
 */
final class AccountDocuments {

  private static final String ENTRY = "entry";
  private static final String SNAPSHOT = "snapshot";

  /** After so many entries the next writer keeps a snapshot. */
  private static final long SNAPSHOT_EVERY = 100;

  private final LedgerStore store;
  private final DocumentText text;
  private final LedgerKeys keys;
  private final Map<String, Long> snapshots = new ConcurrentHashMap<>();

  AccountDocuments(LedgerStore store, DocumentText text, LedgerKeys keys) {
    this.store = store;
    this.text = text;
    this.keys = keys;
  }

  /** A document of the store, its seal checked. */
  record Checked(Map<String, Object> document, String mac, boolean unsealed) {}

  byte[] sealed(Account account) {
    Optional<LedgerKey> key = keys.current();
    Account keyed = account.withKey(key.map(LedgerKey::id).orElse(""));
    return new DocumentSeal(key).seal(ENTRY, text.write(AccountDocument.of(keyed))).bytes();
  }

  SealedDocument sealed(AccountState state, LedgerEntry entry) {
    String accountId = state.account().id();
    return seal(state.account())
        .seal(ENTRY, text.write(LedgerDocument.of(accountId, state.head().mac(), entry)));
  }

  private DocumentSeal seal(Account account) {
    requireKeyedIfKeysAre(account);
    return new DocumentSeal(key(account.id(), account.keyId()));
  }

  /** An account without a key may be anyone's work: where there is a key, nothing is granted. */
  private void requireKeyedIfKeysAre(Account account) {
    if (isRefusedForLackOfAKey(account)) {
      throw new LedgerException(
          "Account '"
              + account.id()
              + "' in "
              + store.location()
              + " is not sealed with a key, and this ledger has one: who could write its folder could"
              + " have made it. Nothing is granted from it. Fix: create an account anew, with the"
              + " total that this one has left, or take the key's provider out of the configuration");
    }
  }

  private Optional<LedgerKey> key(String accountId, String keyId) {
    if (keyId.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        keys.byId(keyId)
            .orElseThrow(
                () ->
                    new LedgerException(
                        "Account '"
                            + accountId
                            + "' in "
                            + store.location()
                            + " is sealed with the key "
                            + keyId
                            + ", which the credential provider does not have. Fix: set"
                            + " hadoop.security.credential.provider.path to the provider that has it"
                            + " as tacet.ledger.key or tacet.ledger.key."
                            + keyId)));
  }

  Account account(String accountId) {
    return AccountDocument.readAccount(accountId, accountDocument(accountId).document());
  }

  private Checked accountDocument(String accountId) {
    byte[] bytes =
        store
            .read(accountId, 0)
            .orElseThrow(() -> new UnknownAccountException(accountId, store.location()));
    return checked(
        accountId,
        0,
        () -> {
          Checked unchecked = parsed(bytes);
          String keyId = keyIdOf(unchecked);
          return checkedSeal(new DocumentSeal(key(accountId, keyId)), bytes, "");
        });
  }

  private static String keyIdOf(Checked unchecked) {
    return unchecked.document().get("key_id") instanceof String keyId ? keyId : "";
  }

  /** The state before the first entry, whatever snapshot there is. */
  AccountState stateAtCreation(String accountId) {
    Checked document = accountDocument(accountId);
    Account account =
        checked(accountId, 0, () -> AccountDocument.readAccount(accountId, document.document()));
    return new AccountState(
        account, new LedgerHead(accountId, 0, document.mac()), number -> entry(account, number));
  }

  /** The state of the newest snapshot, or that at creation: a snapshot only saves time. */
  AccountState state(String accountId) {
    AccountState created = stateAtCreation(accountId);
    Optional<AccountState> kept;
    try {
      kept = snapshot(created.account());
    } catch (IllegalArgumentException unusable) {
      kept = Optional.empty(); // verify tells of it
    }
    kept.ifPresent(state -> requireEntry(state.head()));
    AccountState state = kept.orElse(created);
    snapshots.put(accountId, state.head().number());
    return state;
  }

  /**
   * The state that the snapshot keeps; none where there is no snapshot, or one of an older format.
   *
   * @throws IllegalArgumentException that says what is wrong with it
   */
  Optional<AccountState> snapshot(Account account) {
    Optional<byte[]> bytes = store.snapshot(account.id());
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    SealedDocument read =
        DocumentSeal.split(bytes.get())
            .filter(
                document ->
                    new DocumentSeal(key(account.id(), account.keyId()))
                        .isSealOf(SNAPSHOT, document))
            .orElseThrow(() -> new IllegalArgumentException("its seal does not fit"));
    Map<String, Object> document = text.read(read.body());
    if (!Long.valueOf(LedgerDocument.FORMAT).equals(document.get("format"))) {
      return Optional.empty();
    }
    return Optional.of(AccountSnapshot.read(account, document, number -> entry(account, number)));
  }

  /** Whether this ledger has a key and the account none, so that nothing is granted from it. */
  boolean isRefusedForLackOfAKey(Account account) {
    return account.keyId().isEmpty() && keys.current().isPresent();
  }

  /** A snapshot remembers entries that are not there any more: the account's end was cut off. */
  private void requireEntry(LedgerHead head) {
    Optional<String> mac =
        store
            .read(head.accountId(), head.number())
            .map(bytes -> DocumentSeal.split(bytes).map(SealedDocument::mac).orElse(""));
    boolean unsealed = mac.equals(Optional.of(""));
    if (mac.isEmpty() || (!unsealed && !mac.get().equals(head.mac()))) {
      throw new CorruptLedgerException(
          store.location(head.accountId(), head.number()),
          mac.isEmpty()
              ? "it is missing, and the account's snapshot knows it: later entries were removed"
              : "it is not the one that the account's snapshot knows");
    }
  }

  void keepSnapshotIfDue(AccountState state) {
    String accountId = state.account().id();
    long last = snapshots.getOrDefault(accountId, 0L);
    if (state.head().number() >= last + SNAPSHOT_EVERY) {
      store.keepSnapshot(
          accountId,
          seal(state.account()).seal(SNAPSHOT, text.write(AccountSnapshot.of(state))).bytes());
      snapshots.put(accountId, state.head().number());
    }
  }

  /** Reads what follows a state into it. */
  void readOn(AccountState state, BiConsumer<LedgerEntry, String> each) {
    String accountId = state.account().id();
    for (byte[] bytes : store.readFrom(accountId, state.nextNumber())) {
      long number = state.nextNumber();
      Checked document = next(state, bytes);
      LedgerEntry entry =
          checked(
              accountId, number, () -> LedgerDocument.readEntry(accountId, document.document()));
      accept(state, entry, document.mac());
      each.accept(entry, document.mac());
    }
  }

  /** The document that follows a state, its seal and link checked. */
  private Checked next(AccountState state, byte[] bytes) {
    return checked(
        state.account().id(),
        state.nextNumber(),
        () -> {
          Checked document =
              checkedSeal(
                  new DocumentSeal(key(state.account().id(), state.account().keyId())),
                  bytes,
                  state.head().mac());
          requireLink(document, state.head().mac());
          return document;
        });
  }

  static void requireLink(Checked document, String previous) {
    if (!document.unsealed() && !LedgerDocument.previous(document.document()).equals(previous)) {
      throw new IllegalArgumentException(
          "it does not follow the entry before it: one of the two was changed, moved or removed");
    }
  }

  void accept(AccountState state, LedgerEntry entry, String mac) {
    long number = state.nextNumber();
    state
        .accept(entry, mac)
        .ifPresent(
            contradiction -> {
              throw new CorruptLedgerException(
                  store.location(state.account().id(), number), contradiction);
            });
  }

  private LedgerEntry entry(Account account, long number) {
    byte[] bytes =
        store
            .read(account.id(), number)
            .orElseThrow(
                () ->
                    new CorruptLedgerException(
                        store.location(account.id(), number), "it is missing"));
    return checked(
        account.id(),
        number,
        () ->
            LedgerDocument.readEntry(
                account.id(),
                checkedSeal(new DocumentSeal(key(account.id(), account.keyId())), bytes, "")
                    .document()));
  }

  private Checked parsed(byte[] bytes) {
    Optional<SealedDocument> split = DocumentSeal.split(bytes);
    Map<String, Object> document = text.read(split.map(SealedDocument::body).orElse(bytes));
    LedgerDocument.requireKnownFormat(document);
    return new Checked(document, split.map(SealedDocument::mac).orElse(""), split.isEmpty());
  }

  /**
   * A document, its seal checked. Without one only documents of the first format are taken, in
   * accounts without a key.
   */
  Checked checkedSeal(DocumentSeal seal, byte[] bytes, String previous) {
    Checked document = parsed(bytes);
    if (document.unsealed()) {
      if (!LedgerDocument.isFirstFormat(document.document()) || seal.isKeyed()) {
        throw new IllegalArgumentException("it has no seal, a last line {\"mac\":\"...\"}");
      }
      return new Checked(document.document(), seal.macOfUnsealed(previous, bytes), true);
    }
    if (!seal.isSealOf(ENTRY, DocumentSeal.split(bytes).orElseThrow())) {
      throw new IllegalArgumentException("its seal does not fit: it was changed after writing");
    }
    return document;
  }

  DocumentSeal sealToCheck(Account account) {
    return new DocumentSeal(key(account.id(), account.keyId()));
  }

  private interface Reading<T> {
    T read();
  }

  private <T> T checked(String accountId, long number, Reading<T> reading) {
    try {
      return reading.read();
    } catch (LedgerDocument.NewerFormatException newer) {
      throw new LedgerException(
          store.location(accountId, number) + " is refused: " + newer.getMessage(), newer);
    } catch (IllegalArgumentException wrong) {
      throw new CorruptLedgerException(
          store.location(accountId, number), wrong.getMessage(), wrong);
    }
  }
}
