package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.ledger.LedgerException;
import org.tacet.accountant.randomness.LedgerKey;

/** The ledger's keys, and everything that is none. */
final class CredentialLedgerKeysTest {

  private static final String KEY =
      "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF";

  @TempDir private Path folder;

  private String provider(String name) {
    return "localjceks://file" + folder.resolve(name);
  }

  private static Configuration with(String... providers) {
    Configuration configuration = new Configuration();
    configuration.set(CredentialLedgerKeys.PROVIDERS, String.join(",", providers));
    return configuration;
  }

  private String holding(String name, String alias, String credential) throws IOException {
    CredentialProvider provider =
        CredentialProviderFactory.getProviders(with(provider(name))).get(0);
    provider.createCredentialEntry(alias, credential.toCharArray());
    provider.flush();
    return provider(name);
  }

  private static void assertRefused(Configuration configuration, String... words) {
    assertThatThrownBy(() -> new CredentialLedgerKeys(configuration).current())
        .isInstanceOf(LedgerException.class)
        .hasMessageContainingAll(words)
        .hasMessageContaining("Fix:")
        .hasMessageNotContaining("\n");
  }

  @Test
  void theKeyIsReadFromItsAlias() throws IOException {
    String provider = holding("keys.jceks", CredentialLedgerKeys.ALIAS, KEY);
    assertThat(new CredentialLedgerKeys(with(provider)).key(CredentialLedgerKeys.ALIAS))
        .hasValue(HexFormat.of().parseHex(KEY));
    assertThat(new CredentialLedgerKeys(with(provider)).byId("2025")).isEmpty();
    String longer = holding("longer.jceks", CredentialLedgerKeys.ALIAS, KEY + "0a");
    assertThat(new CredentialLedgerKeys(with(longer)).key(CredentialLedgerKeys.ALIAS).orElseThrow())
        .hasSize(33);
  }

  @Test
  void anOlderKeyIsReadFromItsOwnAlias() throws IOException {
    String id = LedgerKey.of(HexFormat.of().parseHex(KEY)).id();
    String provider = holding("keys.jceks", CredentialLedgerKeys.ALIAS + "." + id, KEY);
    CredentialLedgerKeys keys = new CredentialLedgerKeys(with(provider));
    assertThat(keys.byId(id).orElseThrow().id()).isEqualTo(id);
    assertThat(keys.current()).isEmpty();
    assertThat(keys.byId("2024")).isEmpty();
    // Under a wrong name it is not taken for the key of that name.
    String misnamed = holding("misnamed.jceks", CredentialLedgerKeys.ALIAS + ".2024", KEY);
    assertThat(new CredentialLedgerKeys(with(misnamed)).byId("2024")).isEmpty();
  }

  /** To open a key store takes longer than all else that an entry needs. */
  @Test
  void aKeyStoreIsAskedOnceForEachKey() throws IOException {
    String id = LedgerKey.of(HexFormat.of().parseHex(KEY)).id();
    CredentialLedgerKeys keys =
        new CredentialLedgerKeys(with(holding("keys.jceks", CredentialLedgerKeys.ALIAS, KEY)));
    assertThat(keys.byId("2024")).isEmpty();
    Files.delete(folder.resolve("keys.jceks"));
    assertThat(keys.current().orElseThrow().id()).isEqualTo(id);
    assertThat(keys.byId(id)).isPresent();
    assertThat(keys.byId("2024")).isEmpty();
    assertThatThrownBy(() -> keys.byId("2023")).isInstanceOf(LedgerException.class);
  }

  @Test
  void severalProvidersAreAskedInTurn() throws IOException {
    String others = holding("others.jceks", "fs.s3a.secret.key", "another secret");
    String keys = holding("keys.jceks", CredentialLedgerKeys.ALIAS, KEY);
    assertThat(new CredentialLedgerKeys(with(others, keys)).current()).isPresent();
    assertThat(new CredentialLedgerKeys(with("user:///", keys)).current()).isPresent();
    assertThat(new CredentialLedgerKeys(with(others)).current()).isEmpty();
  }

  @Test
  void withoutAProviderThereIsNoKey() {
    assertThat(new CredentialLedgerKeys(new Configuration()).current()).isEmpty();
  }

  /** Hadoop would fall back to it, and Spark shows its configuration to everybody. */
  @Test
  void aKeyInTheConfigurationIsNone() {
    Configuration configuration = new Configuration();
    configuration.set(CredentialLedgerKeys.ALIAS, KEY);
    assertThat(new CredentialLedgerKeys(configuration).current()).isEmpty();
  }

  @Test
  void aProviderThatIsNotThereIsRefused() throws IOException {
    assertRefused(with(provider("missing.jceks")), "missing.jceks", "is not there, or empty");
    assertRefused(with("jceks://file" + folder.resolve("missing.jceks")), "is not there, or empty");
    Files.createFile(folder.resolve("empty.jceks"));
    assertRefused(with(provider("empty.jceks")), "is not there, or empty");
    String keys = holding("keys.jceks", CredentialLedgerKeys.ALIAS, KEY);
    assertRefused(with(provider("missing.jceks"), keys), "is not there, or empty");
  }

  @Test
  void whatIsNoProviderIsRefused() throws IOException {
    Files.writeString(folder.resolve("text.jceks"), "not a key store");
    assertRefused(with(provider("text.jceks")), "could not be looked up", "text.jceks");
    Files.createDirectory(folder.resolve("folder.jceks"));
    assertRefused(with(provider("folder.jceks")), "folder.jceks");
    assertRefused(with("vault://host/keys"), "could not be looked up", "vault://host/keys");
    assertRefused(with("local jceks:"), "is no URI");
    assertRefused(with("jceks://hdfs@no-such-host:1/keys.jceks"), "could not be looked up");
  }

  @Test
  void aWrongPasswordIsRefused() throws IOException {
    String provider = holding("keys.jceks", CredentialLedgerKeys.ALIAS, KEY);
    Configuration configuration = with(provider);
    // Hadoop finds a password file on the class path.
    configuration.set(
        "hadoop.security.credstore.java-keystore-provider.password-file", "no-such-password-file");
    assertRefused(configuration, "could not be looked up", "password");
    configuration.set(
        "hadoop.security.credstore.java-keystore-provider.password-file",
        "wrong-key-store-password.txt");
    assertRefused(configuration, "could not be looked up", "HADOOP_CREDSTORE_PASSWORD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00112233445566778899aabbccddee",
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeef",
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff0",
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\n",
        "0x00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        "secret-passphrase-of-sixty-four-characters-and-of-no-hexadecimal",
        "0000000000000000000000000000000000000000000000000000000000000000"
      })
  void whatIsNoKeyIsRefusedWithoutShowingIt(String credential) throws IOException {
    String provider = holding("keys.jceks", CredentialLedgerKeys.ALIAS, credential);
    assertThatThrownBy(() -> new CredentialLedgerKeys(with(provider)).current())
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining(CredentialLedgerKeys.ALIAS)
        .hasMessageContaining("must be")
        .hasMessageContaining("Fix: make one with budget key")
        .satisfies(refused -> assertThat(trace(refused)).doesNotContain(credential.trim()));
  }

  private static String trace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  @Test
  void aKeyIdIsNoOtherAlias() {
    CredentialLedgerKeys keys = new CredentialLedgerKeys(new Configuration());
    for (String id : List.of("", "A", ".", "a b", "a/b", "a".repeat(65), "a".repeat(10_240))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> keys.byId(id))
          .withMessageContaining("key id must be 1 to 64");
    }
    assertThatIllegalArgumentException().isThrownBy(() -> keys.byId(null));
  }
}
