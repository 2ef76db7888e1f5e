package org.tacet.engine.publish;

import java.nio.charset.StandardCharsets;
import org.tacet.engine.digest.Sha256;

/**
 * A release's id, which may hold slashes and colons, as part of a file's name. Different ids, and
 * different attempts at one, have different names: else two runs would write into one folder.
 */
final class ReleaseIdFileName {

  /** Above this a name is cut: an output's name and what stands around it need room too. */
  private static final int MAX_CHARACTERS = 100;

  private static final int KEPT_CHARACTERS = 60;

  /** 128 bits of SHA-256: nobody finds two ids that share them. */
  private static final int HASH_DIGITS = 32;

  private ReleaseIdFileName() {}

  /**
   * The name of an attempt's files. What follows {@code @} can't be part of an escaped id.
   *
   * @param attempt at least 1
   */
  static String of(String releaseId, int attempt) {
    if (attempt < 1) {
      throw new IllegalArgumentException("attempt must be at least 1. Provided value: " + attempt);
    }
    return attempt == 1 ? escaped(releaseId) : escaped(releaseId) + "@" + attempt;
  }

  /**
   * Letters, digits, {@code .}, {@code _} and {@code -} stand for themselves, any other byte of the
   * id's UTF-8 is {@code ~} and two hex digits. {@code ~~} therefore begins a hash and nothing
   * else.
   */
  private static String escaped(String releaseId) {
    byte[] bytes = releaseId.getBytes(StandardCharsets.UTF_8);
    StringBuilder name = new StringBuilder();
    for (byte each : bytes) {
      char character = (char) (each & 0xff);
      if (isPlain(character)) {
        name.append(character);
      } else {
        name.append("~%02x".formatted((int) character));
      }
    }
    return name.length() <= MAX_CHARACTERS
        ? name.toString()
        : name.substring(0, KEPT_CHARACTERS) + "~~" + Sha256.hex(bytes).substring(0, HASH_DIGITS);
  }

  private static boolean isPlain(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || (character >= '0' && character <= '9')
        || "._-".indexOf(character) >= 0;
  }
}
