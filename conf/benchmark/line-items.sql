-- The exact counterpart of line-items.yaml: the same join, first by group and customer, then by group.
-- No contribution is bounded and no noise is added; this is the least that a query must do which looks at
-- each customer's part in each group.
SELECT
  nation,
  year,
  sum(line_items) AS line_items,
  count(1) AS customers,
  sum(quantity) AS quantity,
  sum(price) AS price
FROM (
  SELECT
    n_name AS nation,
    year(o_orderdate) AS year,
    o_custkey AS customer,
    count(1) AS line_items,
    sum(l_quantity) AS quantity,
    sum(l_extendedprice) AS price
  FROM lineitem
  JOIN orders ON l_orderkey = o_orderkey
  JOIN customer ON o_custkey = c_custkey
  JOIN nation ON c_nationkey = n_nationkey
  GROUP BY n_name, year(o_orderdate), o_custkey
)
GROUP BY nation, year
ORDER BY nation, year
