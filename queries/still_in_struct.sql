-- title: What is still in a struct
-- description: The fields that a struct in a C header has had, on a line or in a release, and where each is now: still
--   there, elsewhere, or gone. A field that moved is followed, also if it moved several times. What is in a
--   struct that it holds is told under that one's name. Needs `miner mine --structs`.
-- parameter: struct  text     required  the struct, by any name that it had
-- parameter: path    path     optional  only this field, those inside of it, or those that match a pattern with * and ?
-- parameter: at      release  optional  only fields that this release had
-- parameter: line    line     default main  the line of development whose last commit is now; of a line that left
--   another one, what it has had since
-- parameter: still   boolean  optional  only fields that are still there, or with no only those that are not
-- column: struct  the struct as it is called now
-- column: path  the field
-- column: still  1 if it is there now, else 0
-- column: now  where it is if it is in another place: struct and path
-- column: ended_as  if it left: 'moved', 'renamed' or 'removed'
-- column: sha  the commit by which it left
-- column: authored_at  author date of that commit
-- column: subject  first line of its message
-- column: issues  the issues that the message tags or closes, comma-separated in text order
-- column: first_release  earliest release, by date, that holds it
-- column: added_sha  the commit that brought it into the struct
-- column: added_at  author date of that commit
WITH RECURSIVE asked AS (
    SELECT p.line, p.commit_id
    FROM releases AS r
    JOIN release_structs AS p ON p.release_id = r.id
    WHERE :at IN (r.tag, r.version)
),
-- Fields with all their versions on the line. What a release of another line had is found by its path.
held AS (
    SELECT f.first_id,
           f.struct_id,
           f.path,
           f.position,
           MAX(CASE WHEN l.removed_in_id IS NULL THEN 1 ELSE 0 END) AS there,
           MAX(l.removed_in_id) AS left_in_id
    FROM struct_fields AS f
    JOIN struct_field_lines AS l ON l.field_id = f.id AND l.line = :line
    GROUP BY f.first_id, f.struct_id, f.path, f.position
),
wanted AS (
    SELECT h.*
    FROM (SELECT DISTINCT n.struct_id FROM struct_names AS n WHERE :struct IN (n.name, n.tag, n.typedef)) AS s
    JOIN held AS h ON h.struct_id = s.struct_id
    CROSS JOIN (SELECT {given path}) AS given
    WHERE {field h.path from given}
      AND (CAST(:at AS text) IS NULL
           OR EXISTS (SELECT 1
                      FROM asked AS a
                      JOIN struct_fields AS g ON g.struct_id = h.struct_id AND g.path = h.path
                      JOIN struct_field_lines AS k ON k.field_id = g.id AND k.line = a.line
                      WHERE g.added_in_id <= a.commit_id
                        AND (k.removed_in_id IS NULL OR k.removed_in_id > a.commit_id)))
),
-- Of fields that came and went and came again, also with the whole struct, the last time.
last_times AS (
    SELECT w.*,
           ROW_NUMBER() OVER (PARTITION BY w.path
                              ORDER BY w.there DESC, w.left_in_id DESC, w.first_id DESC) AS place
    FROM wanted AS w
),
steps(first_id, now_id, left_in_id, depth) AS (
    SELECT t.first_id, t.first_id, t.left_in_id, 0 FROM last_times AS t WHERE t.place < 2 AND t.there = 0
    UNION
    SELECT s.first_id, n.first_id, h.left_in_id, s.depth + 1
    FROM steps AS s
    JOIN struct_fields AS v ON v.first_id = s.now_id
    -- What is inside of a field moves with it.
    JOIN struct_fields AS a
      ON a.struct_id = v.struct_id
     AND (a.id = v.id OR SUBSTR(v.path, 1, LENGTH(a.path) + 1) = a.path || '.')
    JOIN field_moves AS m ON m.field_id = a.id AND m.commit_in_id = s.left_in_id AND m.how <> 'conditional'
    JOIN struct_fields AS o ON o.id = m.to_field_id
    JOIN struct_fields AS n
      ON n.struct_id = o.struct_id AND n.path = o.path || SUBSTR(v.path, LENGTH(a.path) + 1)
     AND n.added_in_id = m.commit_in_id
    JOIN held AS h ON h.first_id = n.first_id
    WHERE s.depth < 50
),
ends AS (
    SELECT s.first_id, x.name || '.' || h.path AS now
    FROM steps AS s
    JOIN held AS h ON h.first_id = s.now_id AND h.there = 1
    JOIN structs AS x ON x.id = h.struct_id
),
left_by AS (
    SELECT t.first_id,
           l.removed_id,
           l.ended_as,
           ROW_NUMBER() OVER (PARTITION BY t.first_id ORDER BY l.removed_in_id DESC, f.id DESC) AS place
    FROM last_times AS t
    JOIN struct_fields AS f ON f.first_id = t.first_id
    JOIN struct_field_lines AS l ON l.field_id = f.id AND l.line = :line
    WHERE t.place < 2 AND t.there = 0
)
SELECT x.name AS struct,
       t.path,
       t.there AS still,
       (SELECT MIN(e.now) FROM ends AS e WHERE e.first_id = t.first_id) AS now,
       b.ended_as,
       c.sha,
       c.authored_at,
       c.subject,
       i.issues,
       r.version AS first_release,
       d.sha AS added_sha,
       d.authored_at AS added_at
FROM last_times AS t
JOIN structs AS x ON x.id = t.struct_id
JOIN struct_fields AS g ON g.id = t.first_id
JOIN commits AS d ON d.id = g.added_id
LEFT JOIN left_by AS b ON b.first_id = t.first_id AND b.place < 2
LEFT JOIN commits AS c ON c.id = b.removed_id
LEFT JOIN issue_lists AS i ON i.commit_id = c.id
LEFT JOIN release_commits AS rc ON rc.commit_id = c.id
LEFT JOIN releases AS r ON r.id = rc.release_id
WHERE t.place < 2 AND (CAST(:still AS integer) IS NULL OR t.there = :still)
ORDER BY x.name, t.struct_id, t.position, t.path
