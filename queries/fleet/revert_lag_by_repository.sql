-- title: How long until a revert, by repository
-- description: Quantiles of the time from commits to their undos, by committer date, for each repository; the shortest
--   median first. A quantile is a delay that occurred, namely the smallest that the given share of delays does not
--   exceed. Only reverts that are more likely than not count.
-- parameter: since  day   optional  only undoing commits authored on or after this day
-- parameter: until  day   optional  only undoing commits authored on or before this day
-- column: repository  name of the repository
-- column: reverts  number of pairs of an undoing and an undone commit
-- column: min_seconds  the shortest delay
-- column: q1_seconds  the first quartile, which a quarter of the delays do not exceed
-- column: median_seconds  the median
-- column: q3_seconds  the third quartile, which three quarters of the delays do not exceed
-- column: max_seconds  the longest delay
WITH ranked AS (
    SELECT r.repository,
           d.delay_seconds AS delay,
           ROW_NUMBER() OVER (PARTITION BY r.repository ORDER BY d.delay_seconds) AS place,
           COUNT(*) OVER (PARTITION BY r.repository) AS reverts
    FROM reverts AS r
    JOIN relation_details AS d ON d.repository = r.repository AND d.relation_id = r.relation_id
    WHERE d.delay_seconds IS NOT NULL
      AND {days d.source_at}
)
SELECT k.repository,
       k.reverts,
       MIN(k.delay) AS min_seconds,
       -- The quantile q of n sorted delays is the one at position q times n, rounded up.
       MAX(CASE WHEN k.place = (k.reverts + 3) / 4 THEN k.delay END) AS q1_seconds,
       MAX(CASE WHEN k.place = (k.reverts + 1) / 2 THEN k.delay END) AS median_seconds,
       MAX(CASE WHEN k.place = (3 * k.reverts + 3) / 4 THEN k.delay END) AS q3_seconds,
       MAX(k.delay) AS max_seconds
FROM ranked AS k
GROUP BY k.repository, k.reverts
ORDER BY median_seconds, k.repository
