-- title: Open issues with a landed fix
-- description: Issues that a tracker calls open although a commit that tags or closes them is in force, the earliest
--   opened first. Only a fetched record tells that an issue is open.
-- parameter: issue  issue    optional  only this issue
-- parameter: line   line     optional  only commits made for this line of development
-- parameter: limit  integer  optional  at most this many rows
-- column: issue  the issue
-- column: opened_at  when it was opened
-- column: sha  the last commit that is in force
-- column: authored_at  author date of the commit
-- column: subject  its subject
-- column: line  its line of development
-- column: role  'closes' if its message closes the issue, else 'tags'
-- column: first_release  earliest release, by date, that holds it
-- column: commits  commits in force that tag or close the issue
-- column: title  title of the issue
-- column: source  what calls it open
WITH fixes AS (
    SELECT DISTINCT m.issue_id, c.id, c.sha, c.committed_utc
    FROM issues AS i
    CROSS JOIN mentions AS m
    CROSS JOIN commits AS c
    LEFT JOIN commit_standings AS s ON s.commit_id = c.id AND s.line = c.line
    WHERE i.closed_at IS NULL
      AND EXISTS (SELECT 1 FROM issue_numbers AS n WHERE n.issue_id = i.id AND n.source = 'record')
      AND (CAST(:issue AS text) IS NULL OR i.key = :issue)
      AND m.issue_id = i.id AND m.role IN ('closes', 'tags') AND c.id = m.commit_id AND c.parent_count < 2
      AND c.line IS NOT NULL AND {line c.line} AND COALESCE(s.standing, 'stands') <> 'undone'
      AND NOT EXISTS (SELECT 1 FROM full_reverts AS f WHERE f.undoing_id = c.id)
),
ranked AS (
    SELECT f.issue_id,
           f.id,
           ROW_NUMBER() OVER (PARTITION BY f.issue_id ORDER BY f.committed_utc DESC, f.sha DESC) AS place,
           COUNT(*) OVER (PARTITION BY f.issue_id) AS commits
    FROM fixes AS f
)
SELECT i.key AS issue,
       i.opened_at,
       d.sha,
       d.authored_at,
       d.subject,
       d.line,
       (SELECT MIN(m.role)
        FROM mentions AS m
        WHERE m.commit_id = r.id AND m.issue_id = r.issue_id AND m.role IN ('closes', 'tags')) AS role,
       d.first_release,
       r.commits,
       i.title,
       i.source
FROM ranked AS r
JOIN issues AS i ON i.id = r.issue_id
JOIN commit_details AS d ON d.commit_id = r.id
WHERE r.place = 1
ORDER BY i.opened_utc, i.key
{limit}
