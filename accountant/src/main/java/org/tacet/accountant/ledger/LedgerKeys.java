package org.tacet.accountant.ledger;

import java.util.Optional;
import org.tacet.accountant.randomness.LedgerKey;

/** Where the keys come from that seal a ledger's accounts. */
public interface LedgerKeys {

  /** No key: new accounts are sealed by a plain hash, which finds accidents and no intruder. */
  LedgerKeys NONE =
      new LedgerKeys() {
        @Override
        public Optional<LedgerKey> current() {
          return Optional.empty();
        }

        @Override
        public Optional<LedgerKey> byId(String id) {
          return Optional.empty();
        }
      };

  /** The key that new accounts are sealed with; empty if they are not to be keyed. */
  Optional<LedgerKey> current();

  /** The key of an account, by {@link LedgerKey#id}. */
  Optional<LedgerKey> byId(String id);
}
