package org.tacet.engine.noise;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.tacet.engine.spec.Fault;
import org.tacet.engine.spec.InvalidSpecException;
import org.tacet.engine.spec.NoiseSource;

/**
 * Google's differential privacy library, where the user has brought it along. It is called by
 * reflection, through the loader of the thread: what {@code --packages} names lies below the class
 * path that Tacet may have been started from, and no import would find it there. It is in no
 * bundle, for its Guava and its protobuf are of other versions than Spark's.
 */
public final class GoogleLibrary {

  /** What to give to {@code --packages}. */
  public static final String COORDINATES = "com.google.privacy:differentialprivacy:1.0.0";

  private static final String LAPLACE = "com.google.privacy.differentialprivacy.LaplaceNoise";

  private static volatile GoogleLibrary found;

  private final Object laplace;
  private final Method addNoise;

  private GoogleLibrary(Object laplace, Method addNoise) {
    this.laplace = laplace;
    this.addNoise = addNoise;
  }

  /**
   * Asks for the library before anything is charged.
   *
   * @throws InvalidSpecException when this process does not have it, or not this version of it
   */
  public static void require() {
    require(Thread.currentThread().getContextClassLoader());
  }

  static void require(ClassLoader loader) {
    try {
      in(loader).drawLaplace(1, 1); // of no data: shows that what it needs itself is there too
    } catch (ReflectiveOperationException | LinkageError | IllegalStateException missing) {
      throw new InvalidSpecException(
          new Fault(
              "privacy.noise_source",
              "asks for Google's library, which this Spark does not have",
              NoiseSource.GOOGLE.word(),
              COORDINATES + " on the driver and all executors",
              "start with --packages " + COORDINATES + ", or remove noise_source"),
          missing);
    }
  }

  /** The library of this process, for a task that draws. */
  static GoogleLibrary ofProcess() {
    GoogleLibrary known = found;
    if (known != null) {
      return known;
    }
    try {
      known = in(Thread.currentThread().getContextClassLoader());
    } catch (ReflectiveOperationException | LinkageError missing) {
      throw new IllegalStateException(
          "This executor lacks " + COORDINATES + ". Give it to Spark with --packages.", missing);
    }
    found = known;
    return known;
  }

  private static GoogleLibrary in(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> type = Class.forName(LAPLACE, true, loader);
    return new GoogleLibrary(
        type.getConstructor().newInstance(),
        // Of 1.0.0: later versions have a delta of another type.
        type.getMethod("addNoise", long.class, int.class, long.class, double.class, Double.class));
  }

  /** What its Laplace noise adds to 0, for one group that moves by at most {@code lInf} steps. */
  long drawLaplace(long lInf, double epsilon) {
    try {
      return (Long) addNoise.invoke(laplace, 0L, 1, lInf, epsilon, null);
    } catch (InvocationTargetException | IllegalAccessException failed) {
      throw new IllegalStateException("LaplaceNoise of " + COORDINATES + " failed", failed);
    }
  }
}
