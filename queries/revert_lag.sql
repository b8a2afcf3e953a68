-- title: How long until a revert
-- description: Quantiles of the time from commits to their undos, by committer date, for each year and era of the
--   undos. A quantile is a delay that occurred, namely the smallest that the given share of delays does not exceed. A
--   commit that two others undo counts twice. Only firm reverts count, as in slowest_reverts: those of which the
--   contents show what was taken back, and that are at least 70 per cent certain.
-- parameter: path   path  optional  only undone commits that changed this file, folder or pattern with * and ?
-- parameter: line   line  optional  only undoing commits made for this line of development
-- parameter: since  day   optional  only undoing commits authored on or after this day
-- parameter: until  day   optional  only undoing commits authored on or before this day
-- column: year  year of the undoing commit, by author date
-- column: era  the era that the undoing commit was made in, 'cvs', 'svn', 'hg', 'git-bpo' or 'git-gh'
-- column: reverts  number of pairs of an undoing and an undone commit
-- column: min_seconds  the shortest delay
-- column: q1_seconds  the first quartile, which a quarter of the delays do not exceed
-- column: median_seconds  the median
-- column: q3_seconds  the third quartile, which three quarters of the delays do not exceed
-- column: p90_seconds  the 90th percentile, which nine tenths of the delays do not exceed
-- column: max_seconds  the longest delay
WITH undos AS (
    SELECT CAST(SUBSTR(s.authored_at, 1, 4) AS integer) AS year,
           s.era,
           d.delay_seconds AS delay
    FROM reverts AS r
    JOIN relation_details AS d ON d.relation_id = r.relation_id
    JOIN commits AS s ON s.id = r.undoing_id
    -- The parameters are selected as a row, because SQLite would first read all commits for filters that are
    -- plain values.
    CROSS JOIN (SELECT {given line, since, until, path}) AS given
    WHERE d.delay_seconds IS NOT NULL AND r.confidence >= 0.7 AND r.extent <> 'unknown'
      AND {touches r.undone_id from given}
      AND {line s.line from given}
      AND {days s.authored_at from given}
),
ranked AS (
    SELECT u.year,
           u.era,
           u.delay,
           ROW_NUMBER() OVER (PARTITION BY u.year, u.era ORDER BY u.delay) AS place,
           COUNT(*) OVER (PARTITION BY u.year, u.era) AS reverts
    FROM undos AS u
)
SELECT k.year,
       k.era,
       k.reverts,
       MIN(k.delay) AS min_seconds,
       -- The quantile q of n sorted delays is the one at position q times n, rounded up.
       MAX(CASE WHEN k.place = (k.reverts + 3) / 4 THEN k.delay END) AS q1_seconds,
       MAX(CASE WHEN k.place = (k.reverts + 1) / 2 THEN k.delay END) AS median_seconds,
       MAX(CASE WHEN k.place = (3 * k.reverts + 3) / 4 THEN k.delay END) AS q3_seconds,
       MAX(CASE WHEN k.place = (9 * k.reverts + 9) / 10 THEN k.delay END) AS p90_seconds,
       MAX(k.delay) AS max_seconds
FROM ranked AS k
GROUP BY k.year, k.era, k.reverts
ORDER BY k.year, k.era
