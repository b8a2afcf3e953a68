-- title: Bursts of work on an issue
-- description: Series of commits on an issue without a pause longer than a number of days, proposed commits left
--   out.
-- parameter: issue   issue    optional   only this issue
-- parameter: line    line     optional   only commits made for this line of development
-- parameter: gap     integer  default 30  a longer pause than this many days ends a burst
-- parameter: merges  boolean  default 0  merge commits, too
-- column: issue  the issue
-- column: burst  number of the burst, from 1 for each issue
-- column: first_at  author date of its first commit
-- column: last_at  author date of its last commit
-- column: commits  how many commits it has
WITH wanted AS (
    SELECT i.id, i.key FROM issues AS i WHERE i.key = :issue
    UNION ALL
    SELECT i.id, i.key FROM issues AS i WHERE CAST(:issue AS text) IS NULL
),
tagged AS (
    SELECT DISTINCT w.key AS issue, c.sha, c.authored_at, c.authored_utc
    -- CROSS JOIN keeps SQLite from reordering the joins. The parameters are selected as a row, because it would first
    -- read all commits for filters that are plain values.
    FROM wanted AS w
    CROSS JOIN mentions AS m
    JOIN commits AS c ON c.id = m.commit_id
    CROSS JOIN (SELECT {given line, merges}) AS given
    WHERE m.issue_id = w.id AND m.role IN ('closes', 'tags')
      AND c.line IS NOT NULL
      AND (given.merges = 1 OR c.parent_count < 2)
      AND {line c.line from given}
),
paused AS (
    SELECT t.issue,
           t.sha,
           t.authored_at,
           t.authored_utc,
           -- 1 for the first commit of a burst, and for the last one.
           CASE
               WHEN t.authored_utc - LAG(t.authored_utc) OVER ordered <= CAST(:gap AS bigint) * 86400 THEN 0
               ELSE 1
           END AS begins,
           CASE
               WHEN LEAD(t.authored_utc) OVER ordered - t.authored_utc <= CAST(:gap AS bigint) * 86400 THEN 0
               ELSE 1
           END AS ends
    FROM tagged AS t
    WINDOW ordered AS (PARTITION BY t.issue ORDER BY t.authored_utc, t.sha)
),
numbered AS (
    SELECT p.*,
           SUM(p.begins) OVER (PARTITION BY p.issue ORDER BY p.authored_utc, p.sha) AS burst
    FROM paused AS p
)
SELECT n.issue,
       n.burst,
       MAX(CASE WHEN n.begins = 1 THEN n.authored_at END) AS first_at,
       MAX(CASE WHEN n.ends = 1 THEN n.authored_at END) AS last_at,
       COUNT(*) AS commits
FROM numbered AS n
GROUP BY n.issue, n.burst
ORDER BY n.issue, n.burst
