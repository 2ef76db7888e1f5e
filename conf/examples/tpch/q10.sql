-- The exact counterpart of q10.yaml, with the customer's key added to GROUP BY.
SELECT
  n_name,
  count(1) AS customers,
  sum(revenue) AS revenue
FROM (
  SELECT
    n_name,
    c_custkey,
    sum(l_extendedprice * (1 - l_discount)) AS revenue
  FROM lineitem
  JOIN orders ON l_orderkey = o_orderkey
  JOIN customer ON o_custkey = c_custkey
  JOIN nation ON c_nationkey = n_nationkey
  WHERE o_orderdate >= date '1993-10-01' AND o_orderdate < date '1994-01-01' AND l_returnflag = 'R'
  GROUP BY n_name, c_custkey
)
GROUP BY n_name
ORDER BY n_name
