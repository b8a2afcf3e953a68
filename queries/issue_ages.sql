-- title: Ages of issues
-- description: How long issues took, the longest work first. The work is the time from the first commit that tags or
--   closes the issue to the last one; merges and proposed commits are not counted.
-- parameter: issue  issue    optional  only this issue
-- parameter: since  day      optional  only issues whose first commit was authored on or after this day
-- parameter: until  day      optional  only issues whose first commit was authored on or before this day
-- parameter: limit  integer  optional  at most this many rows
-- column: issue  the issue
-- column: opened_at  when it was opened, if a tracker said so
-- column: first_at  author date of the first commit
-- column: last_at  author date of the last commit
-- column: closed_at  when it was closed
-- column: wait_seconds  seconds from the opening to the first commit, below 0 if it came before the issue
-- column: work_seconds  seconds from the first commit to the last
-- column: open_seconds  seconds from the opening to the closing
-- column: after_seconds  seconds from the closing to the last commit, if that came later
-- column: commits  number of commits
-- column: title  title of the issue
WITH tagged AS (
    {tagging}
),
placed AS (
    SELECT t.issue_id,
           c.authored_at,
           c.authored_utc,
           ROW_NUMBER() OVER (PARTITION BY t.issue_id ORDER BY c.authored_utc, c.sha) AS place,
           COUNT(*) OVER (PARTITION BY t.issue_id) AS commits
    FROM tagged AS t
    CROSS JOIN commits AS c
    WHERE c.id = t.commit_id AND c.parent_count < 2 AND c.line IS NOT NULL
),
spans AS (
    SELECT p.issue_id,
           p.commits,
           MAX(CASE WHEN p.place = 1 THEN p.authored_at END) AS first_at,
           MAX(CASE WHEN p.place = p.commits THEN p.authored_at END) AS last_at,
           MIN(p.authored_utc) AS first_utc,
           MAX(p.authored_utc) AS last_utc
    FROM placed AS p
    GROUP BY p.issue_id, p.commits
)
SELECT i.key AS issue,
       i.opened_at,
       s.first_at,
       s.last_at,
       i.closed_at,
       s.first_utc - i.opened_utc AS wait_seconds,
       s.last_utc - s.first_utc AS work_seconds,
       i.closed_utc - i.opened_utc AS open_seconds,
       CASE WHEN s.last_utc > i.closed_utc THEN s.last_utc - i.closed_utc END AS after_seconds,
       s.commits,
       i.title
FROM spans AS s
JOIN issues AS i ON i.id = s.issue_id
WHERE {days s.first_at}
ORDER BY s.last_utc - s.first_utc DESC, i.key
{limit}
