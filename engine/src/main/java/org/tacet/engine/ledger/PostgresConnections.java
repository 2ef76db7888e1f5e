package org.tacet.engine.ledger;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one ledger handle: none until they are needed, two at most, and none while a
 * release computes. A third thread waits for the first two.
 */
final class PostgresConnections {

  /** What is done on a connection; one that it throws on is not used again. */
  interface Work<T> {
    T on(PostgresSession session) throws SQLException;
  }

  private static final int MOST = 2;

  /** A connection that was idle for less is used without asking whether it still stands. */
  private static final long TRUSTED_NANOS = Duration.ofSeconds(2).toNanos();

  private static final Driver DRIVER = driver();

  private record Idle(PostgresSession session, long sinceNanos) {}

  private final PostgresAddress address;
  private final PostgresLogin login;
  private final Duration idleTime;
  private final Semaphore permits = new Semaphore(MOST, true);
  private final Deque<Idle> idle = new ArrayDeque<>();

  /**
   * @param idleTime after which an unused connection is closed
   */
  PostgresConnections(PostgresAddress address, PostgresLogin login, Duration idleTime) {
    this.address = address;
    this.login = login;
    this.idleTime = idleTime;
  }

  /**
   * The driver, which does not stay with the {@link DriverManager} where nobody else put it there:
   * a job that reads tables from PostgreSQL shall get the driver that it brought.
   */
  private static Driver driver() {
    String name = org.postgresql.Driver.class.getName(); // does not load it, which registers it
    boolean registered =
        DriverManager.drivers().anyMatch(driver -> driver.getClass().getName().equals(name));
    Driver driver = new org.postgresql.Driver();
    if (!registered && org.postgresql.Driver.isRegistered()) {
      try {
        org.postgresql.Driver.deregister();
      } catch (SQLException kept) {
        throw new IllegalStateException("The driver could not be taken back", kept);
      }
    }
    return driver;
  }

  /** Does work on a connection that may have been used before. */
  <T> T use(Work<T> work) throws SQLException {
    return use(work, false);
  }

  /** Does work on a connection made for it; those before it are taken for broken and closed. */
  <T> T useNew(Work<T> work) throws SQLException {
    return use(work, true);
  }

  private <T> T use(Work<T> work, boolean anew) throws SQLException {
    permits.acquireUninterruptibly();
    try {
      PostgresSession session = anew ? null : takeIdle();
      if (session == null) {
        closeIdleFor(0);
        session = connect();
      }
      boolean sound = false;
      try {
        T result = work.on(session);
        sound = true;
        return result;
      } finally {
        if (sound) {
          keep(session);
        } else {
          session.close();
        }
      }
    } finally {
      permits.release();
    }
  }

  private PostgresSession connect() throws SQLException {
    Properties properties = address.options().driverProperties();
    login.addTo(properties);
    Connection connection = DRIVER.connect(address.jdbcUrl(), properties);
    return PostgresSession.of(connection, address);
  }

  private PostgresSession takeIdle() {
    while (true) {
      Idle newest;
      synchronized (idle) {
        newest = idle.pollFirst();
      }
      if (newest == null) {
        return null;
      }
      if (System.nanoTime() - newest.sinceNanos() < TRUSTED_NANOS
          || newest.session().stands(address.options().connectSeconds())) {
        return newest.session();
      }
      newest.session().close();
    }
  }

  private void keep(PostgresSession session) {
    synchronized (idle) {
      idle.addFirst(new Idle(session, System.nanoTime()));
    }
    CompletableFuture.delayedExecutor(idleTime.toNanos(), TimeUnit.NANOSECONDS)
        .execute(() -> closeIdleFor(idleTime.toNanos()));
  }

  private void closeIdleFor(long nanos) {
    while (true) {
      Idle oldest;
      synchronized (idle) {
        oldest = idle.peekLast();
        if (oldest == null || System.nanoTime() - oldest.sinceNanos() < nanos) {
          return;
        }
        idle.removeLast();
      }
      oldest.session().close();
    }
  }
}
