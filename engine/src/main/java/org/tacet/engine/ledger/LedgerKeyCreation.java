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
    Configuration alone = providedBy(provider, configuration);
    Optional<Path> file =
        CredentialLedgerKeys.keyStore(provider)
            .filter(path -> provider.startsWith("local"))
            .map(path -> Path.of(path.toUri().getPath()));
    try {
      return file.isPresent()
          ? createAlone(provider, alone, file.get())
          : create(provider, alone, file);
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

  /**
   * Hadoop reads a key store, and writes it whole, so that of two processes the later one would
   * take away the key that the other has made and said so. The first that makes the file beside it
   * goes on.
   */
  private static Created createAlone(String provider, Configuration alone, Path file)
      throws IOException {
    Path turn = file.resolveSibling(file.getFileName() + ".making");
    try {
      Files.createFile(turn);
    } catch (FileAlreadyExistsException anotherMakesOne) {
      throw new LedgerException(
          "Another process makes a key in "
              + provider
              + ". Fix: use that key; when no process makes one, delete "
              + turn,
          anotherMakesOne);
    }
    try {
      return create(provider, alone, Optional.of(file));
    } finally {
      Files.delete(turn);
    }
  }

  private static Created create(String provider, Configuration alone, Optional<Path> file)
      throws IOException {
    CredentialProvider keys = only(provider, alone);
    if (keys.getCredentialEntry(CredentialLedgerKeys.ALIAS) != null) {
      throw new LedgerException(
          "There is a ledger key in "
              + provider
              + " already, and it is not replaced: entries that it sealed could not be checked any"
              + " more. Fix: use it, or give another provider for another ledger");
    }
    boolean made = file.isPresent() && makeForTheOwnerAlone(file.get());
    try {
      putDrawn(keys, provider, alone);
    } finally {
      if (made && Files.size(file.get()) == 0) {
        Files.delete(file.get());
      }
    }
    return new Created(
        provider,
        CredentialLedgerKeys.ALIAS,
        keys.needsPassword() ? Optional.of(keys.noPasswordWarning()) : Optional.empty());
  }

  private static void putDrawn(CredentialProvider keys, String provider, Configuration alone)
      throws IOException {
    byte[] drawn = DrawnSecret.bytes();
    char[] key = HexFormat.of().formatHex(drawn).toCharArray();
    keys.createCredentialEntry(CredentialLedgerKeys.ALIAS, key);
    keys.flush();
    byte[] kept = new CredentialLedgerKeys(alone).key(CredentialLedgerKeys.ALIAS).orElse(null);
    if (!Arrays.equals(drawn, kept)) {
      throw new LedgerException(
          "Another process changed "
              + provider
              + " while the ledger's key was made. Fix: list it with hadoop credential list, and run"
              + " again if it has no "
              + CredentialLedgerKeys.ALIAS);
    }
    Arrays.fill(drawn, (byte) 0);
    Arrays.fill(key, ' ');
  }

  private static CredentialProvider only(String provider, Configuration alone) {
    List<CredentialProvider> found = CredentialLedgerKeys.providers(alone);
    if (found.size() != 1 || found.get(0).isTransient()) {
      throw new LedgerException(
          "The credential provider '"
              + provider
              + "' is refused: it forgets its credentials. Fix: give one like"
              + " localjceks://file/path/to/tacet.jceks");
    }
    return found.get(0);
  }

  private static Configuration providedBy(String provider, Configuration configuration) {
    if (provider == null || provider.isBlank() || provider.contains(",")) {
      throw new LedgerException(
          "The credential provider must be one. Provided value: '"
              + provider
              + "'. Fix: give one like localjceks://file/path/to/tacet.jceks");
    }
    Configuration alone = new Configuration(configuration);
    alone.set(CredentialLedgerKeys.PROVIDERS, provider);
    return alone;
  }

  /**
   * Hadoop writes the file of a local key store first and takes the others' rights after, so it is
   * made beforehand, empty, which Hadoop takes for none.
   *
   * @return whether it was made
   */
  private static boolean makeForTheOwnerAlone(Path file) throws IOException {
    if (Files.exists(file)) {
      return false;
    }
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] owner =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    Files.createFile(file, owner);
    return true;
  }
}
