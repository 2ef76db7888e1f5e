package org.tacet.accountant.selection;

/**
 * The groups by which choices of groups are compared: their sizes, in privacy units above the
 * minimum less 1, are spread evenly over logarithms from 1 to 2^30, as many in each doubling. It is
 * a public reference, the same for every release: no size in it comes from private data, so that a
 * choice by it costs nothing.
 */
public final class ReferenceGroups {

  private static final int DOUBLINGS = 30;
  private static final int IN_EACH = 8;

  private ReferenceGroups() {}

  /** Which share of the reference groups a selection is expected to publish. */
  public static double expectedShareKept(GroupSelection selection) {
    double kept = 0;
    int groups = DOUBLINGS * IN_EACH;
    for (int index = 0; index < groups; index++) {
      long size = Math.round(Math.pow(2, (double) index / IN_EACH));
      kept += selection.keepProbability(selection.minPrivacyUnits() - 1 + size);
    }
    return kept / groups;
  }
}
