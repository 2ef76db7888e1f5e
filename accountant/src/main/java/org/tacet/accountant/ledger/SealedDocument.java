package org.tacet.accountant.ledger;

import java.nio.charset.StandardCharsets;

/** A document and its MAC, which is its last line. */
final class SealedDocument {

  private final byte[] body;
  private final String mac;

  SealedDocument(byte[] body, String mac) {
    this.body = body;
    this.mac = mac;
  }

  /** The document, with the line break that ends it. */
  byte[] body() {
    return body.clone();
  }

  String mac() {
    return mac;
  }

  byte[] bytes() {
    byte[] lastLine = lastLine(mac).getBytes(StandardCharsets.UTF_8);
    byte[] bytes = new byte[body.length + lastLine.length];
    System.arraycopy(body, 0, bytes, 0, body.length);
    System.arraycopy(lastLine, 0, bytes, body.length, lastLine.length);
    return bytes;
  }

  static String lastLine(String mac) {
    return "{\"mac\":\"" + mac + "\"}\n";
  }
}
