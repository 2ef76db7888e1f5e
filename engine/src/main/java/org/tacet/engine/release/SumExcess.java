package org.tacet.engine.release;

import java.math.BigInteger;

/**
 * A statistic that one privacy unit moves further, before noise, than its noise covers.
 *
 * @param statistic its name, with its grouping's where there are several
 * @param norm in which it is accounted: L1, or L2 squared
 * @param moved in steps, or squared steps
 * @param accounted the most that it may be
 */
public record SumExcess(String statistic, String norm, BigInteger moved, BigInteger accounted) {}
