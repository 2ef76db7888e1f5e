-- The exact counterpart of joined-line-items.yaml: first by group and customer, then by group.
SELECT
  nation,
  year,
  sum(line_items) AS line_items,
  count(1) AS customers,
  sum(quantity) AS quantity,
  sum(price) AS price
FROM (
  SELECT
    nation,
    year,
    customer,
    count(1) AS line_items,
    sum(quantity) AS quantity,
    sum(price) AS price
  FROM joined_line_items
  GROUP BY nation, year, customer
)
GROUP BY nation, year
ORDER BY nation, year
