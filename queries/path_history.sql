-- title: History of a path
-- description: The commits that changed a path, oldest first. Renames are a deletion and an addition; merges
--   change nothing of their own.
-- parameter: path    path     optional  a file, a folder with all in it, or a pattern with * and ?, in any case
-- parameter: line    line     optional  only commits made for this line of development
-- parameter: author  person   optional  only authors whose name or address contains this, in any case
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: path  the path
-- column: status  'A' added, 'M' modified, 'D' deleted or 'T' another type of file
-- column: sha  the commit
-- column: authored_at  the author's clock
-- column: author  the author's name after the mailmap
-- column: subject  first line of the message
-- column: line  line of development
-- column: lines_added  lines added, where they were counted
-- column: lines_deleted  lines deleted, where they were counted
WITH pattern AS (
    -- What LIKE would take for itself is escaped; lower case on both sides because LIKE sees case on PostgreSQL only.
    SELECT LOWER(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(RTRIM(CAST(:path AS text), '/'),
                 '!', '!!'), '%', '!%'), '_', '!_'), '*', '%'), '?', '_')) AS text
),
wanted AS (
    SELECT x.path_id, x.commit_id, x.status, x.lines_added, x.lines_deleted
    FROM pattern
    -- CROSS JOIN keeps SQLite from turning the order around.
    CROSS JOIN paths AS p
    CROSS JOIN changes AS x
    -- The slash behind both makes a folder of everything, so that one LIKE finds the path and all below it.
    WHERE x.path_id = p.id AND LOWER(p.path) || '/' LIKE pattern.text || '/%' ESCAPE '!'
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
-- The filters are in a row of their own, because SQLite would read all commits to prepare for filters that are plain
-- values.
CROSS JOIN (SELECT CAST(:line AS text) AS line,
                   CAST(:author AS text) AS author,
                   CAST(:since AS text) AS since,
                   CAST(:until AS text) AS until) AS given
WHERE c.id = w.commit_id
  AND (given.line IS NULL OR c.line = given.line)
  -- The appended nothing lends the parameter the column's collation, under which only ASCII has a lower case.
  AND (given.author IS NULL
       OR REPLACE(LOWER(a.canonical_name || ' ' || a.canonical_email),
                  LOWER(given.author || SUBSTR(a.canonical_name, 1, 0)), '')
          <> LOWER(a.canonical_name || ' ' || a.canonical_email))
  AND (given.since IS NULL OR SUBSTR(c.authored_at, 1, 10) >= given.since)
  AND (given.until IS NULL OR SUBSTR(c.authored_at, 1, 10) <= given.until)
ORDER BY c.authored_utc, c.sha, p.path
LIMIT COALESCE(CAST(:limit AS bigint), 9223372036854775807)
