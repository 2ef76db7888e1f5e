package org.tacet.accountant.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tacet.accountant.randomness.LedgerKey;

/**
 * Seals the documents of one account, each by a last line {@code {"mac":"..."}} over its bytes. An
 * entry holds the MAC of the document before it, so that the last MAC, the account's head, stands
 * for all of them: an edited, moved, inserted or removed document breaks the chain.
 *
 * <p>With a key the MAC is HMAC-SHA256, and only who holds the key can mend the chain. Without one
 * it is SHA-256, which finds accidents; a nonce in each document keeps the published head from
 * confirming a guess of what the ledger holds (P19).
 */
final class DocumentSeal {

  /** What the first entry of an account follows that was made before documents were sealed. */
  static final String NO_MAC = "";

  private static final Pattern LAST_LINE = Pattern.compile("\\{\"mac\":\"([0-9a-f]{64})\"\\}\n\\z");

  private static final int LAST_LINE_LENGTH = "{\"mac\":\"\"}\n".length() + 64;

  private final Optional<LedgerKey> key;

  DocumentSeal(Optional<LedgerKey> key) {
    this.key = key;
  }

  boolean isKeyed() {
    return key.isPresent();
  }

  /** Takes document and MAC apart; empty if there is no last line of the form. */
  static Optional<SealedDocument> split(byte[] bytes) {
    int bodyLength = bytes.length - LAST_LINE_LENGTH;
    if (bodyLength < 1 || bytes[bodyLength - 1] != '\n') {
      return Optional.empty();
    }
    String lastLine = new String(bytes, bodyLength, LAST_LINE_LENGTH, StandardCharsets.ISO_8859_1);
    Matcher matcher = LAST_LINE.matcher(lastLine);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(new SealedDocument(Arrays.copyOf(bytes, bodyLength), matcher.group(1)));
  }

  /**
   * Seals a document.
   *
   * @param use what it is: one that was sealed as something else is no seal of this
   */
  SealedDocument seal(String use, byte[] text) {
    byte[] body = text;
    if (text.length == 0 || text[text.length - 1] != '\n') {
      body = Arrays.copyOf(text, text.length + 1);
      body[text.length] = '\n';
    }
    return new SealedDocument(body, mac(use, body));
  }

  boolean isSealOf(String use, SealedDocument read) {
    return MessageDigest.isEqual(
        mac(use, read.body()).getBytes(StandardCharsets.US_ASCII),
        read.mac().getBytes(StandardCharsets.US_ASCII));
  }

  /** What stands for a document that was written before documents were sealed. */
  String macOfUnsealed(String previous, byte[] document) {
    return mac("unsealed " + previous, document);
  }

  private String mac(String use, byte[] body) {
    byte[] label = ("tacet ledger " + use + "\u0000").getBytes(StandardCharsets.UTF_8);
    byte[] mac =
        key.map(secret -> secret.authenticate(label, body)).orElseGet(() -> digest(label, body));
    return HexFormat.of().formatHex(mac);
  }

  private static byte[] digest(byte[] label, byte[] body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(label);
      return digest.digest(body);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
