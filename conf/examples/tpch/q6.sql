-- The exact counterpart of q6.yaml, with the customer's key added to GROUP BY.
SELECT
  sum(revenue) AS revenue
FROM (
  SELECT
    o_custkey,
    sum(l_extendedprice * l_discount) AS revenue
  FROM lineitem
  JOIN orders ON l_orderkey = o_orderkey
  WHERE l_shipdate >= date '1994-01-01' AND l_shipdate < date '1995-01-01'
    AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24
  GROUP BY o_custkey
)
