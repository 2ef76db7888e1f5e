package org.tacet.accountant.randomness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyedFunctionTest {

  private static final byte[] GROUP = "group".getBytes(StandardCharsets.US_ASCII);

  private final ReleaseKey key = FixedReleaseKeys.numbered(42);
  private final KeyedFunction function = new KeyedFunction(key);

  private BitSource noise(byte[] group) {
    return function.cell(Purpose.NOISE, 1, 2, 3, 4, group, group.length);
  }

  private static List<Long> words(BitSource bits, int count) {
    List<Long> words = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      words.add(bits.nextWord());
    }
    return words;
  }

  /** RFC 8439, appendix A.1, test vectors 1 and 2: key and nonce 0, blocks 0 and 1. */
  @Test
  void theStreamIsThatOfTheStandard() throws GeneralSecurityException {
    CellStream stream = new CellStream();
    stream.restart(new byte[32]);
    String expected =
        "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
            + "da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
            + "9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
            + "29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f";
    StringBuilder hex = new StringBuilder();
    words(stream, 16).forEach(word -> hex.append(HexFormat.of().toHexDigits(word)));
    assertThat(hex).hasToString(expected);
  }

  /** The whole function once more, from the primitives of the Java runtime. */
  @Test
  void aCellIsHmacThenChaCha() throws GeneralSecurityException {
    ByteBuffer encoding = ByteBuffer.allocate(25 + GROUP.length);
    encoding.put((byte) 1).putInt(1).putInt(2).putInt(3).putLong(4).putInt(5).put(GROUP);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.bytes(), "HmacSHA256"));
    Cipher cipher = Cipher.getInstance("ChaCha20");
    cipher.init(
        Cipher.ENCRYPT_MODE,
        new SecretKeySpec(mac.doFinal(encoding.array()), "ChaCha20"),
        new ChaCha20ParameterSpec(new byte[12], 0));
    ByteBuffer keystream = ByteBuffer.wrap(cipher.doFinal(new byte[800]));
    for (long word : words(noise(GROUP), 100)) {
      assertThat(word).isEqualTo(keystream.getLong());
    }
  }

  @Test
  void aCellReadAgainStartsAgain() {
    List<Long> once = words(noise(GROUP), 20);
    assertThat(words(noise(GROUP), 20)).isEqualTo(once);
    assertThat(words(noise(GROUP), 3)).isEqualTo(once.subList(0, 3));
    assertThat(words(noise(GROUP), 20)).isEqualTo(once);
    noise(new byte[0]).nextWord();
    assertThat(words(noise(GROUP), 20)).isEqualTo(once);
    assertThat(words(new KeyedFunction(key).cell(Purpose.NOISE, 1, 2, 3, 4, GROUP, 5), 20))
        .isEqualTo(once);
  }

  @Test
  void aCellThatDiffersInAnyPartIsAnother() {
    Set<Long> firstWords = new HashSet<>();
    firstWords.add(function.cell(Purpose.NOISE, 0, 0, 0, 0, GROUP, 5).nextWord());
    firstWords.add(function.cell(Purpose.SELECTION, 0, 0, 0, 0, GROUP, 5).nextWord());
    firstWords.add(function.cell(Purpose.BATCH_SAMPLING, 0, 0, 0, 0, GROUP, 5).nextWord());
    firstWords.add(function.cell(Purpose.NOISE, 1, 0, 0, 0, GROUP, 5).nextWord());
    firstWords.add(function.cell(Purpose.NOISE, 0, 1, 0, 0, GROUP, 5).nextWord());
    firstWords.add(function.cell(Purpose.NOISE, 0, 0, 1, 0, GROUP, 5).nextWord());
    firstWords.add(function.cell(Purpose.NOISE, 0, 0, 0, 1, GROUP, 5).nextWord());
    firstWords.add(function.cell(Purpose.NOISE, 0, 0, 0, 0, GROUP, 4).nextWord());
    KeyedFunction other = new KeyedFunction(FixedReleaseKeys.numbered(43));
    firstWords.add(other.cell(Purpose.NOISE, 0, 0, 0, 0, GROUP, 5).nextWord());
    assertThat(firstWords).hasSize(9);
  }

  @ParameterizedTest
  @EnumSource(
      value = Purpose.class,
      names = {"BOUNDING", "COMMITMENT"})
  void aPurposeWithoutBitsIsRefused(Purpose purpose) {
    assertThatThrownBy(() -> function.cell(purpose, 0, 0, 0, 0, GROUP, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "purpose must be NOISE, SELECTION or BATCH_SAMPLING. Provided value: " + purpose);
  }

  @Test
  void ranksBelongToUnitAndGroup() {
    byte[] ab = {'a', 'b'};
    byte[] abc = {'a', 'b', 'c'};
    function.startUnit(ab, 2);
    function.groupRank(abc, 1);
    long high = function.rankHigh();
    long low = function.rankLow();
    noise(GROUP).nextWord();
    assertThat(function.rankHigh()).as("cells leave the last rank alone").isEqualTo(high);
    function.groupRank(abc, 2);
    assertThat(function.rankHigh()).isNotEqualTo(high);
    function.startUnit(ab, 1);
    function.groupRank(abc, 1);
    assertThat(function.rankHigh()).isNotEqualTo(high);
    assertThat(function.rankLow()).isNotEqualTo(low);
    function.startUnit(ab, 2);
    function.groupRank(abc, 2);
    function.groupRank(abc, 1);
    assertThat(function.rankHigh()).isEqualTo(high);
    assertThat(function.rankLow()).isEqualTo(low);

    KeyedFunction other = new KeyedFunction(FixedReleaseKeys.numbered(43));
    other.startUnit(ab, 2);
    other.groupRank(abc, 1);
    assertThat(other.rankHigh()).isNotEqualTo(high);
  }

  /** No input of a value's rank is that of another, or of a group's rank (P9). */
  @Test
  void ranksBelongToUnitGroupCountAndValue() {
    byte[] abc = {'a', 'b', 'c'};
    Set<List<Long>> ranks = new HashSet<>();
    for (int unit = 1; unit <= 2; unit++) {
      function.startUnit(abc, unit);
      for (int group = 0; group <= 3; group++) {
        function.groupRank(abc, group);
        ranks.add(List.of(function.rankHigh(), function.rankLow()));
        for (int count = 0; count < 3; count++) {
          for (int value = 0; value <= 3; value++) {
            function.valueRank(count, abc, group, abc, value);
            ranks.add(List.of(function.rankHigh(), function.rankLow()));
          }
        }
      }
    }
    assertThat(ranks).hasSize(2 * 4 * (1 + 3 * 4));
    function.startUnit(abc, 2);
    function.valueRank(2, abc, 3, abc, 3);
    assertThat(ranks.contains(List.of(function.rankHigh(), function.rankLow()))).isTrue();
  }

  /** The key of the ranks is half the HMAC of the purpose, and never the key of a cell. */
  @Test
  void aRankIsSipHashUnderAKeyOfItsOwn() throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.bytes(), "HmacSHA256"));
    SipHash hash = new SipHash(mac.doFinal(new byte[] {3}));
    hash.start();
    hash.absorb(new byte[] {'u', 'n', 'i', 't'}, 4);
    hash.absorb(GROUP, 5);
    function.startUnit(new byte[] {'u', 'n', 'i', 't'}, 4);
    function.groupRank(GROUP, 5);
    assertThat(function.rankHigh()).isEqualTo(hash.finish());
    assertThat(function.rankLow()).isEqualTo(hash.second());
  }

  /** Each of 5 groups is a unit's smallest in a fifth of 20,000 units; 5 deviations are 6e-7. */
  @Test
  void ranksKeepAUniformGroup() {
    int units = 20_000;
    int[] kept = new int[5];
    for (int unit = 0; unit < units; unit++) {
      byte[] unitBytes = ByteBuffer.allocate(4).putInt(unit).array();
      int smallest = 0;
      long smallestRank = -1;
      function.startUnit(unitBytes, 4);
      for (int group = 0; group < kept.length; group++) {
        function.groupRank(new byte[] {(byte) group}, 1);
        if (Long.compareUnsigned(function.rankHigh(), smallestRank) < 0) {
          smallestRank = function.rankHigh();
          smallest = group;
        }
      }
      kept[smallest]++;
    }
    double deviation = Math.sqrt(units * 0.2 * 0.8);
    for (int count : kept) {
      assertThat(Math.abs(count - units * 0.2)).isLessThan(5 * deviation);
    }
  }

  @Test
  void commitmentsBindTheContentAndTheKey() {
    byte[] commitment = function.commitment(GROUP);
    assertThat(commitment).hasSize(32).isEqualTo(function.commitment(GROUP));
    assertThat(function.commitment(new byte[0])).isNotEqualTo(commitment);
    assertThat(new KeyedFunction(FixedReleaseKeys.numbered(43)).commitment(GROUP))
        .isNotEqualTo(commitment);
  }

  /** Each of 64 bit positions over 100,000 cells: 6 deviations, 64 times, are 1.3e-7. */
  @Test
  void firstWordsOfCellsHaveBalancedBits() {
    int cells = 100_000;
    int[] ones = new int[Long.SIZE];
    byte[] group = new byte[4];
    for (int cell = 0; cell < cells; cell++) {
      ByteBuffer.wrap(group).putInt(0, cell);
      long word = noise(group).nextWord();
      for (int bit = 0; bit < Long.SIZE; bit++) {
        ones[bit] += (int) (word >>> bit) & 1;
      }
    }
    double deviation = Math.sqrt(cells) / 2;
    for (int count : ones) {
      assertThat(Math.abs(count - cells / 2.0)).isLessThan(6 * deviation);
    }
  }
}
