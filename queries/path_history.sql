-- title: History of a path
-- description: The commits that changed a path, oldest first. A rename is a deletion and an addition; merges have no
--   changes of their own. Proposed commits are left out.
-- parameter: path    path     optional  a file, a folder with everything in it, or a pattern with * and ?, in any case
-- parameter: line    line     optional  only commits made for this line of development
-- parameter: author  person   optional  only authors whose name or address contains this, in any case
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: path  the path
-- column: status  'A' added, 'M' modified, 'D' deleted or 'T' another type of file
-- column: sha  the commit
-- column: authored_at  author date
-- column: author  the author's name after the mailmap
-- column: subject  first line of the message
-- column: line  line of development
-- column: lines_added  lines added, if they were counted
-- column: lines_deleted  lines deleted, if they were counted
WITH wanted AS (
    SELECT x.path_id, x.commit_id, x.status, x.lines_added, x.lines_deleted
    -- CROSS JOIN keeps SQLite from reordering the joins.
    FROM paths AS p
    CROSS JOIN changes AS x
    WHERE x.path_id = p.id AND {path p.path}
    UNION ALL
    SELECT x.path_id, x.commit_id, x.status, x.lines_added, x.lines_deleted
    FROM changes AS x
    WHERE CAST(:path AS text) IS NULL
)
SELECT p.path,
       w.status,
       c.sha,
       c.authored_at,
       a.canonical_name AS author,
       c.subject,
       c.line,
       w.lines_added,
       w.lines_deleted
FROM wanted AS w
CROSS JOIN commits AS c
JOIN people AS a ON a.id = c.author_id
JOIN paths AS p ON p.id = w.path_id
-- The parameters are selected as a row, because SQLite would first read all commits for filters that are plain
-- values.
CROSS JOIN (SELECT {given line, author, since, until}) AS given
WHERE c.id = w.commit_id AND c.line IS NOT NULL
  AND {line c.line from given}
  AND {author a.canonical_name, a.canonical_email from given}
  AND {days c.authored_at from given}
ORDER BY c.authored_utc, c.sha, p.path
{limit}
