-- title: Reverts by repository
-- description: For each repository its commits, how many of them take others back and how many are taken back, of those
--   that are on a line of development; most reverts first. Only reverts that are more likely than not count.
-- column: repository  name of the repository
-- column: commits  commits on a line of development
-- column: reverts  commits that undo others
-- column: undone  commits that are undone, in full or in part
-- column: share  undone commits among a thousand
WITH landed AS (
    SELECT c.repository, COUNT(*) AS commits
    FROM commit_details AS c
    WHERE c.line IS NOT NULL
    GROUP BY c.repository
),
undos AS (
    SELECT r.repository,
           COUNT(DISTINCT r.undoing_id) AS reverts,
           COUNT(DISTINCT r.undone_id) AS undone
    FROM reverts AS r
    GROUP BY r.repository
)
SELECT l.repository,
       l.commits,
       COALESCE(u.reverts, 0) AS reverts,
       COALESCE(u.undone, 0) AS undone,
       ROUND(1000.0 * COALESCE(u.undone, 0) / l.commits, 1) AS share
FROM landed AS l
LEFT JOIN undos AS u ON u.repository = l.repository
ORDER BY COALESCE(u.reverts, 0) DESC, l.repository
