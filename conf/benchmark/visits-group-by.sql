-- The query of somebody to whom visitors are nothing but rows.
SELECT place, count(1) AS visits, sum(spent) AS spent
FROM visits
GROUP BY place
ORDER BY place
