-- The exact counterpart of q1.yaml, with the customer's key added to GROUP BY.
SELECT
  l_returnflag,
  l_linestatus,
  sum(quantity) AS quantity,
  sum(base_price) AS base_price,
  sum(discounted_price) AS discounted_price,
  sum(charge) AS charge,
  sum(quantity) / sum(line_items) AS mean_quantity,
  sum(base_price) / sum(line_items) AS mean_price,
  sum(discount) / sum(line_items) AS mean_discount,
  sum(line_items) AS line_items
FROM (
  SELECT
    l_returnflag,
    l_linestatus,
    o_custkey,
    sum(l_quantity) AS quantity,
    sum(l_extendedprice) AS base_price,
    sum(l_extendedprice * (1 - l_discount)) AS discounted_price,
    sum(l_extendedprice * (1 - l_discount) * (1 + l_tax)) AS charge,
    sum(l_discount) AS discount,
    count(1) AS line_items
  FROM lineitem
  JOIN orders ON l_orderkey = o_orderkey
  WHERE l_shipdate <= date '1998-09-02'
  GROUP BY l_returnflag, l_linestatus, o_custkey
)
GROUP BY l_returnflag, l_linestatus
ORDER BY l_returnflag, l_linestatus
