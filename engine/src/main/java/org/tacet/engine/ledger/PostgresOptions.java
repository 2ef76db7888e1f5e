package org.tacet.engine.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.PGProperty;
import org.postgresql.ssl.DefaultJavaSSLFactory;

/**
 * How a PostgreSQL server is connected to, as the part of an address after its question mark says:
 * the names are those of PostgreSQL's own addresses, times are in whole seconds. Other options are
 * refused: among the driver's there are some that run classes, log passwords or weaken an append.
 *
 * @param tls the driver's properties for TLS
 * @param connectSeconds how long one server may take to answer a connection
 * @param socketSeconds how long an answer may take
 * @param lockSeconds how long an append waits for one that holds the same number
 */
record PostgresOptions(
    Map<String, String> tls, int connectSeconds, int socketSeconds, int lockSeconds) {

  private static final String CONNECT_TIMEOUT = "connect_timeout";
  private static final String SOCKET_TIMEOUT = "socket_timeout";
  private static final String LOCK_TIMEOUT = "lock_timeout";
  private static final String SSL_MODE = "sslmode";
  private static final String SSL_ROOT_CERTIFICATE = "sslrootcert";

  private static final int MOST_SECONDS = 3_600;

  private static final Map<String, Integer> DEFAULT_SECONDS =
      Map.of(CONNECT_TIMEOUT, 10, SOCKET_TIMEOUT, 60, LOCK_TIMEOUT, 20);

  private static final Map<String, PGProperty> TLS =
      Map.of(
          SSL_MODE,
          PGProperty.SSL_MODE,
          SSL_ROOT_CERTIFICATE,
          PGProperty.SSL_ROOT_CERT,
          "sslcert",
          PGProperty.SSL_CERT,
          "sslkey",
          PGProperty.SSL_KEY);

  private static final List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  /** As a root certificate: those that Java trusts. */
  private static final String SYSTEM = "system";

  PostgresOptions {
    tls = Map.copyOf(tls);
    if (lockSeconds >= socketSeconds) {
      // Else each wait for a number would look like a server that went away.
      throw new IllegalArgumentException(
          "lock_timeout must be less than socket_timeout. Provided values: "
              + lockSeconds
              + " and "
              + socketSeconds);
    }
  }

  /**
   * Reads options.
   *
   * @param query {@code name=value&name=value}, or null for none
   * @throws IllegalArgumentException for another name, a name given twice, or an illegal value
   */
  static PostgresOptions parse(String query) {
    Map<String, String> given = new HashMap<>();
    for (String option : query == null ? new String[0] : query.split("&", -1)) {
      int equals = option.indexOf('=');
      String name = equals < 0 ? option : option.substring(0, equals);
      if (!TLS.containsKey(name) && !DEFAULT_SECONDS.containsKey(name)) {
        throw new IllegalArgumentException(
            "its option '" + name + "' is none of " + String.join(", ", names()));
      }
      String value = equals < 0 ? "" : option.substring(equals + 1);
      if (value.isEmpty() || given.put(name, value) != null) {
        throw new IllegalArgumentException("its option '" + name + "' must have one value");
      }
    }
    return new PostgresOptions(
        tls(given),
        seconds(given, CONNECT_TIMEOUT),
        seconds(given, SOCKET_TIMEOUT),
        seconds(given, LOCK_TIMEOUT));
  }

  private static Set<String> names() {
    Set<String> names = new TreeSet<>(TLS.keySet());
    names.addAll(DEFAULT_SECONDS.keySet());
    return names;
  }

  private static int seconds(Map<String, String> given, String name) {
    String value = given.getOrDefault(name, DEFAULT_SECONDS.get(name).toString());
    int seconds = value.matches("[0-9]{1,5}") ? Integer.parseInt(value) : 0;
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw new IllegalArgumentException(
          name + " must be 1 to " + MOST_SECONDS + " whole seconds. Provided value: " + value);
    }
    return seconds;
  }

  private static Map<String, String> tls(Map<String, String> given) {
    Map<String, String> properties = new HashMap<>();
    for (Map.Entry<String, PGProperty> option : TLS.entrySet()) {
      String value = given.get(option.getKey());
      if (value != null) {
        properties.put(option.getValue().getName(), value);
      }
    }
    String mode = given.getOrDefault(SSL_MODE, SSL_MODES.get(0));
    if (!SSL_MODES.contains(mode)) {
      throw new IllegalArgumentException(
          SSL_MODE
              + " must be one of "
              + String.join(", ", SSL_MODES)
              + ". Provided value: "
              + mode);
    }
    if (SYSTEM.equals(given.get(SSL_ROOT_CERTIFICATE))) {
      properties.remove(PGProperty.SSL_ROOT_CERT.getName());
      properties.put(PGProperty.SSL_FACTORY.getName(), DefaultJavaSSLFactory.class.getName());
    }
    return properties;
  }

  /** What the driver is told of each connection. */
  Properties driverProperties() {
    Properties properties = new Properties();
    properties.putAll(tls);
    PGProperty.CONNECT_TIMEOUT.set(properties, connectSeconds);
    PGProperty.SOCKET_TIMEOUT.set(properties, socketSeconds);
    PGProperty.TCP_KEEP_ALIVE.set(properties, true);
    PGProperty.APPLICATION_NAME.set(properties, "tacet");
    // Of several servers the one that takes writes; a standby still answers what was spent.
    PGProperty.TARGET_SERVER_TYPE.set(properties, "preferPrimary");
    // A pool such as PgBouncer hands each transaction to another server process.
    PGProperty.PREPARE_THRESHOLD.set(properties, 0);
    // Details repeat the rows that a statement failed on.
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
    return properties;
  }
}
