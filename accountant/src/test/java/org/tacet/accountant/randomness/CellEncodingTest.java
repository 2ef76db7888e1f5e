package org.tacet.accountant.randomness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** P9: no two cells share an input of the keyed function. */
class CellEncodingTest {

  /** An input of the keyed function, of any of the three layouts. */
  private record Input(
      Purpose purpose, int grouping, int aggregate, int component, long step, List<Byte> group) {

    Input normalised() {
      return switch (purpose) {
        case NOISE, SELECTION, BATCH_SAMPLING ->
            new Input(purpose, grouping, aggregate, component, step, group);
        case BOUNDING -> new Input(purpose, 0, 0, 0, 0, List.of());
        case COMMITMENT -> new Input(purpose, 0, 0, 0, 0, group);
      };
    }

    Input withPartsOf(Input that, int parts) {
      return new Input(
          (parts & 1) == 0 ? purpose : that.purpose,
          (parts & 2) == 0 ? grouping : that.grouping,
          (parts & 4) == 0 ? aggregate : that.aggregate,
          (parts & 8) == 0 ? component : that.component,
          (parts & 16) == 0 ? step : that.step,
          (parts & 32) == 0 ? group : that.group);
    }

    byte[] encoded(CellEncoding encoding) {
      byte[] bytes = array(group);
      switch (purpose) {
        case NOISE, SELECTION, BATCH_SAMPLING ->
            encoding.cell(purpose, grouping, aggregate, component, step, bytes, bytes.length);
        case BOUNDING -> encoding.rankingKey();
        case COMMITMENT -> encoding.commitment(bytes);
      }
      return encoding.copy();
    }

    private static byte[] array(List<Byte> bytes) {
      byte[] array = new byte[bytes.size()];
      for (int index = 0; index < array.length; index++) {
        array[index] = bytes.get(index);
      }
      return array;
    }
  }

  /** The second input takes some of its parts from the first, so that any set of parts agrees. */
  @Property(tries = 5000, edgeCases = EdgeCasesMode.NONE)
  void differentInputsHaveDifferentEncodings(
      @ForAll("inputs") Input first,
      @ForAll("inputs") Input other,
      @ForAll @IntRange(min = 0, max = 63) int partsOfFirst) {
    Input second = other.withPartsOf(first, partsOfFirst);
    CellEncoding encoding = new CellEncoding();
    boolean sameInput = first.normalised().equals(second.normalised());
    boolean sameEncoding = Arrays.equals(first.encoded(encoding), second.encoded(encoding));
    assertThat(sameEncoding).isEqualTo(sameInput);
  }

  /** Small ranges, so that two inputs often agree in all but one part, or in all. */
  @Provide
  Arbitrary<Input> inputs() {
    Arbitrary<Integer> indexes = Arbitraries.of(0, 1, 256, -1, Integer.MAX_VALUE);
    Arbitrary<Long> steps = Arbitraries.of(0L, 1L, 1L << 32, -1L);
    Arbitrary<List<Byte>> bytes =
        Arbitraries.of((byte) 0, (byte) 1, (byte) 'a').list().ofMaxSize(5);
    return Combinators.combine(
            Arbitraries.of(Purpose.values()), indexes, indexes, indexes, steps, bytes)
        .as(Input::new);
  }

  @Test
  void everyPartOfACellCounts() {
    byte[] ab = ascii("ab");
    List<byte[]> encodings = new ArrayList<>();
    CellEncoding encoding = new CellEncoding();
    for (Purpose purpose : List.of(Purpose.NOISE, Purpose.SELECTION, Purpose.BATCH_SAMPLING)) {
      for (int part = 0; part < 6; part++) {
        encoding.cell(
            purpose,
            part == 1 ? 1 : 0,
            part == 2 ? 1 : 0,
            part == 3 ? 1 : 0,
            part == 4 ? 1 : 0,
            ab,
            part == 5 ? 1 : 2);
        encodings.add(encoding.copy());
      }
    }
    assertThat(encodings.stream().map(HexFormat.of()::formatHex).distinct()).hasSize(18);
  }

  @Test
  void theLayoutIsFixed() {
    CellEncoding encoding = new CellEncoding();
    encoding.cell(Purpose.NOISE, 2, 3, 4, 5, ascii("xyz"), 2);
    assertThat(HexFormat.of().formatHex(encoding.copy()))
        .isEqualTo(
            "01" + "00000002" + "00000003" + "00000004" + "0000000000000005" + "00000002" + "7879");
    encoding.rankingKey();
    assertThat(HexFormat.of().formatHex(encoding.copy())).isEqualTo("03");
    encoding.commitment(ascii("c"));
    assertThat(HexFormat.of().formatHex(encoding.copy())).isEqualTo("0563");
  }

  @Test
  void codesOfPurposesNeverChange() {
    assertThat(Arrays.stream(Purpose.values()).map(purpose -> purpose + "=" + purpose.code()))
        .containsExactly(
            "NOISE=1", "SELECTION=2", "BOUNDING=3", "BATCH_SAMPLING=4", "COMMITMENT=5");
  }

  @Test
  void aLongInputLeavesNothingInAShorterOne() {
    CellEncoding used = new CellEncoding();
    used.cell(Purpose.NOISE, 0, 0, 0, 0, new byte[100_000], 100_000);
    assertThat(used.length()).isEqualTo(100_025);
    used.cell(Purpose.NOISE, 0, 0, 0, 0, ascii("a"), 1);
    CellEncoding fresh = new CellEncoding();
    fresh.cell(Purpose.NOISE, 0, 0, 0, 0, ascii("a"), 1);
    assertThat(used.copy()).isEqualTo(fresh.copy());
  }

  @Test
  void aLengthBeyondTheBytesIsRefused() {
    CellEncoding encoding = new CellEncoding();
    assertThatThrownBy(() -> encoding.cell(Purpose.NOISE, 0, 0, 0, 0, ascii("a"), 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> encoding.cell(Purpose.NOISE, 0, 0, 0, 0, ascii("a"), -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
