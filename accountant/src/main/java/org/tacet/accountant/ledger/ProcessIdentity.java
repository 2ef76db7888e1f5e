package org.tacet.accountant.ledger;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The process that wrote an entry, so that a later run can tell a crashed release from a running
 * one.
 *
 * @param who the user it acted for
 * @param host its host's name; empty when the host could not tell
 * @param processId its number on that host
 * @param processStarted when it started, which tells it from a later process of the same number
 */
public record ProcessIdentity(String who, String host, long processId, Instant processStarted) {

  /**
   * Linux derives a start time from the time of boot, which moves whenever the clock is set, so two
   * readings may differ. Taking a reused number for the writer only delays a hint; taking a running
   * writer for gone would be worse, hence the width.
   */
  private static final Duration SAME_START = Duration.ofMinutes(1);

  public ProcessIdentity {
    LedgerText.require("who", who, LedgerText.SHORT);
    Objects.requireNonNull(host, "host");
    if (host.length() > LedgerText.SHORT) {
      throw new IllegalArgumentException(
          "host must be at most 1000 characters. Provided value: " + LedgerText.shortened(host));
    }
    Objects.requireNonNull(processStarted, "processStarted");
  }

  /**
   * The process this code runs in.
   *
   * @param who the user it acts for, as the platform knows him: a cluster has names of its own
   */
  public static ProcessIdentity current(String who) {
    ProcessHandle process = ProcessHandle.current();
    return new ProcessIdentity(
        who,
        localHost(),
        process.pid(),
        started(process)
            .orElseGet(
                () -> Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime())));
  }

  /**
   * Whether the process is certain to have ended. False while it runs, and false when that cannot
   * be seen from here: it ran on another host, or the host's name is unknown. Containers that share
   * a host name but not their process numbers are told apart only by the start time.
   */
  public boolean isKnownToBeGone() {
    if (host.isEmpty() || !host.equals(localHost())) {
      return false;
    }
    Optional<ProcessHandle> running = ProcessHandle.of(processId).filter(ProcessHandle::isAlive);
    if (running.isEmpty()) {
      return true;
    }
    return started(running.get())
        .map(start -> Duration.between(processStarted, start).abs().compareTo(SAME_START) > 0)
        .orElse(false);
  }

  /**
   * Whether the process is certain to run still, and to be another one than this. False also where
   * that cannot be seen from here.
   */
  public boolean isKnownToRunElsewhere() {
    return !host.isEmpty()
        && host.equals(localHost())
        && processId != ProcessHandle.current().pid()
        && !isKnownToBeGone();
  }

  private static Optional<Instant> started(ProcessHandle process) {
    return process.info().startInstant();
  }

  /** The name of this host; empty when it can't tell. */
  public static String localHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "";
    }
  }
}
