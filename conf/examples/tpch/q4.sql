-- The exact counterpart of q4.yaml, with the customer's key added to GROUP BY.
SELECT
  o_orderpriority,
  sum(orders) AS orders
FROM (
  SELECT
    o_orderpriority,
    o_custkey,
    count(1) AS orders
  FROM orders
  LEFT SEMI JOIN lineitem ON o_orderkey = l_orderkey AND l_commitdate < l_receiptdate
  WHERE o_orderdate >= date '1993-07-01' AND o_orderdate < date '1993-10-01'
  GROUP BY o_orderpriority, o_custkey
)
GROUP BY o_orderpriority
ORDER BY o_orderpriority
