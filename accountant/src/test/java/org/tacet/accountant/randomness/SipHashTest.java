package org.tacet.accountant.randomness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple.Tuple2;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHashTest {

  private static final byte[] KEY = sequence(16);

  private static byte[] sequence(int length) {
    byte[] bytes = new byte[length];
    for (int index = 0; index < length; index++) {
      bytes[index] = (byte) index;
    }
    return bytes;
  }

  private static String value(SipHash hash) {
    ByteBuffer value = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    value.putLong(hash.finish()).putLong(hash.second());
    return HexFormat.of().formatHex(value.array());
  }

  private static String value(SipHash hash, byte[] unit, byte[] group) {
    hash.start();
    hash.absorb(unit, unit.length);
    hash.absorb(group, group.length);
    return value(hash);
  }

  /** The authors' vectors of SipHash-2-4-128 for messages of whole words: bytes 0, 1, 2, ... */
  @ParameterizedTest
  @CsvSource({
    "0, a3817f04ba25a8e66df67214c7550293",
    "8, 3b62a9ba6258f5610f83e264f31497b4",
    "16, 6ee2a4ca67b054bbfd3315bf85230577",
    "24, 2db479ae78bd50d8882a8a178a6132ad",
    "32, 7c3956ca5eeafc3e363e9d556546eb68",
  })
  void theFunctionIsThatOfItsAuthors(int length, String expected) {
    SipHash hash = new SipHash(KEY);
    hash.start();
    ByteBuffer message = ByteBuffer.wrap(sequence(length)).order(ByteOrder.LITTLE_ENDIAN);
    while (message.hasRemaining()) {
      hash.word(message.getLong());
    }
    assertThat(value(hash)).isEqualTo(expected);
  }

  /** A string of 3 bytes is the word 3 and then a word of the bytes with zeros behind them. */
  @Test
  void aStringIsItsLengthAndItsPaddedBytes() {
    SipHash words = new SipHash(KEY);
    words.start();
    words.word(3);
    words.word(0x636261);
    words.word(8);
    words.word(0x6867666564636261L);
    words.word(0);
    SipHash strings = new SipHash(KEY);
    strings.start();
    strings.absorb(ascii("abc"), 3);
    strings.absorb(ascii("abcdefgh-not-this"), 8);
    strings.absorb(new byte[0], 0);
    assertThat(value(strings)).isEqualTo(value(words));
  }

  @Provide
  Arbitrary<Tuple2<byte[], byte[]>> pairs() {
    return Arbitraries.of((byte) 0, (byte) 1, (byte) -1).array(byte[].class).ofMaxSize(18).tuple2();
  }

  /** P9: two of 10,000 random pairs of unit and group share 128 bits with probability 2^-102. */
  @Property(tries = 5000)
  void onlyEqualPairsShareAValue(
      @ForAll("pairs") Tuple2<byte[], byte[]> one, @ForAll("pairs") Tuple2<byte[], byte[]> other) {
    SipHash hash = new SipHash(KEY);
    boolean samePair =
        Arrays.equals(one.get1(), other.get1()) && Arrays.equals(one.get2(), other.get2());
    assertThat(value(hash, one.get1(), one.get2()).equals(value(hash, other.get1(), other.get2())))
        .isEqualTo(samePair);
  }

  @Test
  void bytesDoNotMoveBetweenUnitAndGroup() {
    SipHash hash = new SipHash(KEY);
    List<String> values =
        List.of(
            value(hash, ascii("ab"), ascii("c")),
            value(hash, ascii("a"), ascii("bc")),
            value(hash, ascii("abc"), ascii("")),
            value(hash, ascii(""), ascii("abc")),
            value(hash, ascii("abc\0"), ascii("")),
            value(new SipHash(sequence(17)), ascii("ab"), ascii("c")));
    assertThat(values.subList(0, 5)).doesNotHaveDuplicates();
    assertThat(values.get(5)).as("16 bytes of the key count").isEqualTo(values.get(0));
  }

  @Test
  void whatIsKeptIsAbsorbedOnce() {
    Random random = new Random(4);
    SipHash hash = new SipHash(KEY);
    byte[] unit = sequence(21);
    hash.start();
    hash.absorb(unit, unit.length);
    hash.keep();
    for (int repetition = 0; repetition < 50; repetition++) {
      byte[] group = new byte[random.nextInt(40)];
      random.nextBytes(group);
      hash.restore();
      hash.absorb(group, group.length);
      assertThat(value(hash)).isEqualTo(value(new SipHash(KEY), unit, group));
    }
  }

  @Test
  void aLengthBeyondTheBytesIsRefused() {
    SipHash hash = new SipHash(KEY);
    hash.start();
    assertThatThrownBy(() -> hash.absorb(new byte[3], 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> hash.absorb(new byte[3], -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
