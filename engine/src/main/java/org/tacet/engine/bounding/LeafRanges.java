package org.tacet.engine.bounding;

import java.io.Serializable;

/**
 * Which values fall into which leaf. Leaves follow each other: a greater value has no earlier one.
 */
public sealed interface LeafRanges extends Serializable
    permits EvenRanges, GivenRanges, LogarithmicRanges {

  /** How many leaves there are, 1 to 2^24. */
  int leaves();

  /** The leaf of a value in steps; {@link BoundedLeaves#NO_LEAF} where it has none. */
  int leafOf(long steps);
}
