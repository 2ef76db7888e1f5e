-- What it takes to bring the rows of each visitor together, and nothing else.
SELECT visitor, place, spent
FROM visits
DISTRIBUTE BY visitor
SORT BY visitor
