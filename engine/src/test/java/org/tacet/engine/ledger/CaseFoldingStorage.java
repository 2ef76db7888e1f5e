package org.tacet.engine.ledger;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Keeps names as they were first given, and finds them in any case: as Windows and macOS do. */
final class CaseFoldingStorage extends ForwardingStorage {

  CaseFoldingStorage(LedgerStorage storage) {
    super(storage);
  }

  private String kept(String folder) throws IOException {
    return folders().stream().filter(folder::equalsIgnoreCase).findFirst().orElse(folder);
  }

  @Override
  public List<String> files(String folder) throws IOException {
    return super.files(kept(folder));
  }

  @Override
  public boolean has(String folder, String file) throws IOException {
    return super.has(kept(folder), file);
  }

  @Override
  public Optional<byte[]> read(String folder, String file) throws IOException {
    return super.read(kept(folder), file);
  }

  @Override
  public void makeFolder(String folder) throws IOException {
    super.makeFolder(kept(folder));
  }

  @Override
  public boolean add(String folder, String file, byte[] content) throws IOException {
    return super.add(kept(folder), file, content);
  }

  @Override
  public void replace(String folder, String file, byte[] content) throws IOException {
    super.replace(kept(folder), file, content);
  }
}
