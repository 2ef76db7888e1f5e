package org.tacet.engine.spec;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Nearest {

  private static final int SHORTEST_BEGINNING = 3;

  private Nearest() {}

  /** "did you mean X?" where a legal word is close to what was given, {@code otherwise} if none. */
  public static String advice(String given, Collection<String> legal, String otherwise) {
    return to(given, legal).map(word -> "did you mean " + word + "?").orElse(otherwise);
  }

  /**
   * The legal word at the smallest edit distance, if that is at most a third of its length or the
   * word begins with what was given.
   */
  static Optional<String> to(String given, Collection<String> legal) {
    return legal.stream()
        .filter(word -> isNear(given, word))
        .min(
            Comparator.<String>comparingInt(word -> distance(given, word))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static boolean isNear(String given, String word) {
    return distance(given, word) <= Math.max(1, word.length() / 3)
        || (given.length() >= SHORTEST_BEGINNING
            && Names.folded(word).startsWith(Names.folded(given)));
  }

  /** Insertions, deletions, replacements and swaps of neighbours, case aside. */
  static int distance(String left, String right) {
    String a = Names.folded(left);
    String b = Names.folded(right);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
