package org.tacet.jobs.launcher;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;

/** The options of spark-submit, from Spark's own parser. */
final class SparkOptions {

  private SparkOptions() {}

  /** Options that take a value, each with its spellings. */
  static List<String> withValue() {
    return spellings("opts");
  }

  static List<String> flags() {
    return spellings("switches");
  }

  private static List<String> spellings(String name) {
    try {
      Constructor<?> parser =
          Class.forName("org.apache.spark.launcher.SparkSubmitOptionParser")
              .getDeclaredConstructor();
      parser.setAccessible(true);
      Field field = parser.getDeclaringClass().getDeclaredField(name);
      field.setAccessible(true);
      return Arrays.stream((String[][]) field.get(parser.newInstance()))
          .flatMap(Arrays::stream)
          .toList();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
