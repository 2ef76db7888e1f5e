package org.tacet.engine.spec;

import java.util.regex.Pattern;

/** Writes the place of a field in a spec: {@code sources.orders.private.unit[0]}. */
final class SpecPath {

  static final String ROOT = "";

  private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  private SpecPath() {}

  static String key(String parent, String key) {
    String step = PLAIN_KEY.matcher(key).matches() ? key : "[\"" + key + "\"]";
    return join(parent, step);
  }

  static String index(String parent, int index) {
    return parent + "[" + index + "]";
  }

  /** The path as a message shows it. */
  static String shown(String path) {
    return path.isEmpty() ? "the spec" : path;
  }

  static String join(String prefix, String rest) {
    if (prefix.isEmpty() || rest.isEmpty() || rest.startsWith("[")) {
      return prefix + rest;
    }
    return prefix + "." + rest;
  }
}
