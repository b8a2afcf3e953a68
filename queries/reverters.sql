-- title: Who reverts
-- description: By person, how many commits undo others in full or in part, how many are undone by them, and how many of
--   those are the person's own, most reverts first. The mailmap merges the names of a person; only reverts that are
--   more likely than not count.
-- parameter: author  person   optional  only people whose name or address contains this, in any case
-- parameter: path    path     optional  only reverts that changed this file, folder or pattern with * and ?
-- parameter: line    line     optional  only reverts made for this line of development
-- parameter: since   day      optional  only reverts authored on or after this day
-- parameter: until   day      optional  only reverts authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: author  name after the mailmap
-- column: email  address after the mailmap
-- column: reverts  commits that undo others
-- column: undone  commits that they undo
-- column: own  how many of these the same person wrote
-- column: first_day  day of the first revert, by author date
-- column: last_day  day of the last revert
-- The parameters are selected as a row, because SQLite would first read all changes for filters that are plain values.
WITH asked AS (
    SELECT {given author, path, line, since, until}
)
SELECT a.canonical_name AS author,
       a.canonical_email AS email,
       COUNT(DISTINCT r.undoing_id) AS reverts,
       COUNT(DISTINCT r.undone_id) AS undone,
       COUNT(DISTINCT CASE
                          WHEN b.canonical_name = a.canonical_name AND b.canonical_email = a.canonical_email
                          THEN r.undone_id
                      END) AS own,
       MIN({day c.authored_at}) AS first_day,
       MAX({day c.authored_at}) AS last_day
FROM asked AS given
CROSS JOIN reverts AS r
CROSS JOIN commits AS c
CROSS JOIN people AS a
CROSS JOIN commits AS u
CROSS JOIN people AS b
WHERE c.id = r.undoing_id AND a.id = c.author_id AND u.id = r.undone_id AND b.id = u.author_id
  AND {line c.line from given}
  AND {author a.canonical_name, a.canonical_email from given}
  AND {days c.authored_at from given}
  AND {touches c.id from given}
GROUP BY a.canonical_name, a.canonical_email
ORDER BY COUNT(DISTINCT r.undoing_id) DESC, a.canonical_name, a.canonical_email
{limit}
