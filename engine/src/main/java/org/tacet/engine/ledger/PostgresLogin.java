package org.tacet.engine.ledger;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.hadoop.conf.Configuration;
import org.postgresql.PGProperty;
import org.tacet.accountant.ledger.LedgerException;

/** The user and the password for a PostgreSQL server, which no address and no flag holds. */
final class PostgresLogin {

  static final String USER = "tacet.ledger.user";
  static final String PASSWORD = "tacet.ledger.password";

  /** Where they are looked for, for messages. */
  static final String SOURCES =
      USER
          + " and "
          + PASSWORD
          + " in Hadoop's credential provider, as PGUSER and PGPASSWORD, or in ~/.pgpass";

  private final Configuration configuration;
  private final Map<String, String> environment;

  /**
   * @param configuration names the credential provider
   * @param environment the process's variables
   */
  PostgresLogin(Configuration configuration, Map<String, String> environment) {
    this.configuration = configuration;
    this.environment = environment;
  }

  /**
   * Adds what is known; for the rest the driver takes the operating system's user, and looks for a
   * password in .pgpass. Looked up anew for each connection, as a password may be renewed.
   */
  void addTo(Properties properties) {
    find(USER, "PGUSER").ifPresent(user -> PGProperty.USER.set(properties, user));
    find(PASSWORD, "PGPASSWORD").ifPresent(word -> PGProperty.PASSWORD.set(properties, word));
  }

  private Optional<String> find(String alias, String variable) {
    try {
      char[] credential = configuration.getPassword(alias);
      return credential == null
          ? Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty())
          : Optional.of(new String(credential));
    } catch (IOException unreadable) {
      throw new LedgerException(
          "The credential "
              + alias
              + " could not be read: "
              + unreadable.getMessage()
              + ". Fix: check hadoop.security.credential.provider.path and the right to read what it"
              + " names",
          unreadable);
    }
  }
}
