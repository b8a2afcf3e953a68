-- title: Who landed, undid and landed again
-- description: By person, how many commits landed, how many of these were undone in full, how many of those came back,
--   and how many commits undid something, most commits first. All addresses with the same full name are one person;
--   the mailmap merges different names. Merges and proposed commits are not counted. Only reverts and relands that are
--   more likely than not count.
-- parameter: author  person   optional  only commits by authors whose name or address contains this, in any case
-- parameter: path    path     optional  only commits that changed this file, folder or pattern with * and ?
-- parameter: line    line     optional  only commits made for this line of development
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: author  name after the mailmap
-- column: email  the address with most of the commits, after the mailmap
-- column: addresses  number of addresses that the commits have
-- column: commits  commits written
-- column: undone  how many of them were undone in full
-- column: relanded  how many of these landed again
-- column: reverts  how many of the commits undo another, in full or in part
-- column: first_day  day of the first commit, by author date
-- column: last_day  day of the last commit
WITH asked AS (
    SELECT {given author, line, since, until}
),
-- Branches instead of an OR, so that each uses an index.
wanted AS (
    SELECT x.commit_id AS id
    FROM paths AS p
    -- CROSS JOIN keeps SQLite from reordering the joins.
    CROSS JOIN changes AS x
    WHERE CAST(:path AS text) IS NOT NULL AND x.path_id = p.id AND {path p.path}
    UNION
    SELECT c.id FROM commits AS c WHERE CAST(:path AS text) IS NULL
),
counted AS (
    SELECT {person a.canonical_name, a.canonical_email} AS person,
           a.canonical_name AS author,
           a.canonical_email AS email,
           COUNT(*) AS commits,
           SUM(CASE WHEN c.id IN (SELECT r.undone_id FROM full_reverts AS r) THEN 1 ELSE 0 END) AS undone,
           SUM(CASE
                   WHEN c.id IN (SELECT r.undone_id FROM full_reverts AS r)
                        AND c.id IN (SELECT b.target_id
                                     FROM relations AS b
                                     WHERE b.kind = 'relands' AND b.nature = 'reland' AND b.confidence >= 0.5) THEN 1
                   ELSE 0
               END) AS relanded,
           SUM(CASE WHEN c.id IN (SELECT r.undoing_id FROM reverts AS r) THEN 1 ELSE 0 END) AS reverts,
           MIN({day c.authored_at}) AS first_day,
           MAX({day c.authored_at}) AS last_day
    FROM asked AS given
    CROSS JOIN wanted AS w
    CROSS JOIN commits AS c
    CROSS JOIN people AS a
    WHERE c.id = w.id AND a.id = c.author_id AND c.parent_count < 2 AND c.line IS NOT NULL
      AND {line c.line from given}
      AND {author a.canonical_name, a.canonical_email from given}
      AND {days c.authored_at from given}
    GROUP BY a.canonical_name, a.canonical_email
),
ranked AS (
    SELECT n.*,
           ROW_NUMBER() OVER (PARTITION BY n.person ORDER BY n.commits DESC, n.author, n.email) AS place
    FROM counted AS n
)
SELECT MAX(CASE WHEN k.place = 1 THEN k.author END) AS author,
       MAX(CASE WHEN k.place = 1 THEN k.email END) AS email,
       COUNT(DISTINCT k.email) AS addresses,
       CAST(SUM(k.commits) AS bigint) AS commits,
       CAST(SUM(k.undone) AS bigint) AS undone,
       CAST(SUM(k.relanded) AS bigint) AS relanded,
       CAST(SUM(k.reverts) AS bigint) AS reverts,
       MIN(k.first_day) AS first_day,
       MAX(k.last_day) AS last_day
FROM ranked AS k
GROUP BY k.person
ORDER BY SUM(k.commits) DESC, k.person
{limit}
