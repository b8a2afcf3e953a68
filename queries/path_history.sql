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
WITH places AS (
    SELECT p.id FROM paths AS p WHERE {path p.path}
),
touching AS (
    SELECT x.commit_id FROM places AS p CROSS JOIN changes AS x WHERE x.path_id = p.id
)
SELECT p.path,
       x.status,
       c.sha,
       c.authored_at,
       a.canonical_name AS author,
       c.subject,
       c.line,
       x.lines_added,
       x.lines_deleted
-- From the commits on, so that SQLite reads them in their order instead of sorting all changes. CROSS JOIN keeps it
-- from reordering the joins.
FROM commits AS c
CROSS JOIN people AS a
CROSS JOIN changes AS x
CROSS JOIN paths AS p
-- CASE keeps it from reading the rest of a commit before it looks at the paths.
WHERE CASE
          WHEN CAST(:path AS text) IS NULL OR c.id IN (SELECT t.commit_id FROM touching AS t) THEN c.line
      END IS NOT NULL
  AND {line c.line}
  AND {days c.authored_at}
  AND a.id = c.author_id AND {author a.canonical_name, a.canonical_email}
  AND x.commit_id = c.id AND (CAST(:path AS text) IS NULL OR x.path_id IN (SELECT p.id FROM places AS p))
  AND p.id = x.path_id
ORDER BY c.authored_utc, c.sha, p.path
{limit}
