package org.tacet.engine.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SecretSearchTest {

  @Property(tries = 200)
  void findsEachFormInsideOtherBytesAndNothingElse(
      @ForAll long seed, @ForAll byte[] before, @ForAll byte[] after) {
    byte[] secret = new byte[32];
    new Random(seed).nextBytes(secret);
    SecretSearch search = new SecretSearch(secret);
    byte[] inside = concat(concat(before, secret), after);

    assertThat(search.isIn(inside)).isTrue();
    assertThat(search.isIn(text(HexFormat.of().withUpperCase().formatHex(inside)))).isTrue();
    assertThat(search.isIn(text(HexFormat.ofDelimiter(":").formatHex(inside)))).isTrue();
    assertThat(search.isIn(text(Base64.getEncoder().encodeToString(inside)))).isTrue();
    assertThat(search.isIn(text(Base64.getUrlEncoder().encodeToString(inside)))).isTrue();
    assertThat(search.isIn(text(Arrays.toString(inside)))).isTrue();

    // In base64 the ends of the secret share characters with what stands beside it.
    secret[1 + Math.floorMod(seed, 30)] ^= 1;
    byte[] other = concat(concat(before, secret), after);
    assertThat(search.isIn(other)).isFalse();
    assertThat(search.isIn(text(Base64.getEncoder().encodeToString(other)))).isFalse();
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
