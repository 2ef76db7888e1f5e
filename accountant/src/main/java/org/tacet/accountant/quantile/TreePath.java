package org.tacet.accountant.quantile;

import java.util.List;

/**
 * A way from the root to a node.
 *
 * @param children which child was taken on each level
 * @param position of the last node on its level
 * @param fraction of the last node's rows that lie before
 */
record TreePath(List<Integer> children, int position, double fraction) {

  TreePath {
    children = List.copyOf(children);
  }

  /** The place within the node, its rows taken to be spread evenly over its leaves. */
  LeafPosition middle(TreeShape shape) {
    int span = shape.span(children.size());
    double leaves = fraction * span;
    int whole = (int) Math.min(leaves, span - 1);
    return new LeafPosition(position * span + whole, leaves - whole);
  }

  LeafPosition first(TreeShape shape) {
    return new LeafPosition(position * shape.span(children.size()), 0);
  }

  LeafPosition last(TreeShape shape) {
    return new LeafPosition((position + 1) * shape.span(children.size()) - 1, 1);
  }
}
