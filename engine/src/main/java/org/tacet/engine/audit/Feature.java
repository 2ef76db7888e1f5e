package org.tacet.engine.audit;

import java.util.function.Function;

/**
 * A number computed from what one release publishes; NaN where what it is of was not published.
 *
 * @param name for the report
 * @param values one a draw
 */
record Feature(String name, Function<Draws, double[]> values) {}
