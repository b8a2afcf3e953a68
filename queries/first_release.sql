-- title: First releases
-- description: The earliest release, by date, that holds each commit, oldest commit first: that has its content, not
--   only its name in the graph. A held commit is not always shipped, because it may have been undone before the
--   release.
-- parameter: issue    issue    optional  only commits that tag or close this issue
-- parameter: commit   commit   optional  only this commit
-- parameter: release  release  optional  only commits that this release was the first to hold
-- parameter: line     line     optional  only commits made for this line of development
-- parameter: since    day      optional  only commits authored on or after this day
-- parameter: until    day      optional  only commits authored on or before this day
-- parameter: limit    integer  optional  at most this many rows
-- column: sha  the commit
-- column: line  line of development of the commit
-- column: release  version of the release, empty if none holds the commit
-- column: released_at  when it was tagged
-- column: tag  the release's tag
-- column: authored_at  author date of the commit
-- column: subject  subject of the commit
WITH wanted AS (
    SELECT c.id FROM commits AS c WHERE c.sha = :commit
    UNION ALL
    SELECT DISTINCT m.commit_id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue AND CAST(:commit AS text) IS NULL
    UNION ALL
    SELECT c.id
    FROM commits AS c
    WHERE CAST(:commit AS text) IS NULL AND CAST(:issue AS text) IS NULL AND c.line IS NOT NULL
)
SELECT c.sha,
       c.line,
       r.version AS release,
       r.released_at,
       r.tag,
       c.authored_at,
       c.subject
FROM wanted AS w
JOIN commits AS c ON c.id = w.id
LEFT JOIN release_commits AS rc ON rc.commit_id = w.id
LEFT JOIN releases AS r ON r.id = rc.release_id
WHERE (CAST(:issue AS text) IS NULL
       OR c.id IN (SELECT m.commit_id
                   FROM issues AS i
                   JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
                   WHERE i.key = :issue))
  AND (CAST(:release AS text) IS NULL OR :release IN (r.tag, r.version))
  AND {line c.line}
  AND {days c.authored_at}
ORDER BY c.authored_utc, c.sha
{limit}
