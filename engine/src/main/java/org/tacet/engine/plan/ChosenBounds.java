package org.tacet.engine.plan;

import org.tacet.engine.spec.AggregateSpec.Clamp;

/**
 * The answer to a {@link BoundsQuestion}.
 *
 * @param isFallback whether the data showed no range that can be planned with
 */
public record ChosenBounds(Clamp bounds, boolean isFallback) {}
