package org.tacet.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.tacet.jobs.launcher.Run;

/** A table of 1,500 customers in five segments, and a release that publishes all five. */
final class CustomerTable {

  static final String SPEC =
      """
      release: customers-by-segment
      account: customers
      parameters:
        data: {type: string}
      sources:
        customer: {path: "${data}", private: {unit: [c_custkey]}}
      from: customer
      group_by: [c_mktsegment]
      groups: private
      bounds: {max_groups_contributed: 1}
      aggregates:
        - {name: customers, privacy_units: {}}
      privacy: {epsilon: 40, delta: 1e-7}
      """;

  private CustomerTable() {}

  /** Writes the table to {@code data/customer} in {@code folder}. */
  static void generate(PlainSpark spark, Path folder) {
    done(
        spark.launch(
            folder,
            List.of(
                "--master",
                "local[1]",
                "generate",
                "--scale",
                "0.01",
                "--tables",
                "customer",
                "--output",
                "data")));
  }

  /** Creates an account in {@code ledger} in {@code folder}. */
  static void account(PlainSpark spark, Path folder, String name, String epsilon) {
    done(
        spark.launch(
            folder,
            List.of(
                "budget",
                "create",
                "--account",
                name,
                "--unit",
                "customer",
                "--epsilon",
                epsilon,
                "--delta",
                "1e-6",
                "--filter",
                "basic",
                "--ledger",
                folder.resolve("ledger").toString())));
  }

  private static void done(Run run) {
    assertThat(run.exitCode()).as(run.err()).isZero();
  }
}
