package org.tacet.engine.bounding;

import java.util.Arrays;

/**
 * Ranges between given edges, of which each holds its lower edge and the last one both; values
 * outside of all fall into none. Equal edges make equal ranges.
 */
public final class GivenRanges implements LeafRanges {

  private static final long serialVersionUID = 1L;

  private final long[] edges;

  /**
   * @param edges ascending, in steps, at least two; above -2^62 and below 2^62, where larger values
   *     saturate and could not be told from the edge
   */
  public GivenRanges(long[] edges) {
    if (edges.length < 2 || edges.length > PackedLeaves.MOST_LEAVES) {
      throw new IllegalArgumentException(
          "There must be 2 to %d edges. Provided value: %d"
              .formatted(PackedLeaves.MOST_LEAVES, edges.length));
    }
    for (int index = 0; index < edges.length; index++) {
      boolean isAbove = index == 0 || edges[index] > edges[index - 1];
      boolean isWithin =
          edges[index] > -BoundedSum.SATURATION && edges[index] < BoundedSum.SATURATION;
      if (!isAbove || !isWithin) {
        throw new IllegalArgumentException(
            "Edges must ascend, above -2^62 and below 2^62. Provided value: " + edges[index]);
      }
    }
    this.edges = edges.clone();
  }

  @Override
  public int leaves() {
    return edges.length - 1;
  }

  @Override
  public int leafOf(long steps) {
    int last = edges.length - 1;
    if (steps < edges[0] || steps > edges[last]) {
      return BoundedLeaves.NO_LEAF;
    }
    if (steps == edges[last]) {
      return last - 1;
    }
    int at = Arrays.binarySearch(edges, steps);
    return at >= 0 ? at : -at - 2;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GivenRanges ranges && Arrays.equals(edges, ranges.edges);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(edges);
  }

  @Override
  public String toString() {
    return "edges " + Arrays.toString(edges);
  }
}
