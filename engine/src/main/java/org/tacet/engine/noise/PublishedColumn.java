package org.tacet.engine.noise;

import java.io.Serializable;
import org.tacet.engine.estimate.Estimator;

/**
 * A column of the result.
 *
 * @param name the column's name
 * @param lowerName of the column that holds the lower end of its interval, where one is published
 * @param upperName the same for the upper end
 * @param standardDeviationName of the column that holds the standard deviation of its noise, where
 *     one is published
 * @param estimator what it is computed from, and how
 */
public record PublishedColumn(
    String name,
    String lowerName,
    String upperName,
    String standardDeviationName,
    Estimator estimator)
    implements Serializable {}
