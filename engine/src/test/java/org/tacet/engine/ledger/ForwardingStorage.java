package org.tacet.engine.ledger;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A storage that another one does the work for, so that a test changes one operation. */
class ForwardingStorage implements LedgerStorage {

  final LedgerStorage storage;

  ForwardingStorage(LedgerStorage storage) {
    this.storage = storage;
  }

  @Override
  public Root root() throws IOException {
    return storage.root();
  }

  @Override
  public List<String> folders() throws IOException {
    return storage.folders();
  }

  @Override
  public List<String> files(String folder) throws IOException {
    return storage.files(folder);
  }

  @Override
  public boolean has(String folder, String file) throws IOException {
    return storage.has(folder, file);
  }

  @Override
  public Optional<byte[]> read(String folder, String file) throws IOException {
    return storage.read(folder, file);
  }

  @Override
  public void makeFolder(String folder) throws IOException {
    storage.makeFolder(folder);
  }

  @Override
  public boolean add(String folder, String file, byte[] content) throws IOException {
    return storage.add(folder, file, content);
  }

  @Override
  public void replace(String folder, String file, byte[] content) throws IOException {
    storage.replace(folder, file, content);
  }

  @Override
  public String path(String... names) {
    return storage.path(names);
  }

  @Override
  public String fix(IOException failed) {
    return storage.fix(failed);
  }
}
