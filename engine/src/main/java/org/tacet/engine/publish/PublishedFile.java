package org.tacet.engine.publish;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A published data file.
 *
 * @param sha256 of its content, in hex
 */
public record PublishedFile(String name, long bytes, String sha256) {

  static PublishedFile of(String name, InputStream content) throws IOException {
    MessageDigest digest = newDigest();
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      digest.update(buffer, 0, read);
      bytes += read;
    }
    return new PublishedFile(name, bytes, HexFormat.of().formatHex(digest.digest()));
  }

  /** SHA-256 of {@code content}, in hex. */
  public static String hexDigest(byte[] content) {
    return HexFormat.of().formatHex(newDigest().digest(content));
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
