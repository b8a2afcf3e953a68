-- title: Reverts by month
-- description: For each month, how many commits were made, how many of them undo another commit, and how many
--   were themselves undone in full later. Merges and proposed commits are left out; a
--   commit that relands is not counted as a revert.
-- parameter: line   line  optional  only commits made for this line of development
-- parameter: since  day   optional  only commits authored on or after this day
-- parameter: until  day   optional  only commits authored on or before this day
-- column: month  year and month, by author date
-- column: commits  commits made
-- column: reverts  commits that undo another one, in full or in part
-- column: share  reverts divided by commits, to four places
-- column: undone  commits of the month that were undone in full later
-- column: undone_share  undone divided by commits, to four places
WITH counted AS (
    SELECT SUBSTR(c.authored_at, 1, 7) AS month,
           CASE
               WHEN c.id IN (SELECT r.undoing_id FROM reverts AS r)
                    AND c.id NOT IN (SELECT r.source_id
                                     FROM relations AS r
                                     WHERE r.kind = 'relands' AND r.nature = 'reland') THEN 1
               ELSE 0
           END AS reverts,
           CASE
               WHEN c.id IN (SELECT r.undone_id FROM full_reverts AS r) THEN 1
               ELSE 0
           END AS undone
    FROM commits AS c
    WHERE c.parent_count < 2 AND c.line IS NOT NULL
      AND {line c.line}
      AND {days c.authored_at}
)
SELECT n.month,
       COUNT(*) AS commits,
       SUM(n.reverts) AS reverts,
       -- Rounded with integers, because the dialects round halves differently.
       CAST((20000 * SUM(n.reverts) + COUNT(*)) / (2 * COUNT(*)) AS double precision) / 10000 AS share,
       SUM(n.undone) AS undone,
       CAST((20000 * SUM(n.undone) + COUNT(*)) / (2 * COUNT(*)) AS double precision) / 10000 AS undone_share
FROM counted AS n
GROUP BY n.month
ORDER BY n.month
