package org.tacet.engine.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tacet.accountant.ledger.EntryState;
import org.tacet.engine.testing.ReleaseHarness;
import org.tacet.engine.testing.TestSpark;

/**
 * Lines of csv and json that break rules, in releases that really run (P3): with them and without
 * them the release is published, and the lines beside them count as ever. Both runs have one key,
 * so they draw the same noise, and what is published differs by what the odd lines add.
 */
class OddTextDataTest {

  private static final int UNITS = 300;

  private static final String SPEC =
      """
      release: odd
      account: test
      sources:
        visits:
          path: DATA/FOLDER
          format: FORMAT
          schema: "person bigint, town string, amount int, price decimal(10,2), day date"
          private: {unit: [person]}
      from: visits
      group_by: [town]
      groups: {public: {values: [{town: Bern}]}}
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: visits, count: {contribution_bounds_per_group: [0, 1]}}
        - {name: total, sum: {value: amount, contribution_bounds_per_group: [-10, 10]}}
        - {name: prices, sum: {value: price, contribution_bounds_per_group: [-10, 10]}}
      privacy: {epsilon: 10}
      """;

  /**
   * A line of its own unit, or of none.
   *
   * @param counts whether it is a visit to Bern
   * @param amount what it adds to the total
   */
  private record Line(String text, boolean counts, int amount) {}

  private static Line dropped(String text) {
    return new Line(text, false, 0);
  }

  private static Line counted(String text, int amount) {
    return new Line(text, true, amount);
  }

  private static final List<Line> CSV =
      List.of(
          counted("9001,Bern", 0),
          counted("9002,Bern,1,1,2020-01-01,more,fields", 1),
          dropped("9003,Bern,1" + ",x".repeat(30_000)),
          counted("9004,Bern," + "7".repeat(5_000_000), 0),
          dropped("9005," + "B".repeat(5_000_000) + ",1"),
          counted("9006,Bern,many,dear,today", 0),
          counted("9007,Bern,99999999999,1e40,2020-13-77", 0),
          dropped("99999999999999999999,Bern,1"),
          dropped("nobody,Bern,1"),
          dropped(",Bern,1"),
          dropped("9008,\"Bern,1,1,2020-01-01"),
          dropped("\"9009,Bern,1"),
          dropped("\""),
          dropped("\"\"\"\"\"\"\""),
          dropped("9010,Be\u00ffrn,1"),
          dropped("9011,Bern\0,1"),
          dropped("\0\0\0"),
          counted("9012,Bern,1,1e-99999999", 1),
          counted("9013,Bern,1,1e99999999", 1),
          counted("9014,Bern,1,NaN,99999999-01-01", 1),
          counted("9015,\"Bern\",\"2\",,", 2),
          dropped(""),
          dropped("  \t "),
          dropped(","),
          dropped("9016;Bern;1"));

  private static final List<Line> JSON =
      List.of(
          counted("{'person':9001,'town':'Bern'}", 0),
          counted("{'person':9002,'town':'Bern','amount':1,'more':{'a':[1,{}]}}", 1),
          dropped("[{'person':9003,'town':'Bern','amount':1},{'person':1,'town':'Bern'}]"),
          dropped("[]"),
          dropped("5"),
          dropped("null"),
          dropped("'person'"),
          dropped("{'person':9004,'town':'Bern'"),
          dropped("{'person':9005,'town':'Bern','amount':}"),
          dropped("}{"),
          dropped(
              "{'person':9006,'town':'Bern','x':" + "[".repeat(5_000) + "]".repeat(5_000) + "}"),
          dropped("{'x':".repeat(100_000)),
          counted("{'person':9007,'town':'Bern','amount':'many','price':[],'day':{}}", 0),
          counted("{'person':9008,'town':'Bern','amount':99999999999,'price':1e40,'day':7}", 0),
          counted("{'person':9009,'town':'Bern','amount':1.5,'price':NaN}", 0),
          dropped("{'person':99999999999999999999,'town':'Bern'}"),
          dropped("{'person':1.5,'town':'Bern'}"),
          dropped("{'person':null,'town':'Bern'}"),
          dropped("{'person':'9010','town':'Bern'}"),
          dropped("{'person':9011,'town':'Be\u00ffrn'}"),
          dropped("{'person':9012,'town':'Bern\0'}"),
          dropped("\0"),
          counted("{'person':9013,'town':'Bern','amount':1,'price':1e-99999999}", 1),
          counted("{'person':9014,'town':'Bern','amount':1,'price':'1e-99999999'}", 1),
          counted("{'person':9015,'town':'Bern','amount':1,'price':'\\u0031e99999999'}", 1),
          counted("{'person':9016,'town':'Bern','amount':1} {'person':1,'town':'Bern'}", 1),
          counted("{'person':9017,'town':'Oslo','town':'Bern','amount':3}", 3),
          dropped("{'person':9018,'town':'" + "B".repeat(5_000_000) + "'}"),
          dropped("{'person':9019,'amount':" + "1".repeat(50_000) + ",'town':'Bern'}"),
          dropped("{}"),
          dropped(""),
          dropped("{'Person':9020,'Town':'Bern'}"));

