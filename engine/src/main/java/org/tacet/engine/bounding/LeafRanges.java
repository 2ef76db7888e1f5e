package org.tacet.engine.bounding;

import java.io.Serializable;

/** Which values fall into which leaf. A greater value never falls into an earlier leaf. */
public sealed interface LeafRanges extends Serializable permits EvenRanges, LogarithmicRanges {

  /** How many leaves there are, 1 to 2^24. */
  int leaves();

  /** The leaf of a value in steps. */
  int leafOf(long steps);
}
