package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.ByteRange;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.unsafe.types.UTF8String;

/** Two rows of one schema share an encoding exactly when they are equal (P9). */
class CanonicalEncodingTest {

  private static final DecimalType SHORT = DataTypes.createDecimalType(10, 3);
  private static final DecimalType LONG = DataTypes.createDecimalType(38, 6);

  private static final List<DataType> ALL =
      List.of(
          DataTypes.StringType,
          DataTypes.BinaryType,
          LONG,
          DataTypes.StringType,
          DataTypes.BooleanType,
          DataTypes.ByteType,
          DataTypes.ShortType,
          DataTypes.IntegerType,
          DataTypes.LongType,
          DataTypes.DateType,
          DataTypes.TimestampType,
          DataTypes.TimestampNTZType,
          DataTypes.FloatType,
          DataTypes.DoubleType,
          SHORT,
          LONG);

  /** Two rows that agree in most columns. */
  record Pair(List<Object> one, List<Object> other) {}

  @Provide
  Arbitrary<Pair> pairs() {
    Arbitrary<Boolean> differs = Arbitraries.of(true, false, false, false, false, false, false);
    List<Arbitrary<List<Object>>> columns = new ArrayList<>();
    for (DataType type : ALL) {
      Arbitrary<Object> value = values(type).injectNull(0.2);
      columns.add(
          Combinators.combine(value, value, differs)
              .as((one, other, isOther) -> Arrays.asList(one, isOther ? other : one)));
    }
    return Combinators.combine(columns)
        .as(
            both ->
                new Pair(
                    new ArrayList<>(both.stream().map(column -> column.get(0)).toList()),
                    new ArrayList<>(both.stream().map(column -> column.get(1)).toList())));
  }

  private static Arbitrary<Object> values(DataType type) {
    if (type instanceof DecimalType decimal) {
      BigInteger limit = BigInteger.TEN.pow(decimal.precision()).subtract(BigInteger.ONE);
      return Arbitraries.bigIntegers()
          .between(limit.negate(), limit)
          .map(
              unscaled ->
                  Decimal.apply(
                      new BigDecimal(unscaled, decimal.scale()),
                      decimal.precision(),
                      decimal.scale()));
    } else if (type.equals(DataTypes.StringType)) {
      return Arbitraries.strings()
          .withChars('a', '\0', 'é')
          .ofMaxLength(4)
          .map(UTF8String::fromString);
    } else if (type.equals(DataTypes.BinaryType)) {
      return Arbitraries.bytes().array(byte[].class).ofMaxSize(3).map(bytes -> bytes);
    } else if (type.equals(DataTypes.BooleanType)) {
      return Arbitraries.of(true, false).map(value -> value);
    } else if (type.equals(DataTypes.ByteType)) {
      return Arbitraries.bytes().map(value -> value);
    } else if (type.equals(DataTypes.ShortType)) {
      return Arbitraries.shorts().map(value -> value);
    } else if (type.equals(DataTypes.IntegerType) || type.equals(DataTypes.DateType)) {
      return Arbitraries.integers().map(value -> value);
    } else if (type.equals(DataTypes.FloatType)) {
      return Arbitraries.integers().map(Float::intBitsToFloat).map(value -> value);
    } else if (type.equals(DataTypes.DoubleType)) {
      return Arbitraries.longs().map(Double::longBitsToDouble).map(value -> value);
    }
    return Arbitraries.longs().map(value -> value);
  }

  @Property(tries = 2000)
  void encodingsAreEqualExactlyWhenRowsAre(@ForAll("pairs") Pair pair) {
    boolean equal = normalised(pair.one).equals(normalised(pair.other));
    assertThat(Arrays.equals(encoding(ALL, pair.one), encoding(ALL, pair.other))).isEqualTo(equal);
  }

  @Property(tries = 200)
  void sparksOwnLayoutOfARowDoesNotShow(@ForAll("pairs") Pair pair) {
    CanonicalEncoding encoding = new CanonicalEncoding(ALL);
    encoding.encode(
        UnsafeProjection.create(ALL.toArray(new DataType[0]))
            .apply(new GenericInternalRow(pair.one.toArray())));
    assertThat(encoding.toByteArray()).isEqualTo(encoding(ALL, pair.one));
  }

