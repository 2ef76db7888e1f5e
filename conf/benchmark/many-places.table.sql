-- A million places, ten visitors for each, two visits for each visitor.
SELECT
  id DIV 2 AS visitor,
  cast((id DIV 2) % 1000000 AS int) AS place,
  pmod(xxhash64(id, 9), 10000) / 100D AS spent
FROM range(0, {rows}, 1, 8)
