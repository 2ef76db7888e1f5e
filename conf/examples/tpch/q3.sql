-- The exact counterpart of q3.yaml, with the customer's key added to GROUP BY.
SELECT
  year,
  month,
  count(1) AS customers,
  sum(revenue) AS revenue
FROM (
  SELECT
    year(o_orderdate) AS year,
    month(o_orderdate) AS month,
    c_custkey,
    sum(l_extendedprice * (1 - l_discount)) AS revenue
  FROM lineitem
  JOIN orders ON l_orderkey = o_orderkey
  JOIN customer ON o_custkey = c_custkey
  WHERE c_mktsegment = 'BUILDING' AND o_orderdate < date '1995-03-15' AND l_shipdate > date '1995-03-15'
  GROUP BY year(o_orderdate), month(o_orderdate), c_custkey
)
GROUP BY year, month
ORDER BY year, month
