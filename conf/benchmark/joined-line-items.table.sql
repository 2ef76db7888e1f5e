-- The join of line-items.sql, written as a table in the order in which the join gives it.
SELECT
  o_custkey AS customer,
  n_name AS nation,
  year(o_orderdate) AS year,
  l_quantity AS quantity,
  l_extendedprice AS price
FROM lineitem
JOIN orders ON l_orderkey = o_orderkey
JOIN customer ON o_custkey = c_custkey
JOIN nation ON c_nationkey = n_nationkey
