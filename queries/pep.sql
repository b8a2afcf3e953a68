-- title: Work on a PEP
-- description: The commits whose messages name a PEP, with their issues and pull requests, oldest first.
-- parameter: pep    integer  optional  only this PEP
-- parameter: issue  issue    optional  only commits that tag or close this issue
-- parameter: line   line     optional  only commits made for this line of development
-- parameter: since  day      optional  only commits authored on or after this day
-- parameter: until  day      optional  only commits authored on or before this day
-- parameter: limit  integer  optional  at most this many rows
-- column: pep  number of the PEP
-- column: sha  the commit
-- column: authored_at  author date
-- column: author  the author's name after the mailmap
-- column: subject  first line of the message
-- column: line  line of development; empty for a proposed commit
-- column: standing  on its own line, 'stands', 'undone', 'relanded', 'absent' or 'proposed'
-- column: first_release  earliest release, by date, that holds it
-- column: issues  the issues that the message tags or closes, comma-separated in text order
-- column: pull_request  number of the pull request that landed it
WITH named AS (
    SELECT DISTINCT CAST(m.number AS bigint) AS pep, m.commit_id
    FROM mentions AS m
    WHERE m.tracker = 'pep' AND m.position <> 'quoted'
      AND (CAST(:pep AS bigint) IS NULL OR m.number = CAST(CAST(:pep AS bigint) AS text))
      AND (CAST(:issue AS text) IS NULL
           OR EXISTS (SELECT 1
                      FROM mentions AS k
                      JOIN issues AS i ON i.id = k.issue_id
                      WHERE k.commit_id = m.commit_id AND k.role IN ('closes', 'tags') AND i.key = :issue))
)
SELECT n.pep,
       d.sha,
       d.authored_at,
       d.author,
       d.subject,
       d.line,
       d.standing,
       d.first_release,
       d.issues,
       (SELECT MIN(CAST(p.number AS bigint))
        FROM mentions AS p
        WHERE p.commit_id = n.commit_id AND p.tracker = 'pr' AND p.role = 'tags') AS pull_request
FROM named AS n
JOIN commit_details AS d ON d.commit_id = n.commit_id
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE {line d.line from given}
  AND {days d.authored_at from given}
ORDER BY d.authored_utc, d.sha, n.pep
{limit}
