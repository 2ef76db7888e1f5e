package org.tacet.engine.ledger;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerException;

/** Finds the ledger that an address names. */
public final class Ledgers {

  /** Two letters at least, so that a drive letter is not taken for a scheme. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)");

  private Ledgers() {}

  /**
   * Opens the ledger at an address. Nothing is read or created: {@link Ledger#create} makes the
   * folder, every other method refuses a missing one.
   *
   * @param address {@code file:<path>} or a plain path, absolute or relative to the working folder.
   *     The path is taken letter by letter, as Spark takes its paths: {@code %20} is no space
   * @throws LedgerException for another scheme, an address with a host, or what is no path
   */
  public static Ledger open(String address) {
    if (address == null || address.isBlank()) {
      throw refused(address, "it is empty");
    }
    Matcher withScheme = SCHEME.matcher(address);
    String path = address;
    if (withScheme.matches()) {
      if (!withScheme.group(1).equals("file")) {
        throw refused(address, "this version keeps ledgers on file: only");
      }
      path = pathOf(address, withScheme.group(2));
    }
    try {
      return new FileLedger(Path.of(path).toAbsolutePath().normalize());
    } catch (InvalidPathException notAPath) {
      throw refused(address, "it is no path: " + notAPath.getReason());
    }
  }

  private static String pathOf(String address, String afterScheme) {
    String path = afterScheme;
    if (afterScheme.startsWith("//")) {
      path = afterScheme.substring(2);
      if (!path.startsWith("/")) {
        throw refused(address, "it names a host, and a ledger has to lie on this one");
      }
    }
    if (path.isBlank()) {
      throw refused(address, "it has no path");
    }
    return path;
  }

  private static LedgerException refused(String address, String reason) {
    return new LedgerException(
        "Ledger address '"
            + address
            + "' is refused: "
            + reason
            + ". Fix: give file:<path> or a plain path to a folder on a local disk");
  }
}
