-- Every tenth visit is one visitor's; the others are spread over a million visitors.
SELECT
  CASE WHEN id % 10 = 0 THEN -1 ELSE pmod(xxhash64(id), 1000000) END AS visitor,
  cast(pmod(xxhash64(id, 7), 10000) AS int) AS place,
  pmod(xxhash64(id, 9), 10000) / 100D AS spent
FROM range(0, {rows}, 1, 8)
