package org.tacet.engine.ledger;

import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.tacet.accountant.ledger.AppendOnlyLedger;
import org.tacet.accountant.ledger.Ledger;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerStore;

/** Finds the ledger that an address names. */
public final class Ledgers {

  private static final String FILE = "file";
  private static final String HDFS = "hdfs";

  /** Two letters at least, so that a drive letter is not taken for a scheme. */
  private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]+):(.*)");

  private static final Set<String> OBJECT_STORES =
      Set.of(
          "s3", "s3a", "s3n", "gs", "abfs", "abfss", "wasb", "wasbs", "adl", "oss", "cos", "cosn",
          "obs", "swift");

  /** Other ways to HDFS. */
  private static final Set<String> VIEWS_OF_HDFS =
      Set.of("viewfs", "webhdfs", "swebhdfs", "hftp", "har");

  private Ledgers() {}

  /** Opens the ledger at an address, with Hadoop's configuration as the class path has it. */
  public static Ledger open(String address) {
    return open(address, new Configuration());
  }

  /**
   * Opens the ledger at an address. Nothing is read or created: {@link Ledger#create} makes the
   * folder, every other method refuses a missing one.
   *
   * @param address {@code file:<path>} or a plain path, absolute or relative to the working folder,
   *     whatever Hadoop's default file system is; or {@code hdfs://<NameNode>/<path>}, or {@code
   *     hdfs:///<path>} where Hadoop's default file system is HDFS; or {@code
   *     postgresql://<host>[:<port>]/<database>[/<schema>]}. A path is taken letter by letter, as
   *     Spark takes its paths: {@code %20} is no space
   * @param configuration names the NameNodes, and the provider of credentials
   * @throws LedgerException for another scheme, a local address with a host, or what is no path
   */
  public static Ledger open(String address, Configuration configuration) {
    return new AppendOnlyLedger(
        store(address, configuration), new LedgerJson(), new CredentialLedgerKeys(configuration));
  }

  private static LedgerStore store(String address, Configuration configuration) {
    if (address == null || address.isBlank()) {
      throw refused(address, "it is empty");
    }
    if (PostgresAddress.isMeantBy(address)) {
      return PostgresStore.open(address, configuration); // whose refusals repeat no password
    }
    Matcher withScheme = SCHEME.matcher(address);
    if (!withScheme.matches()) {
      return local(address, address);
    }
    String scheme = withScheme.group(1);
    if (scheme.equals(FILE)) {
      return local(address, localPath(address, withScheme.group(2)));
    } else if (scheme.equals(HDFS)) {
      return onHdfs(address, configuration);
    }
    throw refused(address, reason(scheme));
  }

  /** Why a scheme is none for a ledger: what could grant one budget twice is no store (P16). */
  private static String reason(String scheme) {
    if (OBJECT_STORES.contains(scheme)) {
      return "an object store has no atomic compare-and-append through Hadoop, so that two releases"
          + " could be granted the same budget";
    } else if (VIEWS_OF_HDFS.contains(scheme)) {
      return scheme + ": is a way to a file system that decides for itself how a file is renamed";
    }
    return "of "
        + scheme
        + ": it is not known that of two that append at once just one gets through";
  }

  private static LedgerStore local(String address, String path) {
    try {
      Path root = Path.of(path).toAbsolutePath().normalize();
      TrustedFileSystems.reasonToRefuse(root)
          .ifPresent(
              reason -> {
                throw refused(address, reason);
              });
      return new FileStore(new LocalStorage(root));
    } catch (InvalidPathException notAPath) {
      throw refused(address, "it is no path: " + notAPath.getReason());
    }
  }

  private static String localPath(String address, String afterScheme) {
    String path = afterScheme;
    if (afterScheme.startsWith("//")) {
      path = afterScheme.substring(2);
      if (!path.startsWith("/")) {
        throw refused(address, "it names a host, and a file: ledger has to lie on this one");
      }
    }
    if (path.isBlank()) {
      throw refused(address, "it has no path");
    }
    return path;
  }

  private static LedgerStore onHdfs(String address, Configuration configuration) {
    try {
      org.apache.hadoop.fs.Path root = new org.apache.hadoop.fs.Path(address);
      if (!root.isUriPathAbsolute() || root.isRoot()) {
        throw refused(address, "it has no path");
      }
      URI nameNode = root.toUri();
      if (nameNode.getAuthority() == null) {
        nameNode = defaultNameNode(address, configuration);
      }
      FileContext files = FileContext.getFileContext(nameNode, configuration);
      return new FileStore(new HdfsStorage(files, files.makeQualified(root)));
    } catch (LedgerException refused) {
      throw refused;
    } catch (IOException | RuntimeException unusable) {
      // Hadoop wraps what is wrong with a NameNode's name into exceptions of many kinds.
      throw refused(address, unusableReason(unusable), unusable);
    }
  }

  private static String unusableReason(Exception unusable) {
    for (Throwable cause = unusable; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException host) {
        return "the host of its NameNode is not known: " + host.getMessage();
      }
    }
    return "HDFS can't be used: " + unusable.getMessage();
  }

  private static URI defaultNameNode(String address, Configuration configuration) {
    URI byDefault = FileSystem.getDefaultUri(configuration);
    if (!HDFS.equals(byDefault.getScheme()) || byDefault.getAuthority() == null) {
      throw refused(
          address, "it names no NameNode, and Hadoop's default file system is " + byDefault);
    }
    return byDefault;
  }

  private static LedgerException refused(String address, String reason) {
    return refused(address, reason, null);
  }

  private static LedgerException refused(String address, String reason, Exception cause) {
    return new LedgerException(
        "Ledger address '"
            + address
            + "' is refused: "
            + reason
            + ". Fix: give file:<path> or a plain path to a folder on a local disk,"
            + " hdfs://<NameNode>/<path>, or postgresql://<host>/<database>; HADOOP_CONF_DIR says"
            + " what a logical NameNode stands for",
        cause);
  }
}
