package org.tacet.engine.release;

/**
 * Looks for noise that releases share. Each test is wrong with probability at most 1e-6 where all
 * noise is independent.
 */
final class SharedNoise {

  /**
   * Two of {@value TwiceDrawnReleases#GROUPS} draws from a discrete Laplace law of scale 20 are
   * equal with probability below 1/79, and 13 of them with probability below 8e-14, by the union
   * over all sets of 13; over the 499,500 pairs of 1,000 releases below 4e-8.
   */
  private static final int TOO_MANY_EQUAL = 13;

  /** About the quartiles of a Laplace law of scale 20. */
  private static final long QUARTILE = 14;

  private static final int BINS = 4;

  /** The quantile of chi-square at 9 degrees of freedom that is exceeded with 3e-7. */
  private static final double LIMIT = 49.1;

  private SharedNoise() {}

  /** Whether two releases have too many equal values in equal groups. */
  static boolean isInSomePair(long[][] noise) {
    for (int one = 0; one < noise.length; one++) {
      for (int other = 0; other < one; other++) {
        int equal = 0;
        for (int group = 0; group < noise[one].length; group++) {
          equal += noise[one][group] == noise[other][group] ? 1 : 0;
        }
        if (equal >= TOO_MANY_EQUAL) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether a release's noise tells of that of the next one, by a chi-square test. */
  static boolean isBetweenNeighbours(long[][] noise) {
    double[][] together = new double[BINS][BINS];
    double[] first = new double[BINS];
    double[] second = new double[BINS];
    double pairs = 0;
    for (int release = 1; release < noise.length; release++) {
      for (int group = 0; group < noise[release].length; group++) {
        int before = bin(noise[release - 1][group]);
        int after = bin(noise[release][group]);
        together[before][after]++;
        first[before]++;
        second[after]++;
        pairs++;
      }
    }
    double statistic = 0;
    for (int before = 0; before < BINS; before++) {
      for (int after = 0; after < BINS; after++) {
        double expected = first[before] * second[after] / pairs;
        double difference = together[before][after] - expected;
        statistic += difference * difference / expected;
      }
    }
    return statistic > LIMIT;
  }

  private static int bin(long noise) {
    if (noise < 0) {
      return noise < -QUARTILE ? 0 : 1;
    }
    return noise < QUARTILE ? 2 : 3;
  }
}
