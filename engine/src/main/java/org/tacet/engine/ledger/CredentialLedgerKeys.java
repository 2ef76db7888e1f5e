package org.tacet.engine.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.ProviderUtils;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.ledger.LedgerKeys;
import org.tacet.accountant.randomness.LedgerKey;

/**
 * The keys that seal the ledger's entries, from Hadoop's credential providers. A key is never taken
 * from Hadoop's configuration itself, which is printed, logged and shown by Spark; and no message
 * holds one, or a part of one.
 *
 * <p>Where no provider is configured, or none has the alias, there is no key. Where a provider is
 * configured and can't be asked, that is an error: to go on without a key would write entries that
 * whoever edits the ledger can seal too.
 *
 * <p>What was found once is remembered, also that there is none: a key store derives its own key
 * from its password each time that it is opened, which takes far longer than to seal an entry. A
 * ledger's account names its key, so it makes no difference to be told of a new one later.
 */
public final class CredentialLedgerKeys implements LedgerKeys {

  /** The alias of the key that seals new entries. */
  public static final String ALIAS = "tacet.ledger.key";

  /** As Hadoop names it. */
  public static final String PROVIDERS = CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH;

  /** 256 bits, as many as the seal has. */
  static final int MINIMUM_BYTES = 32;

  /** Key stores keep aliases in lower case. */
  private static final Pattern KEY_ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private static final Pattern HEXADECIMAL = Pattern.compile("(?:[0-9A-Fa-f]{2})+");

  private final Configuration configuration;
  private final Map<String, Optional<LedgerKey>> found = new ConcurrentHashMap<>();

  public CredentialLedgerKeys(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The key that seals new entries, or empty if there is none.
   *
   * @throws LedgerException if a provider can't be asked, or what it has is no key
   */
  @Override
  public Optional<LedgerKey> current() {
    return remembered(ALIAS);
  }

  /**
   * The key of an id: the current one, or one that was replaced, from the alias {@value #ALIAS}
   * with a dot and its id.
   *
   * @throws LedgerException if a provider can't be asked, or what it has is no key
   */
  @Override
  public Optional<LedgerKey> byId(String keyId) {
    if (keyId == null || !KEY_ID.matcher(keyId).matches()) {
      throw new IllegalArgumentException(
          "key id must be 1 to 64 lower-case letters, digits, '.', '_' or '-', and start with a"
              + " letter or a digit. Provided value: "
              + (keyId == null ? "null" : "of " + keyId.length() + " characters"));
    }
    return current()
        .filter(key -> key.id().equals(keyId))
        .or(() -> remembered(ALIAS + "." + keyId).filter(key -> key.id().equals(keyId)));
  }

  /** A look-up that fails is remembered by nobody, and done again. */
  private Optional<LedgerKey> remembered(String alias) {
    return found.computeIfAbsent(alias, name -> key(name).map(LedgerKey::of));
  }

  Optional<byte[]> key(String alias) {
    requireKeyStoresThatAreThere();
    for (CredentialProvider provider : providers(configuration)) {
      CredentialProvider.CredentialEntry entry;
      try {
        entry = provider.getCredentialEntry(alias);
      } catch (IOException | RuntimeException failed) {
        throw unusable(provider.toString(), failed);
      }
      if (entry != null) {
        char[] credential = entry.getCredential();
        try {
          return Optional.of(decoded(alias, provider.toString(), credential));
        } finally {
          Arrays.fill(credential, ' ');
        }
      }
    }
    return Optional.empty();
  }

  static List<CredentialProvider> providers(Configuration configuration) {
    try {
      return CredentialProviderFactory.getProviders(configuration);
    } catch (IOException | RuntimeException failed) {
      throw unusable(configuration.get(PROVIDERS), failed);
    }
  }

  private static LedgerException unusable(String provider, Exception failed) {
    String reason = failed.toString().lines().findFirst().orElseThrow();
    return new LedgerException(
        "The ledger's key could not be looked up in the credential provider "
            + provider
            + ": "
            + reason
            + ". Fix: check "
            + PROVIDERS
            + ", that the file is readable for this user, and its password (the variable"
            + " HADOOP_CREDSTORE_PASSWORD, or the file that"
            + " hadoop.security.credstore.java-keystore-provider.password-file names)",
        failed);
  }

  /**
   * To Hadoop a key store that is not there is an empty one. A path with a slip, or a file that was
   * not sent along to the driver, would silently be no key.
   */
  private void requireKeyStoresThatAreThere() {
    for (String provider : configuration.getTrimmedStringCollection(PROVIDERS)) {
      Optional<Path> file = keyStore(provider);
      boolean there = true;
      try {
        if (file.isPresent()) {
          FileSystem files = FileSystem.get(file.get().toUri(), configuration);
          there = files.getFileStatus(file.get()).getLen() > 0;
        }
      } catch (FileNotFoundException missing) {
        there = false;
      } catch (IOException | RuntimeException failed) {
        throw unusable(provider, failed);
      }
      if (!there) {
        throw new LedgerException(
            "The credential provider "
                + provider
                + " of "
                + PROVIDERS
                + " is not there, or empty. Fix: correct the path; budget key makes a provider with a key");
      }
    }
  }

  /** The file of a provider that keeps its credentials in one. */
  static Optional<Path> keyStore(String provider) {
    URI address;
    try {
      address = new URI(provider);
    } catch (URISyntaxException malformed) {
      throw new LedgerException(
          "The credential provider '"
              + provider
              + "' is no URI. Fix: give one like localjceks://file/path/to/tacet.jceks",
          malformed);
    }
    String scheme = address.getScheme() == null ? "" : address.getScheme();
    return switch (scheme) {
      case "jceks", "bcfks", "localjceks", "localbcfks" ->
          Optional.of(ProviderUtils.unnestUri(address));
      default -> Optional.empty();
    };
  }

  private static byte[] decoded(String alias, String provider, char[] credential) {
    String hexadecimal = new String(credential);
    if (!HEXADECIMAL.matcher(hexadecimal).matches() || hexadecimal.length() < 2 * MINIMUM_BYTES) {
      throw new LedgerException(
          "The credential '"
              + alias
              + "' of "
              + provider
              + " must be a key of at least "
              + 2 * MINIMUM_BYTES
              + " hexadecimal digits, two a byte, and nothing else. It has "
              + credential.length
              + " characters. Fix: make one with budget key");
    }
    byte[] key = HexFormat.of().parseHex(hexadecimal);
    for (byte part : key) {
      if (part != key[0]) {
        return key;
      }
    }
    throw new LedgerException(
        "The credential '"
            + alias
            + "' of "
            + provider
            + " must be drawn at random, and repeats one byte. Fix: make one with budget key");
  }
}
