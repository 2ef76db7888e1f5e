package org.tacet.jobs.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tacet.jobs.release.SampleEvents.event;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.jobs.CommandRun;

/** Private rows that break rules are no errors (P3): the release is an ordinary one. */
final class PrivateRowsTest {

  private static final String CITIES =
      "groups: {public: {values: [{city: Bern}, {city: Oslo}, {city: Rome}]}}";

  @TempDir private Path root;

  private CommandRun release(List<Row> rows, String value) {
    ReleaseFolder folder = new ReleaseFolder(root);
    Path data = root.resolve("data");
    SampleEvents.write(data.resolve("events"), SampleEvents.EVENTS, rows);
    SampleEvents.write(data.resolve("cities"), "name string", List.of(RowFactory.create("Bern")));
    folder.spec(
        ReleaseFolder.SPEC
            .replace("groups: private", CITIES)
            .replace("value: amount", "value: \"" + value + "\""));
    return folder.release("--set", "data=" + data);
  }

  private static void isOrdinary(CommandRun run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.err()).contains("[7/7] commit");
    assertThat(run.out()).containsPattern("(?m)^Bern ").containsPattern("(?m)^Rome ");
    assertThat(run.out()).doesNotContainIgnoringCase("nan", "null");
  }

  @Test
  void everyStrangeRowAtOnce() {
    List<Row> rows = new ArrayList<>();
    for (double amount : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -0.0, 1e308, 4}) {
      rows.add(event(1L, "Bern", amount, Long.MAX_VALUE, "x"));
      rows.add(event(1L, "Bern", -amount, Long.MIN_VALUE, ""));
    }
    rows.add(event(null, "Bern", 5.0, 1L, "1"));
    rows.add(event(2L, "Bern", null, null, null));
    rows.add(event(null, null, null, null, null));

    // A bad cast, a division by zero, an overflow and a logarithm of a negative number.
    isOrdinary(
        release(
            rows,
            "cast(word as int) + amount / (cents - cents) + cents * cents + cents + ln(amount)"));
  }

  @Test
  void anEmptySource() {
    isOrdinary(release(List.of(), "amount"));
  }
}
