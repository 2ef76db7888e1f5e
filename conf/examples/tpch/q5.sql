-- The exact counterpart of q5.yaml, with the customer's key added to GROUP BY.
SELECT
  n_name,
  sum(revenue) AS revenue
FROM (
  SELECT
    n_name,
    c_custkey,
    sum(l_extendedprice * (1 - l_discount)) AS revenue
  FROM lineitem
  JOIN orders ON l_orderkey = o_orderkey
  JOIN customer ON o_custkey = c_custkey
  JOIN supplier ON l_suppkey = s_suppkey AND c_nationkey = s_nationkey
  JOIN nation ON s_nationkey = n_nationkey
  JOIN region ON n_regionkey = r_regionkey
  WHERE r_name = 'ASIA' AND o_orderdate >= date '1994-01-01' AND o_orderdate < date '1995-01-01'
  GROUP BY n_name, c_custkey
)
GROUP BY n_name
ORDER BY n_name
