package org.tacet.engine.noise;

import java.io.Serializable;
import org.tacet.accountant.noise.NoiseMechanism;

/**
 * One whole number of each group that is noised once; published columns are computed from such
 * numbers alone. Its index in the release separates its noise from the others' (P9).
 *
 * @param limbs how many input columns hold its sum; 0 where the sum is the count of units
 * @param mechanism the noise, in steps
 */
public record NoisedStatistic(int limbs, NoiseMechanism mechanism) implements Serializable {}
