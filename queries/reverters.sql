-- title: Who reverts
-- description: By person, how many commits undo others in full or in part, how many are undone by them, and how many of
--   those are the person's own, most reverts first. All addresses with the same full name are one person; the mailmap
--   merges different names. Only reverts that are more likely than not count.
-- parameter: author  person   optional  only reverts by people whose name or address contains this, in any case
-- parameter: path    path     optional  only reverts that changed this file, folder or pattern with * and ?
-- parameter: line    line     optional  only reverts made for this line of development
-- parameter: since   day      optional  only reverts authored on or after this day
-- parameter: until   day      optional  only reverts authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: author  name after the mailmap
-- column: email  the address with most of the reverts, after the mailmap
-- column: addresses  number of addresses that the reverts have
-- column: reverts  commits that undo others
-- column: undone  commits that they undo
-- column: own  how many of these the same person wrote
-- column: first_day  day of the first revert, by author date
-- column: last_day  day of the last revert
-- The parameters are selected as a row, because SQLite would first read all changes for filters that are plain values.
WITH asked AS (
    SELECT {given author, path, line, since, until}
),
found AS (
    SELECT {person a.canonical_name, a.canonical_email} AS person,
           a.canonical_name AS author,
           a.canonical_email AS email,
           r.undoing_id,
           r.undone_id,
           {person b.canonical_name, b.canonical_email} AS undone_person,
           {day c.authored_at} AS day
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
),
-- The address with most of a person's reverts.
named AS (
    SELECT f.person,
           f.author,
           f.email,
           ROW_NUMBER() OVER (PARTITION BY f.person ORDER BY COUNT(DISTINCT f.undoing_id) DESC, f.author, f.email)
               AS place
    FROM found AS f
    GROUP BY f.person, f.author, f.email
)
SELECT n.author,
       n.email,
       COUNT(DISTINCT f.email) AS addresses,
       COUNT(DISTINCT f.undoing_id) AS reverts,
       COUNT(DISTINCT f.undone_id) AS undone,
       COUNT(DISTINCT CASE WHEN f.undone_person = f.person THEN f.undone_id END) AS own,
       MIN(f.day) AS first_day,
       MAX(f.day) AS last_day
FROM found AS f
JOIN named AS n ON n.person = f.person AND n.place = 1
GROUP BY f.person, n.author, n.email
ORDER BY COUNT(DISTINCT f.undoing_id) DESC, f.person
{limit}
