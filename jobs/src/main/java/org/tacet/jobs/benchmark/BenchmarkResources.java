package org.tacet.jobs.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files of {@code conf/benchmark}, as they lie in the jar. */
final class BenchmarkResources {

  private BenchmarkResources() {}

  static boolean exists(String name) {
    return BenchmarkResources.class.getResource(name) != null;
  }

  static String text(String name) {
    try (InputStream in = BenchmarkResources.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
