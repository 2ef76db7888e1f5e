package org.tacet.accountant.quantile;

/**
 * A way from the root to a node.
 *
 * @param level of the last node
 * @param position of that node on its level
 * @param fraction of its rows that lie before
 */
record TreePath(int level, int position, double fraction) {

  /** The place within the node, its rows taken to be spread evenly over its leaves. */
  LeafPosition middle(TreeShape shape) {
    int span = shape.span(level);
    double leaves = fraction * span;
    int whole = (int) Math.min(leaves, span - 1);
    return new LeafPosition(position * span + whole, leaves - whole);
  }
}
