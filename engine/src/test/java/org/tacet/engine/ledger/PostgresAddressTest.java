package org.tacet.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tacet.accountant.ledger.LedgerException;

/** The addresses of ledgers in PostgreSQL, and where user and password come from. */
final class PostgresAddressTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "postgresql://db/privacy postgresql://db:5432/privacy/tacet",
        "postgresql://db.example.com:6432/privacy postgresql://db.example.com:6432/privacy/tacet",
        "postgresql://db/privacy/shop_1 postgresql://db:5432/privacy/shop_1",
        "postgresql://a,b:5433/p postgresql://a:5432,b:5433/p/tacet",
        "postgresql://[::1]:5433/p postgresql://[::1]:5433/p/tacet",
        "postgresql://db/p?sslmode=verify-full&sslrootcert=/etc/ca.pem postgresql://db:5432/p/tacet"
      })
  void anAddressIsReadAndShown(String address, String shown) {
    assertThat(PostgresAddress.isMeantBy(address)).isTrue();
    assertThat(PostgresAddress.parse(address)).hasToString(shown);
  }

  @Test
  void theDriverGetsServersAndDatabase() {
    assertThat(PostgresAddress.parse("postgresql://a,[::1]:5433/p/s").jdbcUrl())
        .isEqualTo("jdbc:postgresql://a:5432,[::1]:5433/p");
    assertThat(PostgresAddress.parse("postgresql://a/p/s").table("t")).isEqualTo("\"s\".t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "postgres://db/privacy scheme",
        "jdbc:postgresql://db/privacy scheme",
        "PostgreSQL://db/privacy scheme",
        "postgresql:db scheme",
        "postgresql:/// host",
        "postgresql://db host",
        "postgresql://db/ host",
        "postgresql:///privacy host",
        "postgresql://db/a/b/c host",
        "postgresql://db:0/p port",
        "postgresql://db:65536/p port",
        "postgresql://db:x/p host",
        "postgresql://a,,b/p host",
        "postgresql://-a/p host",
        "postgresql://db/pri%76acy database",
        "postgresql://db/p/Shop schema",
        "postgresql://db/p/pg_catalog schema",
        "postgresql://db/p/information_schema schema",
        "postgresql://db/p/a\";drop schema",
        "postgresql://db/p?socketFactory=x socketFactory",
        "postgresql://db/p?sslfactory=x sslfactory",
        "postgresql://db/p?sslmode=off sslmode",
        "postgresql://db/p?sslmode= sslmode",
        "postgresql://db/p?sslmode sslmode",
        "postgresql://db/p?sslmode=require&sslmode=disable sslmode",
        "postgresql://db/p?lock_timeout=0 lock_timeout",
        "postgresql://db/p?lock_timeout=60 lock_timeout",
        "postgresql://db/p?connect_timeout=10s connect_timeout",
        "postgresql://db/p?socket_timeout=99999999999 socket_timeout",
      })
  void anotherAddressIsRefused(String address, String reason) {
    assertThat(PostgresAddress.isMeantBy(address)).isTrue();
    assertThatThrownBy(() -> PostgresAddress.parse(address))
        .isInstanceOf(LedgerException.class)
        .hasMessageStartingWith("Ledger address '")
        .hasMessageContaining("is refused: ")
        .hasMessageContaining(reason)
        .hasMessageContaining("Fix: give postgresql://<host>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://ann:hunter2@db/privacy",
        "postgresql://hunter2@db/privacy",
        "postgresql://ann:a/b@hunter2@db/privacy",
        "postgres://ann:hunter2@db/privacy",
        "jdbc:postgresql://ann:hunter2@db/privacy",
        "jdbc:postgresql://db/privacy?user=ann&password=hunter2",
        "postgresql://db/privacy?password=hunter2",
        "postgresql:ann:hunter2@db"
      })
  void aPasswordInAnAddressIsRefusedAndNotRepeated(String address) {
    assertThatThrownBy(() -> PostgresAddress.parse(address))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("is refused: ")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:/postgresql://x", "hdfs://postgresql/x", "/postgresql", "s3a://b/l"})
  void otherStoresAreNotMeant(String address) {
    assertThat(PostgresAddress.isMeantBy(address)).isFalse();
  }

  @Test
  void theCredentialProviderComesBeforeTheEnvironment(@TempDir Path folder) throws Exception {
    Map<String, String> environment = Map.of("PGUSER", "bob", "PGPASSWORD", "of bob");
    Configuration configuration = new Configuration(false);
    assertThat(login(configuration, Map.of())).isEmpty();
    assertThat(login(configuration, environment))
        .containsEntry("user", "bob")
        .containsEntry("password", "of bob");
    configuration.set(
        CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH,
        "jceks://file" + folder.resolve("keys.jceks"));
    CredentialProvider provider = CredentialProviderFactory.getProviders(configuration).get(0);
    provider.createCredentialEntry("tacet.ledger.user", "ann".toCharArray());
    provider.createCredentialEntry("tacet.ledger.password", "of ann".toCharArray());
    provider.flush();
    assertThat(login(configuration, environment))
        .containsEntry("user", "ann")
        .containsEntry("password", "of ann");
    Files.writeString(folder.resolve("keys.jceks"), "broken");
    assertThatThrownBy(() -> login(configuration, environment))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("tacet.ledger.user could not be read")
        .hasMessageContaining("Fix: check hadoop.security.credential.provider.path");
  }

  private static Properties login(Configuration configuration, Map<String, String> environment) {
    Properties properties = new Properties();
    new PostgresLogin(configuration, environment).addTo(properties);
    return properties;
  }

  @Test
  void optionsBecomeTheDriversProperties() {
    assertThat(PostgresAddress.parse("postgresql://db/p").options().driverProperties())
        .containsEntry("connectTimeout", "10")
        .containsEntry("socketTimeout", "60")
        .containsEntry("prepareThreshold", "0")
        .containsEntry("targetServerType", "preferPrimary");
    assertThat(
            PostgresAddress.parse("postgresql://db/p?sslmode=verify-full&sslrootcert=system")
                .options()
                .driverProperties())
        .containsEntry("sslmode", "verify-full")
        .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory")
        .doesNotContainKey("sslrootcert");
  }
}
