-- title: Issues closed by a change that was reverted
-- description: Commits that close an issue and were reverted in full and not landed again on their line, the latest
--   first. The issue may have been closed for a reason that is gone.
-- parameter: issue  issue    optional  only this issue
-- parameter: line   line     optional  only commits made for this line of development
-- parameter: since  day      optional  only commits authored on or after this day
-- parameter: until  day      optional  only commits authored on or before this day
-- parameter: limit  integer  optional  at most this many rows
-- column: issue  the issue
-- column: sha  the commit that closes it
-- column: authored_at  author date of the commit
-- column: subject  its subject
-- column: line  its line of development
-- column: undoing_sha  the commit by which it is undone
-- column: undoing_at  author date of that commit
-- column: again_sha  the last commit of the issue on that line after the undo that stands, so that it may be solved
-- column: closed_at  when the issue was closed, if a tracker said so
-- column: title  title of the issue
WITH closing AS (
    SELECT DISTINCT m.issue_id, m.commit_id, s.by_id, c.line
    FROM commit_standings AS s
    CROSS JOIN commits AS c
    CROSS JOIN mentions AS m
    WHERE s.standing = 'undone' AND c.id = s.commit_id AND s.line = c.line AND c.parent_count < 2
      AND m.commit_id = c.id AND m.role = 'closes' AND m.issue_id IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM full_reverts AS f WHERE f.undoing_id = c.id)
)
SELECT i.key AS issue,
       c.sha,
       c.authored_at,
       c.subject,
       c.line,
       u.sha AS undoing_sha,
       u.authored_at AS undoing_at,
       (SELECT a.sha
        FROM mentions AS m
        JOIN commits AS a ON a.id = m.commit_id
        LEFT JOIN commit_standings AS s ON s.commit_id = a.id AND s.line = a.line
        WHERE m.issue_id = x.issue_id AND m.role IN ('closes', 'tags') AND a.line = x.line AND a.parent_count < 2
          AND a.committed_utc > u.committed_utc AND COALESCE(s.standing, 'stands') <> 'undone'
          AND NOT EXISTS (SELECT 1 FROM full_reverts AS f WHERE f.undoing_id = a.id)
        ORDER BY a.committed_utc DESC, a.sha DESC
        LIMIT 1) AS again_sha,
       i.closed_at,
       i.title
FROM closing AS x
JOIN issues AS i ON i.id = x.issue_id
JOIN commits AS c ON c.id = x.commit_id
JOIN commits AS u ON u.id = x.by_id
CROSS JOIN (SELECT {given issue, line, since, until}) AS given
WHERE (given.issue IS NULL OR i.key = given.issue)
  AND {line c.line from given}
  AND {days c.authored_at from given}
ORDER BY c.authored_utc DESC, c.sha, i.key
{limit}
