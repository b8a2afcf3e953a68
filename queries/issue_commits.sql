-- title: Commits of an issue
-- description: The commits whose message tags or closes an issue, oldest first, with their line, first release and
--   standing. Merges repeat what they merge and are left out unless asked for.
-- parameter: issue    issue    optional  only this issue
-- parameter: line     line     optional  only commits made for this line of development
-- parameter: release  release  optional  only commits that this release was the first to hold
-- parameter: author   person   optional  only authors whose name or address contains this, in any case
-- parameter: since    day      optional  only commits authored on or after this day
-- parameter: until    day      optional  only commits authored on or before this day
-- parameter: merges   boolean  default 0  merge commits, too
-- parameter: limit    integer  optional  at most this many rows
-- column: sha  the commit
-- column: authored_at  author date
-- column: author  the author's name after the mailmap
-- column: subject  first line of the message
-- column: line  line of development; empty for a proposed commit
-- column: standing  on its own line, 'stands', 'undone', 'relanded', 'absent' or 'proposed'
-- column: first_release  earliest release, by date, that holds it
-- column: role  'closes' if the message closes the issue, else 'tags'
-- column: issue  the issue
-- Branches instead of an OR, so that each uses an index. A message that both tags and closes the issue closes it.
WITH named AS (
    SELECT i.key, m.commit_id, m.role
    FROM issues AS i
    CROSS JOIN mentions AS m
    WHERE i.key = :issue AND m.issue_id = i.id AND m.role IN ('closes', 'tags')
    UNION ALL
    SELECT i.key, m.commit_id, m.role
    FROM mentions AS m
    CROSS JOIN issues AS i
    WHERE CAST(:issue AS text) IS NULL AND i.id = m.issue_id AND m.role IN ('closes', 'tags')
),
wanted AS (
    SELECT n.key AS issue, n.commit_id, MIN(n.role) AS role FROM named AS n GROUP BY n.key, n.commit_id
)
SELECT d.sha,
       d.authored_at,
       d.author,
       d.subject,
       d.line,
       d.standing,
       d.first_release,
       w.role,
       w.issue
FROM wanted AS w
CROSS JOIN commit_details AS d
CROSS JOIN (SELECT {given line, author, since, until, merges},
                   COALESCE((SELECT MIN(r.version) FROM releases AS r WHERE :release IN (r.tag, r.version)),
                            CAST(:release AS text)) AS release) AS given
WHERE d.commit_id = w.commit_id
  AND (given.merges = 1 OR d.parent_count < 2)
  AND {line d.line from given}
  AND (given.release IS NULL OR d.first_release = given.release)
  AND {author d.author, d.author_email from given}
  AND {days d.authored_at from given}
ORDER BY d.authored_utc, d.sha, w.issue
{limit}
