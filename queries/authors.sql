-- title: Authors
-- description: How many commits each author wrote, most first, and how many of these were undone in full. The mailmap
--   merges the names of a person; merges and proposed commits are not counted.
-- parameter: line    line     optional  only commits made for this line of development
-- parameter: author  person   optional  only authors whose name or address contains this, in any case
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: author  name after the mailmap
-- column: email  address after the mailmap
-- column: commits  commits written
-- column: undone  commits that were undone in full
-- column: first_day  day of the first commit, by author date
-- column: last_day  day of the last commit
SELECT a.canonical_name  AS author,
       a.canonical_email AS email,
       COUNT(*) AS commits,
       SUM(CASE
               WHEN c.id IN (SELECT r.undone_id FROM full_reverts AS r) THEN 1
               ELSE 0
           END) AS undone,
       MIN({day c.authored_at}) AS first_day,
       MAX({day c.authored_at}) AS last_day
-- CROSS JOIN keeps SQLite from reordering the joins.
FROM commits AS c
CROSS JOIN people AS a
WHERE a.id = c.author_id AND c.parent_count < 2 AND c.line IS NOT NULL
  AND {line c.line}
  AND {author a.canonical_name, a.canonical_email}
  AND {days c.authored_at}
GROUP BY a.canonical_name, a.canonical_email
ORDER BY COUNT(*) DESC, a.canonical_name, a.canonical_email
{limit}
