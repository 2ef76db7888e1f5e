package org.tacet.engine.bounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.randomness.FixedReleaseKeys;
import org.tacet.engine.catalyst.PrivacyStepStrategy;
import org.tacet.engine.testing.TestSpark;

/**
 * How much one unit makes a task hold is bounded by the spec and two constants, never by the data
 * (P3): rows whose unit or group is longer than {@link BoundingSettings#MAX_KEY_BYTES} are dropped,
 * also where they are all that a unit has.
 */
class OversizedKeysTest {

  private static final String LONG = "x".repeat(BoundingSettings.MAX_KEY_BYTES);

  @TempDir Path folder;

  @Test
  void rowsOfOversizedUnitsAndGroupsAreDropped() {
    List<Row> rows = new ArrayList<>();
    rows.add(RowFactory.create(LONG, "a"));
    rows.add(RowFactory.create("first", LONG));
    rows.add(RowFactory.create("second", "a"));
    rows.add(RowFactory.create("second", LONG));
    rows.add(RowFactory.create("third", LONG));
    rows.add(RowFactory.create("third", "b"));

    assertThat(bounded(rows))
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void onlyOversizedUnitsLeaveNothing() {
    assertThat(bounded(List.of(RowFactory.create(LONG, "a"), RowFactory.create("u", LONG))))
        .isEmpty();
  }

  private static List<Row> bounded(List<Row> rows) {
    SparkSession session = TestSpark.session();
    PrivacyStepStrategy.install(session);
    Dataset<Row> table =
        session.createDataFrame(rows, StructType.fromDDL("unit string, group0 string"));
    BoundingSettings settings = new BoundingSettings(2, List.of(BoundedSum.ofRows(5)));
    return BoundContributions.over(table, 1, 1, settings, FixedReleaseKeys.numbered(1))
        .collectAsList();
  }
}
