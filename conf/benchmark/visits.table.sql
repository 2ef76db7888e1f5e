-- A million visitors, of whom few come often (visitor k with a frequency like k^-0.6), and 10,000 places alike.
SELECT
  cast(pow((xxhash64(id) & 9007199254740991) / 9007199254740992D, 2.5D) * 1000000 AS bigint) AS visitor,
  cast(pmod(xxhash64(id, 7), 10000) AS int) AS place,
  pmod(xxhash64(id, 9), 10000) / 100D AS spent
FROM range(0, {rows}, 1, 8)
