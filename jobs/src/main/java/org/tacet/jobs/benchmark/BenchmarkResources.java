package org.tacet.jobs.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files of {@code conf/benchmark} and {@code conf/examples/tpch}, as they lie in the jar. */
final class BenchmarkResources {

  private static final String EXAMPLES = "/org/tacet/jobs/examples/tpch/";

  private BenchmarkResources() {}

  /** Where a file lies: the examples are named after their query alone. */
  private static String path(String name) {
    return name.startsWith(BenchmarkCase.TPCH_PREFIX)
        ? EXAMPLES + name.substring(BenchmarkCase.TPCH_PREFIX.length())
        : name;
  }

  static boolean exists(String name) {
    return BenchmarkResources.class.getResource(path(name)) != null;
  }

  static String text(String name) {
    try (InputStream in = BenchmarkResources.class.getResourceAsStream(path(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
