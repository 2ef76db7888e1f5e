package org.tacet.engine.noise;

import java.io.Serializable;
import org.tacet.accountant.noise.NoiseMechanism;
import org.tacet.accountant.quantile.TreeShape;

/**
 * One whole number of each group that is noised once, or a tree of them; published columns are
 * computed from such numbers alone. Its index in the release separates its noise from the others'
 * (P9).
 *
 * @param limbs how many input columns hold a sum; 0 where the sum is the count of units
 * @param components 1, or how many the vector has that it is; each has so many limbs and noise of
 *     its own
 * @param isDistinct whether it counts distinct values, one input column behind those of trees
 * @param mechanism the noise, in steps
 * @param tree null where one number is noised; else it is a tree of counts, whose leaves are one
 *     input column, and each of its nodes that is looked at has noise of its own
 */
public record NoisedStatistic(
    int limbs, int components, boolean isDistinct, NoiseMechanism mechanism, TreeShape tree)
    implements Serializable {}
