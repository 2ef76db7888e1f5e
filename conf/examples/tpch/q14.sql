-- The exact counterpart of q14.yaml, with the customer's key added to GROUP BY.
SELECT
  sum(promoted) AS promoted,
  sum(revenue) AS revenue
FROM (
  SELECT
    o_custkey,
    sum(if(p_type LIKE 'PROMO%', l_extendedprice * (1 - l_discount), 0)) AS promoted,
    sum(l_extendedprice * (1 - l_discount)) AS revenue
  FROM lineitem
  JOIN orders ON l_orderkey = o_orderkey
  JOIN part ON l_partkey = p_partkey
  WHERE l_shipdate >= date '1995-09-01' AND l_shipdate < date '1995-10-01'
  GROUP BY o_custkey
)
