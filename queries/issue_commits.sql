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
-- column: standing  on its own line, 'stands', 'undone', 'relanded' or 'proposed'
-- column: first_release  earliest release, by date, that holds it
-- column: role  'closes' if the message closes the issue, else 'tags'
-- column: issue  the issue
WITH wanted AS (
    -- Two branches instead of an OR, so that each uses an index.
    SELECT i.id FROM issues AS i WHERE i.key = :issue
    UNION ALL
    SELECT i.id FROM issues AS i WHERE CAST(:issue AS text) IS NULL
)
SELECT t.sha,
       t.authored_at,
       t.author,
       t.subject,
       t.line,
       t.standing,
       t.first_release,
       t.role,
       t.issue
-- CROSS JOIN keeps SQLite from reordering the joins. The parameters are selected as a row, because it would first
-- read all commits for filters that are plain values.
FROM wanted AS w
CROSS JOIN issue_commits AS t
CROSS JOIN (SELECT {given line, author, since, until, merges},
                   COALESCE((SELECT MIN(r.version) FROM releases AS r WHERE :release IN (r.tag, r.version)),
                            CAST(:release AS text)) AS release) AS given
WHERE t.issue_id = w.id
  AND (given.merges = 1 OR t.parent_count < 2)
  AND {line t.line from given}
  AND (given.release IS NULL OR t.first_release = given.release)
  AND {author t.author, t.author_email from given}
  AND {days t.authored_at from given}
ORDER BY t.authored_utc, t.sha, t.issue
{limit}
