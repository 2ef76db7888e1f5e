-- User bounding by groups with a window: what visits.yaml bounds, without clamping and noise.
SELECT place, sum(visits) AS visits, count(1) AS visitors, sum(spent) AS spent
FROM (
  SELECT
    place,
    visits,
    spent,
    row_number() OVER (PARTITION BY visitor ORDER BY xxhash64(visitor, place)) AS number
  FROM (
    SELECT visitor, place, count(1) AS visits, sum(spent) AS spent
    FROM visits
    GROUP BY visitor, place
  )
)
WHERE number <= 5
GROUP BY place
ORDER BY place
