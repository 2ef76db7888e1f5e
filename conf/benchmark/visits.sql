-- The exact counterpart of visits.yaml: first by visitor and place, then by place. Nothing is bounded, no noise is added.
SELECT place, sum(visits) AS visits, count(1) AS visitors, sum(spent) AS spent
FROM (
  SELECT visitor, place, count(1) AS visits, sum(spent) AS spent
  FROM visits
  GROUP BY visitor, place
)
GROUP BY place
ORDER BY place
