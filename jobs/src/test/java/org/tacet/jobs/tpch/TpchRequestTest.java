package org.tacet.jobs.tpch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tacet.jobs.CommandRun;
import org.tacet.jobs.commandline.InvalidArgumentException;

/**
 * Every field of a request, and what is said when it is wrong. Nothing is written and Spark is not
 * asked for.
 */
final class TpchRequestTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--scale | 0 | --scale: is out of range; given 0.0; legal: a number from 0.0001 to 100000; fix:",
        "--scale | -1 | --scale: is out of range; given -1.0;",
        "--scale | 0.00009 | --scale: is out of range;",
        "--scale | 100001 | --scale: is out of range;",
        "--scale | 1e400 | --scale: is out of range; given Infinity;",
        "--scale | NaN | --scale: is not a number; given 'NaN';",
        "--scale | Infinity | --scale: is not a number; given 'Infinity';",
        "--scale | one | --scale: is not a number; given 'one';",
        "--scale | '' | --scale: is not a number; given '';",
        "--scale | 1d | --scale: is not a number; given '1d';",
        "--tables | orders,costumer | --tables: names an unknown table; given 'costumer'; legal: each of customer, orders,",
        "--tables | ORDERS | --tables: names an unknown table; given 'ORDERS';",
        "--tables | orders,orders | --tables: names a table twice; given 'orders';",
        "--tables | orders, | --tables: names an unknown table; given '';",
        "--parts | 0 | --parts: is out of range; given 0; legal: a whole number from 1 to 10000;",
        "--parts | 10001 | --parts: is out of range;",
        "--parts | 1.5 | --parts: is not a whole number; given '1.5';",
        "--parts | 99999999999 | --parts: is not a whole number;",
        "--output | ' ' | --output: is empty;",
      })
  void aWrongOptionIsNamedWithWhatIsLegal(String option, String value, String message) {
    CommandRun run =
        option.equals("--output")
            ? CommandRun.withoutSpark("generate", option, value)
            : CommandRun.withoutSpark("generate", "--output", "nowhere", option, value);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("tacet: generate: " + message).contains("legal: ", "fix: ");
  }

  @Test
  void refusesWhatAProgramMayPass() {
    for (double scale :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, -0.0, Double.MIN_VALUE}) {
      assertThatThrownBy(() -> request(scale, List.of("orders")))
          .isInstanceOfSatisfying(
              InvalidArgumentException.class, e -> assertThat(e.argument()).isEqualTo("--scale"));
    }
    assertThatThrownBy(() -> request(1, List.of()))
        .isInstanceOf(InvalidArgumentException.class)
        .hasMessageContaining("names no table");
  }

  @Test
  void takesTheEndsOfTheRanges() {
    assertThat(request(0.0001, TpchRequest.allTables()).tables()).hasSize(8);
    assertThat(request(100_000, List.of("region")).scale()).isEqualTo(100_000);
    assertThat(TpchRequest.scale(" 1e-3 ")).isEqualTo(0.001);
    assertThat(TpchRequest.parts(" 7 ")).isEqualTo(7);
  }

  private static TpchRequest request(double scale, List<String> tables) {
    return new TpchRequest(scale, "out", tables, OptionalInt.of(1), false);
  }
}
