package org.tacet.engine.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerContract;

/** The protocol over a folder of a local disk. */
final class LocalLedgerTest extends LedgerContract {

  @TempDir private Path folder;

  @Override
  protected Ledger open() {
    return Ledgers.open(folder.resolve("ledger").toString());
  }

  @Override
  protected String who() {
    return LedgerUser.current();
  }
}
