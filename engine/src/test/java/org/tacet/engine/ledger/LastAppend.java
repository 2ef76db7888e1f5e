package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerStore;
import org.tacet.engine.testing.ProcessEnd;

/** A store whose process ends around one of its appends. */
public final class LastAppend implements LedgerStore {

  private final LedgerStore store;
  private final int appends;
  private final AppendMoment moment;
  private int begun;

  private LastAppend(String address, int appends, AppendMoment moment) throws IOException {
    this.appends = appends;
    this.moment = moment;
    this.store = open(address);
  }

  /**
   * Opens a ledger.
   *
   * @param appends which append is the last one, from 1; 0 for none
   */
  public static Ledger in(String address, int appends, AppendMoment moment) throws IOException {
    return TestLedgers.over(new LastAppend(address, appends, moment));
  }

  private LedgerStore open(String address) throws IOException {
    if (address.startsWith("postgresql:")) {
      return PostgresStoreTest.open(EndingProxy.before(address, this::isOnItsWay));
    } else if (address.startsWith("hdfs:")) {
      org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(address);
      return new FileStore(
          new HdfsStorage(FileContext.getFileContext(root.toUri(), new Configuration()), root) {
            @Override
            void force(FSDataOutputStream out) throws IOException {
              super.force(out);
              endIfOnItsWay();
            }
          });
    }
    return new FileStore(
        new LocalStorage(Path.of(address)) {
          @Override
          void force(FileChannel channel) throws IOException {
            super.force(channel);
            endIfOnItsWay();
          }
        });
  }

  private synchronized boolean isOnItsWay() {
    return begun == appends && moment == AppendMoment.ON_ITS_WAY;
  }

  private void endIfOnItsWay() {
    if (isOnItsWay()) {
      ProcessEnd.now();
    }
  }

  @Override
  public boolean append(String accountId, long number, byte[] document) {
    synchronized (this) {
      begun++;
    }
    endIf(AppendMoment.BEFORE);
    boolean added = store.append(accountId, number, document);
    endIf(AppendMoment.AFTER);
    return added;
  }

  private synchronized void endIf(AppendMoment reached) {
    if (begun == appends && moment == reached) {
      ProcessEnd.now();
    }
  }

  @Override
  public List<String> accounts() {
    return store.accounts();
  }

  @Override
  public Optional<byte[]> read(String accountId, long number) {
    return store.read(accountId, number);
  }

  @Override
  public List<byte[]> readFrom(String accountId, long firstNumber) {
    return store.readFrom(accountId, firstNumber);
  }

  @Override
  public Optional<byte[]> snapshot(String accountId) {
    return store.snapshot(accountId);
  }

  @Override
  public void keepSnapshot(String accountId, byte[] snapshot) {
    store.keepSnapshot(accountId, snapshot);
  }

  @Override
  public String who() {
    return store.who();
  }

  @Override
  public String location() {
    return store.location();
  }

  @Override
  public String location(String accountId, long number) {
    return store.location(accountId, number);
  }
}
