-- User bounding as SQL front ends write it: a window keeps five random rows a visitor.
SELECT place, count(1) AS visits, sum(spent) AS spent
FROM (
  SELECT place, spent, row_number() OVER (PARTITION BY visitor ORDER BY xxhash64(visitor, place, spent)) AS number
  FROM visits
)
WHERE number <= 5
GROUP BY place
ORDER BY place
