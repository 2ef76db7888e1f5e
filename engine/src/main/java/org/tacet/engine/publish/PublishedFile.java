package org.tacet.engine.publish;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.tacet.engine.digest.Sha256;

/**
 * A published data file.
 *
 * @param sha256 of its content, in hex
 */
public record PublishedFile(String name, long bytes, String sha256) {

  static PublishedFile of(String name, InputStream content) throws IOException {
    MessageDigest digest = Sha256.begin();
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      digest.update(buffer, 0, read);
      bytes += read;
    }
    return new PublishedFile(name, bytes, HexFormat.of().formatHex(digest.digest()));
  }
}
