-- What a mean, a variance and a sum need, exactly: first by group and customer, then by group.
SELECT
  nation,
  year,
  sum(line_items) AS line_items,
  count(1) AS customers,
  sum(price) AS price,
  sum(squares) AS squares
FROM (
  SELECT
    nation,
    year,
    customer,
    count(price) AS line_items,
    sum(price) AS price,
    sum(cast(price AS double) * cast(price AS double)) AS squares
  FROM joined_line_items
  GROUP BY nation, year, customer
)
GROUP BY nation, year
ORDER BY nation, year