  @TempDir Path folder;
  private ReleaseHarness harness;

  @BeforeEach
  void openHarness() {
    harness = new ReleaseHarness(folder, TestSpark.session());
  }

  @Test
  void oddLinesOfCsvChangeNothingElse() throws IOException {
    changeNothingElse("csv", "%d,Bern,1,1.00,2020-01-01", CSV);
  }

  @Test
  void oddLinesOfJsonChangeNothingElse() throws IOException {
    changeNothingElse("json", "{'person':%d,'town':'Bern','amount':1,'price':1.00}", JSON);
  }

  @Test
  void filesWithoutAReadableLineAreAnOrdinaryRelease() throws IOException {
    store("visits/a.csv", List.of("\0", "\"", ",,,"));
    Row published = release("visits", "csv");
    assertThat(published.getString(0)).isEqualTo("Bern");
  }

  private void changeNothingElse(String format, String ordinary, List<Line> odd)
      throws IOException {
    List<String> without = new ArrayList<>();
    List<String> with = new ArrayList<>();
    for (int unit = 0; unit < UNITS; unit++) {
      without.add(ordinary.formatted(unit));
      with.add(ordinary.formatted(unit));
      if (unit < odd.size()) {
        with.add(odd.get(unit).text()); // before and after ordinary ones
      }
    }
    store("without/a." + format, without);
    store("with/a." + format, with.subList(0, with.size() / 2));
    store("with/b." + format + ".gz", with.subList(with.size() / 2, with.size()));

    Row alone = release("without", format);
    Row together = release("with", format);

    assertThat(together.getLong(1) - alone.getLong(1))
        .isEqualTo(odd.stream().filter(Line::counts).count());
    assertThat(together.getLong(2) - alone.getLong(2))
        .isEqualTo(odd.stream().mapToInt(Line::amount).sum());
    assertThat(alone.getLong(1)).isBetween(UNITS - 20L, UNITS + 20L);
  }

  private void store(String file, List<String> lines) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    try (OutputStream stored = Files.newOutputStream(folder.resolve(file));
        OutputStream stream = file.endsWith(".gz") ? new GZIPOutputStream(stored) : stored) {
      for (String line : lines) {
        String quoted = file.contains(".json") ? line.replace('\'', '"') : line;
        // In this encoding \u00ff is one byte, which is no UTF-8.
        stream.write((quoted + "\n").getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  private Row release(String table, String format) {
    String spec = SPEC.replace("FOLDER", table).replace("FORMAT", format);
    ReleaseOutcome outcome = harness.release(spec, "of-" + table, 11);
    assertThat(
            harness
                .ledger()
                .release(ReleaseHarness.ACCOUNT, outcome.releaseId())
                .orElseThrow()
                .state())
        .isEqualTo(EntryState.COMMITTED);
    List<Row> published = harness.published("of-" + table);
    assertThat(published).hasSize(1);
    return published.get(0);
  }
}
