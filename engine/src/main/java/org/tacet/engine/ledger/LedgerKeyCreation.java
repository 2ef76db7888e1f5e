package org.tacet.engine.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.randomness.DrawnSecret;

/** Draws the key that seals a ledger and puts it into a credential provider. */
public final class LedgerKeyCreation {

  /**
   * What was made.
   *
   * @param provider where the key is now; what Hadoop's configuration has to name
   * @param alias the key's name there
   * @param passwordWarning in Hadoop's words, when the provider is closed by Hadoop's well-known
   *     password, so that who reads the file has the key
   */
  public record Created(String provider, String alias, Optional<String> passwordWarning) {}

  private LedgerKeyCreation() {}

  /**
   * Draws a key into a provider under {@value CredentialLedgerKeys#ALIAS}. A key store on this
   * machine that is not there yet is made, readable for its owner alone.
   *
   * @param provider such as {@code localjceks://file/home/ann/tacet.jceks} or {@code
   *     jceks://hdfs@name-node/keys/tacet.jceks}
   * @throws LedgerException if there is a key already: entries that it sealed would be lost with it
   */
  public static Created create(String provider, Configuration configuration) {
    CredentialProvider keys = only(provider, configuration);
    try {
      if (keys.getCredentialEntry(CredentialLedgerKeys.ALIAS) != null) {
        throw new LedgerException(
            "There is a ledger key in "
                + provider
                + " already, and it is not replaced: entries that it sealed could not be checked any"
                + " more. Fix: use it, or give another provider for another ledger");
      }
      Optional<Path> made = madeForTheOwnerAlone(provider);
      try {
        putDrawn(keys, provider, configuration);
      } finally {
        if (made.isPresent() && Files.size(made.get()) == 0) {
          Files.delete(made.get());
        }
      }
      return new Created(
          provider,
          CredentialLedgerKeys.ALIAS,
          keys.needsPassword() ? Optional.of(keys.noPasswordWarning()) : Optional.empty());
    } catch (FileAlreadyExistsException anotherMakesOne) {
      throw new LedgerException(
          "Another process makes a key in "
              + provider
              + " right now. Fix: use that key; if there is none, delete the empty file",
          anotherMakesOne);
    } catch (IOException | IllegalStateException failed) {
      throw new LedgerException(
          "The ledger's key could not be written to "
              + provider
              + ": "
              + failed.toString().lines().findFirst().orElseThrow()
              + ". Fix: check that its folder is there and writable for this user, and its password"
              + " (the variable HADOOP_CREDSTORE_PASSWORD)",
          failed);
    }
  }

  private static void putDrawn(
      CredentialProvider keys, String provider, Configuration configuration) throws IOException {
    byte[] drawn = DrawnSecret.bytes();
    char[] key = HexFormat.of().formatHex(drawn).toCharArray();
    keys.createCredentialEntry(CredentialLedgerKeys.ALIAS, key);
    keys.flush();
    requireKept(drawn, provider, configuration);
    Arrays.fill(drawn, (byte) 0);
    Arrays.fill(key, ' ');
  }

  private static CredentialProvider only(String provider, Configuration configuration) {
    Configuration alone = providedBy(provider, configuration);
    List<CredentialProvider> found = CredentialLedgerKeys.providers(alone);
    if (found.size() != 1 || found.get(0).isTransient()) {
      throw new LedgerException(
          "The credential provider '"
              + provider
              + "' is refused: "
              + (found.size() == 1 ? "it forgets its credentials" : "it must be just one")
              + ". Fix: give one like localjceks://file/path/to/tacet.jceks");
    }
    return found.get(0);
  }

  private static Configuration providedBy(String provider, Configuration configuration) {
    if (provider == null || provider.isBlank()) {
      throw new LedgerException(
          "The credential provider must be given. Fix: give one like"
              + " localjceks://file/path/to/tacet.jceks");
    }
    Configuration alone = new Configuration(configuration);
    alone.set(CredentialLedgerKeys.PROVIDERS, provider);
    return alone;
  }

  /**
   * Hadoop writes the file of a local key store first and takes the others' rights after, so it is
   * made beforehand, empty, which Hadoop takes for none. Of two processes that make it, one gets
   * through.
   *
   * @return the file, if it was made
   */
  private static Optional<Path> madeForTheOwnerAlone(String provider) throws IOException {
    Optional<Path> file =
        CredentialLedgerKeys.keyStore(provider)
            .filter(path -> provider.startsWith("local"))
            .map(path -> Path.of(path.toUri().getPath()));
    if (file.isEmpty() || (Files.exists(file.get()) && Files.size(file.get()) > 0)) {
      return Optional.empty();
    }
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] owner =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    return Optional.of(Files.createFile(file.get(), owner));
  }

  /** Of two that write one key store at once the later one wins, without a word. */
  private static void requireKept(byte[] drawn, String provider, Configuration configuration) {
    byte[] kept =
        new CredentialLedgerKeys(providedBy(provider, configuration))
            .key(CredentialLedgerKeys.ALIAS)
            .orElse(null);
    if (!Arrays.equals(drawn, kept)) {
      throw new LedgerException(
          "Another process changed "
              + provider
              + " while the ledger's key was made. Fix: list it with hadoop credential list, and run"
              + " again if it has no "
              + CredentialLedgerKeys.ALIAS);
    }
  }
}