  @Property(tries = 500)
  void bytesMoveOverNoBoundaryBetweenColumns(
      @ForAll byte @ByteRange(min = 0, max = 1) [] text, @ForAll int oneCut, @ForAll int otherCut) {
    List<DataType> twoColumns = List.of(DataTypes.BinaryType, DataTypes.BinaryType);
    byte[] one = encoding(twoColumns, cut(text, oneCut));
    byte[] other = encoding(twoColumns, cut(text, otherCut));
    boolean sameCut = cut(text, oneCut).get(0).length == cut(text, otherCut).get(0).length;
    assertThat(Arrays.equals(one, other)).isEqualTo(sameCut);
  }

  private static List<byte[]> cut(byte[] text, int at) {
    int position = Math.floorMod(at, text.length + 1);
    return List.of(Arrays.copyOf(text, position), Arrays.copyOfRange(text, position, text.length));
  }

  @Example
  void tellsApartWhatLooksAlike() {
    List<DataType> texts = List.of(DataTypes.StringType, DataTypes.StringType);
    assertThat(
            List.of(
                hex(texts, text("ab"), text("c")),
                hex(texts, text("a"), text("bc")),
                hex(texts, text(""), text("abc")),
                hex(texts, text("abc"), text("")),
                hex(texts, null, text("abc")),
                hex(texts, text("abc"), null),
                hex(texts, text(""), text("")),
                hex(texts, null, text("")),
                hex(texts, text(""), null),
                hex(texts, null, null),
                hex(texts, text("\0"), text("")),
                hex(texts, text(""), text("\0"))))
        .doesNotHaveDuplicates();

    List<DataType> decimals = List.of(LONG, LONG);
    assertThat(
            List.of(
                hex(decimals, decimal("1"), decimal("256")),
                hex(decimals, decimal("256"), decimal("1")),
                hex(decimals, decimal("1e30"), decimal("0")),
                hex(decimals, decimal("0"), decimal("1e30")),
                hex(decimals, decimal("0.000001"), decimal("0")),
                hex(decimals, decimal("-1"), decimal("256")),
                hex(decimals, decimal("255"), decimal("256")),
                hex(decimals, decimal("0"), decimal("0")),
                hex(decimals, null, decimal("0")),
                hex(decimals, decimal("0"), null)))
        .doesNotHaveDuplicates();
  }

  @Example
  void takesForOneWhatSparkGroupsAsOne() {
    List<DataType> doubles = List.of(DataTypes.DoubleType);
    assertThat(encoding(doubles, List.of(-0.0))).isEqualTo(encoding(doubles, List.of(0.0)));
    double otherNan = Double.longBitsToDouble(0x7ff8000000000001L);
    assertThat(encoding(doubles, List.of(otherNan)))
        .isEqualTo(encoding(doubles, List.of(Double.NaN)));
    List<DataType> floats = List.of(DataTypes.FloatType);
    assertThat(encoding(floats, List.of(-0.0f))).isEqualTo(encoding(floats, List.of(0.0f)));
    assertThat(encoding(List.of(LONG), List.of(decimal("1.0"))))
        .isEqualTo(encoding(List.of(LONG), List.of(Decimal.apply(1_000_000L, 38, 6))));
  }

  private static Object text(String value) {
    return UTF8String.fromString(value);
  }

  private static Decimal decimal(String value) {
    return OddValues.decimal(LONG, value);
  }

  private static String hex(List<DataType> types, Object... values) {
    return HexFormat.of().formatHex(encoding(types, Arrays.asList(values)));
  }

  private static byte[] encoding(List<DataType> types, List<?> values) {
    CanonicalEncoding encoding = new CanonicalEncoding(types);
    encoding.encode(new GenericInternalRow(values.toArray()));
    return encoding.toByteArray();
  }

  /** Java's equality of boxed floats takes all NaN for one; zeros and arrays need a hand. */
  private static List<Object> normalised(List<Object> values) {
    List<Object> normalised = new ArrayList<>();
    for (Object value : values) {
      if (value instanceof Double number) {
        normalised.add(number == 0 ? (Object) 0.0 : number);
      } else if (value instanceof Float number) {
        normalised.add(number == 0 ? (Object) 0.0f : number);
      } else if (value instanceof byte[] bytes) {
        normalised.add(ByteBuffer.wrap(bytes));
      } else {
        normalised.add(value);
      }
    }
    return normalised;
  }
}
