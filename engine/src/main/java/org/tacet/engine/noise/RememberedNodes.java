package org.tacet.engine.noise;

import java.util.HashMap;
import java.util.Map;
import org.tacet.accountant.quantile.NoisedNodes;

/**
 * Nodes whose noise is another number each time it is drawn: what was drawn first stays, for a
 * value and its interval look at the same node, and a second look would be a second release of it.
 */
final class RememberedNodes implements NoisedNodes {

  private record Place(int level, int position) {}

  private final NoisedNodes nodes;
  private final Map<Place, Long> drawn = new HashMap<>();

  RememberedNodes(NoisedNodes nodes) {
    this.nodes = nodes;
  }

  @Override
  public long count(int level, int position) {
    return drawn.computeIfAbsent(
        new Place(level, position), place -> nodes.count(place.level(), place.position()));
  }
}
