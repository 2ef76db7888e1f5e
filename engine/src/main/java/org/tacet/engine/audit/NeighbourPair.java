package org.tacet.engine.audit;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;

/**
 * Two made-up data sets that differ by one privacy unit.
 *
 * @param name of what is between them, such as {@code GroupAppears}
 * @param description of it, a sentence
 * @param with the rows of each source with the unit
 * @param without the rows of each source without it
 * @param mayDiffer whether the unit may show at all; rows of no unit may not (P2)
 * @param afterEarlier whether the observer holds an earlier release of {@code with} too (P8)
 */
record NeighbourPair(
    String name,
    String description,
    Map<String, List<Row>> with,
    Map<String, List<Row>> without,
    boolean mayDiffer,
    boolean afterEarlier) {}
