-- title: History of a symbol
-- description: The commits that changed how often a name occurs in C code as a whole word, one row per commit and
--   path, oldest first. Occurrences in comments and strings count. Names without an underscore or a capital were not
--   counted, nor were files outside of Include, Modules, Objects, Parser, Programs and Python. What was moved within
--   a file is not told; merges have no changes of their own. Proposed commits are left out. Needs `miner mine --lines`.
-- parameter: symbol  text     required  the name, in its own case
-- parameter: path    path     optional  a file, a folder with everything in it, or a pattern with * and ?, in any case
-- parameter: line    line     optional  only commits made for this line of development
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: symbol  the name
-- column: sha  the commit
-- column: authored_at  author date
-- column: line  line of development that the commit was made for
-- column: path  the file
-- column: delta  how many occurrences the file has more than before, or less
-- column: added  occurrences in added lines
-- column: removed  occurrences in removed lines
-- column: standing  of the commit on its own line, 'stands', 'undone' or 'relanded'
-- column: by_sha  the commit that undid it, or landed it again
-- column: issues  the issues that the message tags or closes, comma-separated in text order
-- column: first_release  earliest release, by date, that holds the commit
-- column: author  the author's name after the mailmap
-- column: subject  first line of the message
SELECT s.name AS symbol,
       c.sha,
       c.authored_at,
       c.line,
       p.path,
       x.added - x.removed AS delta,
       x.added,
       x.removed,
       COALESCE(t.standing, 'stands') AS standing,
       b.sha AS by_sha,
       l.issues,
       r.version AS first_release,
       a.canonical_name AS author,
       c.subject
-- CROSS JOIN keeps SQLite from reordering the joins.
FROM symbols AS s
CROSS JOIN symbol_changes AS x
CROSS JOIN commits AS c
CROSS JOIN paths AS p
CROSS JOIN people AS a
CROSS JOIN issue_lists AS l
-- The parameters are selected as a row, because SQLite would first read all commits for filters that are plain
-- values.
CROSS JOIN (SELECT {given path, line, since, until}) AS given
LEFT JOIN commit_standings AS t ON t.commit_id = c.id AND t.line = c.line
LEFT JOIN commits AS b ON b.id = t.by_id
LEFT JOIN release_commits AS rc ON rc.commit_id = c.id
LEFT JOIN releases AS r ON r.id = rc.release_id
WHERE s.name = :symbol AND x.symbol_id = s.id AND c.id = x.commit_id AND p.id = x.path_id AND a.id = c.author_id
  AND l.commit_id = c.id AND c.line IS NOT NULL
  AND (given.path IS NULL OR {path p.path from given})
  AND {line c.line from given}
  AND {days c.authored_at from given}
ORDER BY c.authored_utc, c.sha, p.path
{limit}
