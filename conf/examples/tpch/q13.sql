-- The exact counterpart of q13.yaml, with the customer's key added to GROUP BY.
SELECT
  c_count,
  count(1) AS customers
FROM (
  SELECT
    c_custkey,
    count(o_orderkey) AS c_count
  FROM customer
  LEFT JOIN orders ON c_custkey = o_custkey AND NOT o_comment LIKE '%special%requests%'
  GROUP BY c_custkey
)
GROUP BY c_count
ORDER BY c_count
