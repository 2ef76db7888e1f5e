package org.tacet.engine.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tacet.accountant.ledger.LedgerException;

/**
 * Where a ledger in PostgreSQL is: {@code
 * postgresql://host[:port][,host2[:port2]]/database[/schema][?option=value&...]}. An address goes
 * into scripts, logs and messages, so one with a user or a password is refused, and is not repeated
 * by the refusal.
 *
 * @param servers each as host and port; of several, the one that takes writes is used
 * @param database the database's name
 * @param schema the schema that holds the ledger's tables and nothing else
 * @param options how the servers are connected to
 */
record PostgresAddress(
    List<String> servers, String database, String schema, PostgresOptions options) {

  static final String FORM =
      "postgresql://<host>[:<port>][,<host>[:<port>]]/<database>[/<schema>][?<option>=<value>]";

  private static final String SCHEME = "postgresql://";
  private static final String DEFAULT_PORT = "5432";
  private static final String DEFAULT_SCHEMA = "tacet";

  private static final Pattern ANY_SCHEME =
      Pattern.compile("(?i)(jdbc:)?(postgresql|postgres|pgsql):.*", Pattern.DOTALL);

  private static final Pattern PARTS =
      Pattern.compile("([^/?]+)/([^/?]+)(?:/([^/?]+))?(?:\\?(.*))?", Pattern.DOTALL);

  private static final Pattern SERVER =
      Pattern.compile(
          "([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");

  private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}");

  /** What SQL takes unquoted, so that the administrator's own statements need no quotes. */
  private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  PostgresAddress {
    servers = List.copyOf(servers);
  }

  /** Whether the address means PostgreSQL, in this spelling or one that {@link #parse} refuses. */
  static boolean isMeantBy(String address) {
    return ANY_SCHEME.matcher(address).matches();
  }

  /**
   * Reads an address.
   *
   * @throws LedgerException for another scheme, a user or password, or what is no host, port, name
   *     or option
   */
  static PostgresAddress parse(String address) {
    if (!address.startsWith(SCHEME)) {
      throw refused(address, "its scheme is not postgresql://");
    }
    String afterScheme = address.substring(SCHEME.length());
    if (afterScheme.contains("@")) {
      throw refused(
          address,
          "it holds a user or a password, which would be seen in logs and lists of processes. Give"
              + " them as "
              + PostgresLogin.SOURCES);
    }
    Matcher parts = PARTS.matcher(afterScheme);
    if (!parts.matches()) {
      throw refused(address, "it does not name a host and a database");
    }
    String schema = parts.group(3) == null ? DEFAULT_SCHEMA : parts.group(3);
    if (!DATABASE.matcher(parts.group(2)).matches()) {
      throw refused(
          address, "the database's name must be 1 to 63 letters, digits, '_', '.' or '-'");
    }
    if (!SCHEMA.matcher(schema).matches()
        || schema.startsWith("pg_")
        || schema.equals("information_schema")) {
      throw refused(
          address,
          "the schema must be 1 to 63 small letters, digits or '_', not begin with a digit, and be"
              + " none of PostgreSQL's own");
    }
    try {
      return new PostgresAddress(
          servers(address, parts.group(1)),
          parts.group(2),
          schema,
          PostgresOptions.parse(parts.group(4)));
    } catch (IllegalArgumentException badOption) {
      throw refused(address, badOption.getMessage());
    }
  }

  private static List<String> servers(String address, String list) {
    List<String> servers = new ArrayList<>();
    for (String server : list.split(",", -1)) {
      Matcher hostAndPort = SERVER.matcher(server);
      if (!hostAndPort.matches()) {
        throw refused(address, "'" + server + "' is no host, with or without a port");
      }
      String port = hostAndPort.group(3) == null ? DEFAULT_PORT : hostAndPort.group(3);
      if (Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65_535) {
        throw refused(address, "port " + port + " is not between 1 and 65535");
      }
      servers.add(hostAndPort.group(1) + ":" + Integer.parseInt(port));
    }
    return servers;
  }

  /** The address as the driver takes it, without the options. */
  String jdbcUrl() {
    return "jdbc:postgresql://" + String.join(",", servers) + "/" + database;
  }

  /** A table of the ledger, for a statement. */
  String table(String name) {
    return "\"" + schema + "\"." + name;
  }

  /** The address for messages, without the options. */
  @Override
  public String toString() {
    return SCHEME + String.join(",", servers) + "/" + database + "/" + schema;
  }

  private static LedgerException refused(String address, String reason) {
    return new LedgerException(
        "Ledger address '"
            + withoutSecrets(address)
            + "' is refused: "
            + reason
            + ". Fix: give "
            + FORM
            + ", for example postgresql://db.example.com/privacy?sslmode=verify-full");
  }

  /** The address without what may be a user, a password or the value of an option. */
  private static String withoutSecrets(String address) {
    int slashes = address.indexOf("//");
    int secretsEnd = address.lastIndexOf('@');
    String shown = address;
    if (secretsEnd >= 0) {
      int secretsStart =
          slashes >= 0 && slashes < secretsEnd ? slashes + 2 : address.indexOf(':') + 1;
      shown = address.substring(0, secretsStart) + "..." + address.substring(secretsEnd);
    }
    int query = shown.indexOf('?');
    return query < 0 ? shown : shown.substring(0, query) + "?...";
  }
}
