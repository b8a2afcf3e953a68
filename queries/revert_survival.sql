-- title: How many commits are not undone
-- description: By era, the share of commits that were not undone in full within a span of time, among those that are
--   old enough to tell, by committer date. Merges and proposed commits are not counted; only reverts that are more
--   likely than not count.
-- parameter: path   path  optional  only commits that changed this file, folder or pattern with * and ?
-- parameter: line   line  optional  only commits made for this line of development
-- parameter: since  day   optional  only commits authored on or after this day
-- parameter: until  day   optional  only commits authored on or before this day
-- column: era  the era that the commits were made in, 'cvs', 'svn', 'hg', 'git-bpo' or 'git-gh'
-- column: span  the span of time, such as '7 days'
-- column: span_seconds  its length
-- column: commits  commits that are at least so much older than the last commit of all
-- column: undone  how many of these were undone in full within the span
-- column: surviving  the share that was not, to five places
WITH spans AS (
    SELECT 1 AS place, 'an hour' AS span, 3600 AS seconds
    UNION ALL SELECT 2, 'a day', 86400
    UNION ALL SELECT 3, '7 days', 604800
    UNION ALL SELECT 4, '30 days', 2592000
    UNION ALL SELECT 5, '90 days', 7776000
    UNION ALL SELECT 6, '365 days', 31536000
    UNION ALL SELECT 7, '1000 days', 86400000
),
undone AS (
    SELECT r.undone_id AS id, MIN(d.delay_seconds) AS delay
    FROM full_reverts AS r
    JOIN relation_details AS d ON d.relation_id = r.relation_id
    WHERE d.delay_seconds IS NOT NULL
    GROUP BY r.undone_id
),
last AS (
    SELECT MAX(c.committed_utc) AS utc FROM commits AS c WHERE c.line IS NOT NULL
),
chosen AS (
    SELECT c.era, l.utc - c.committed_utc AS age, u.delay
    -- The parameters are selected as a row, because SQLite would first read all changes for filters that are plain
    -- values.
    FROM (SELECT {given line, since, until, path}) AS given
    CROSS JOIN last AS l
    CROSS JOIN commits AS c
    LEFT JOIN undone AS u ON u.id = c.id
    WHERE c.line IS NOT NULL AND c.parent_count < 2
      AND {line c.line from given}
      AND {days c.authored_at from given}
      AND {touches c.id from given}
),
-- Commits are counted by how many spans they are old, and in how many they still stood, and only then for each span:
-- that takes half the time.
alike AS (
    SELECT h.era,
           (SELECT COUNT(*) FROM spans AS s WHERE s.seconds <= h.age) AS old,
           CASE
               WHEN h.delay IS NULL THEN 7
               ELSE (SELECT COUNT(*) FROM spans AS s WHERE s.seconds < h.delay)
           END AS stood
    FROM chosen AS h
),
numbers AS (
    SELECT a.era, a.old, a.stood, COUNT(*) AS commits FROM alike AS a GROUP BY a.era, a.old, a.stood
),
counted AS (
    SELECT h.era,
           s.span,
           s.seconds,
           CAST(SUM(h.commits) AS bigint) AS commits,
           CAST(SUM(CASE WHEN h.stood < s.place THEN h.commits ELSE 0 END) AS bigint) AS undone
    FROM numbers AS h
    JOIN spans AS s ON h.old >= s.place
    GROUP BY h.era, s.span, s.seconds
)
SELECT n.era,
       n.span,
       n.seconds AS span_seconds,
       n.commits,
       n.undone,
       -- Rounded with integers, because the dialects round halves differently.
       CAST((200000 * (n.commits - n.undone) + n.commits) / (2 * n.commits) AS double precision) / 100000 AS surviving
FROM counted AS n
ORDER BY n.era, n.seconds
