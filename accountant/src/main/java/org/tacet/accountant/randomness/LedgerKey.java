package org.tacet.accountant.randomness;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret under which a ledger's entries are sealed by HMAC-SHA256. Whoever lacks it can't write
 * an entry that is taken for one of the ledger's; the bytes are not shown by anything that prints
 * this object. Equality is identity.
 */
public final class LedgerKey {

  private static final int ID_LENGTH = 16;

  private final byte[] bytes;

  private LedgerKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A key as it is kept.
   *
   * @param bytes at least 32 random ones
   */
  public static LedgerKey of(byte[] bytes) {
    if (bytes.length < DrawnSecret.LENGTH_BYTES) {
      throw new IllegalArgumentException(
          "a ledger's key must have at least "
              + DrawnSecret.LENGTH_BYTES
              + " random bytes. Provided length: "
              + bytes.length);
    }
    return new LedgerKey(bytes.clone());
  }

  /** A name of the key that tells nothing of it: 16 hexadecimal digits. */
  public String id() {
    byte[] name = authenticate("tacet ledger key id".getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(name).substring(0, ID_LENGTH);
  }

  /** HMAC-SHA256 of the parts, one after the other. */
  public byte[] authenticate(byte[]... parts) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
      Arrays.stream(parts).forEach(mac::update);
      return mac.doFinal();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every Java has HmacSHA256", impossible);
    }
  }

  @Override
  public String toString() {
    return "LedgerKey(redacted)";
  }
}
