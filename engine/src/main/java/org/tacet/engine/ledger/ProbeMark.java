package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.tacet.engine.ledger.TrustedFileSystems.Mount;

/**
 * That a folder passed the probe, kept in the folder. It is believed on the mount that was probed:
 * a folder that was copied or mounted another way has to pass again.
 *
 * @param mount what the folder lay on
 * @param when by the clock of the machine that wrote this; for information
 * @param who ran the probe
 * @param hosts that raced each other, sorted; with one of them only that one is known to be safe
 */
record ProbeMark(Mount mount, Instant when, String who, List<String> hosts) {

  /** Begins with a dot, which no account's folder does. */
  static final String NAME = ".passed-store-probe";

  private static final int FORMAT = 1;

  ProbeMark {
    Objects.requireNonNull(mount, "mount");
    Objects.requireNonNull(when, "when");
    Objects.requireNonNull(who, "who");
    hosts = List.copyOf(hosts);
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("hosts must name at least one machine");
    }
  }

  /** Why the folder is not to be trusted all the same; empty if it is. */
  Optional<String> reasonToDistrust(Mount now, String host) {
    if (!mount.equals(now)) {
      return Optional.of("and it passed the probe as " + mount.described());
    }
    if (hosts.size() == 1 && !hosts.contains(host)) {
      return Optional.of(
          "and it passed the probe only from the machine '"
              + hosts.get(0)
              + "', which says nothing about this one, '"
              + host
              + "'");
    }
    return Optional.empty();
  }

  /**
   * The mark of a ledger's folder.
   *
   * @throws IllegalArgumentException if it is none of this version
   */
  static Optional<ProbeMark> read(Path root) throws IOException {
    byte[] text;
    try {
      text = Files.readAllBytes(root.resolve(NAME));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
    Map<String, Object> document = new LedgerJson().read(text);
    if (!Long.valueOf(FORMAT).equals(document.get("format"))
        || !(document.get("hosts") instanceof List<?> hosts)) {
      throw new IllegalArgumentException("it is no mark of format " + FORMAT);
    }
    return Optional.of(
        new ProbeMark(
            new Mount(text(document, "file_system"), text(document, "device")),
            Instant.parse(text(document, "when")),
            text(document, "who"),
            hosts.stream().map(String::valueOf).toList()));
  }

  private static String text(Map<String, Object> document, String field) {
    if (document.get(field) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("its field '" + field + "' must be a string");
  }

  byte[] text() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("format", FORMAT);
    document.put("file_system", mount.type());
    document.put("device", mount.device());
    document.put("when", when.toString());
    document.put("who", who);
    document.put("hosts", hosts);
    return new LedgerJson().write(document);
  }
}
