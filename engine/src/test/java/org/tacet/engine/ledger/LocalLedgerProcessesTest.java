package org.tacet.engine.ledger;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share a ledger on a local disk. */
final class LocalLedgerProcessesTest extends LedgerProcessesContract {

  @TempDir private Path folder;

  @Override
  String address() {
    return folder.resolve("ledger").toString();
  }
}
