-- The exact counterpart of q12.yaml, with the customer's key added to GROUP BY.
SELECT
  l_shipmode,
  sum(urgent) AS urgent,
  sum(others) AS others
FROM (
  SELECT
    l_shipmode,
    o_custkey,
    count(if(o_orderpriority IN ('1-URGENT', '2-HIGH'), 1, null)) AS urgent,
    count(if(o_orderpriority IN ('1-URGENT', '2-HIGH'), null, 1)) AS others
  FROM lineitem
  JOIN orders ON l_orderkey = o_orderkey
  WHERE l_shipmode IN ('MAIL', 'SHIP') AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate
    AND l_receiptdate >= date '1994-01-01' AND l_receiptdate < date '1995-01-01'
  GROUP BY l_shipmode, o_custkey
)
GROUP BY l_shipmode
ORDER BY l_shipmode
