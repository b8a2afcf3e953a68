-- title: Commits
-- description: Commits by author, path, issue, line, release and day, oldest first. Merges repeat what they merge and
--   are left out unless asked for; proposed commits are left out.
-- parameter: author   person   optional  only authors whose name or address contains this, in any case
-- parameter: path     path     optional  only commits that changed this file, folder or pattern with * and ?
-- parameter: issue    issue    optional  only commits whose message tags or closes this issue
-- parameter: line     line     optional  only commits made for this line of development
-- parameter: release  release  optional  only commits that this release was the first to hold
-- parameter: since    day      optional  only commits authored on or after this day
-- parameter: until    day      optional  only commits authored on or before this day
-- parameter: merges   boolean  default 0  merge commits, too
-- parameter: limit    integer  optional  at most this many rows
-- column: sha  the commit
-- column: authored_at  author date
-- column: author  the author's name after the mailmap
-- column: subject  first line of the message
-- column: line  line of development
-- column: standing  on its own line, 'stands', 'undone' or 'relanded'
-- column: first_release  earliest release, by date, that holds it
-- column: issues  the issues that the message tags or closes, comma-separated in text order
-- column: files  how many files it changed
-- column: added  lines added in them, empty if none were counted
-- column: deleted  lines deleted
-- Branches instead of an OR, so that each uses an index.
WITH wanted AS (
    SELECT x.commit_id AS id
    FROM paths AS p
    -- CROSS JOIN keeps SQLite from reordering the joins.
    CROSS JOIN changes AS x
    WHERE CAST(:path AS text) IS NOT NULL AND x.path_id = p.id AND {path p.path}
    UNION
    SELECT t.commit_id
    FROM ({tagging}) AS t
    WHERE CAST(:path AS text) IS NULL AND CAST(:issue AS text) IS NOT NULL
    UNION ALL
    SELECT c.id
    FROM commits AS c
    WHERE CAST(:path AS text) IS NULL AND CAST(:issue AS text) IS NULL
),
-- Few people are compared with a text, and many commits with a person's number.
authors AS (
    SELECT a.id FROM people AS a WHERE {author a.canonical_name, a.canonical_email}
),
asked AS (
    SELECT {given line, since, until, merges},
           (SELECT MIN(r.id) FROM releases AS r WHERE :release IN (r.tag, r.version)) AS release_id,
           CAST(:release AS text) AS release
),
-- The id of the table, not of what is wanted, because PostgreSQL knows how many there are of it.
chosen AS (
    SELECT c.id
    FROM asked AS given
    CROSS JOIN wanted AS w
    CROSS JOIN commits AS c
    WHERE c.id = w.id AND c.line IS NOT NULL
      AND c.author_id IN (SELECT o.id FROM authors AS o)
      AND (given.merges = 1 OR c.parent_count < 2)
      AND {line c.line from given}
      AND {days c.authored_at from given}
      AND (given.release IS NULL
           OR EXISTS (SELECT 1
                      FROM release_commits AS f
                      WHERE f.commit_id = c.id AND f.release_id = given.release_id))
      AND (CAST(:issue AS text) IS NULL OR c.id IN (SELECT t.commit_id FROM ({tagging}) AS t))
),
-- Read with its changes at once: each commit is chosen once.
churn AS (
    SELECT h.id,
           COUNT(x.path_id) AS files,
           SUM(x.lines_added) AS added,
           SUM(x.lines_deleted) AS deleted
    FROM chosen AS h
    LEFT JOIN changes AS x ON x.commit_id = h.id
    GROUP BY h.id
)
SELECT d.sha,
       d.authored_at,
       d.author,
       d.subject,
       d.line,
       d.standing,
       d.first_release,
       d.issues,
       n.files,
       n.added,
       n.deleted
FROM churn AS n
CROSS JOIN commit_details AS d
WHERE d.commit_id = n.id
ORDER BY d.authored_utc, d.sha
{limit}
