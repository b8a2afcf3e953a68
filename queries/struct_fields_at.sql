-- title: Fields of a struct at a release
-- description: The fields that a struct in a C header has today or had in a release, in the order of declaration, with
--   the commits that they are from. With `against` only the differences are told, from the first release to the second
--   one. Structs that it holds are told under their own names. Needs `miner mine --structs`.
-- parameter: struct   text     required  the struct, by its tag, its typedef or a name that it had at another time
-- parameter: at       release  optional  the release; without it the fields of today
-- parameter: against  release  optional  a release to compare with
-- parameter: line     line     default main  without a release, the line of development
-- column: struct  what the struct is called there
-- column: path  the field, through named inner structs; `<NAME>` for a macro that declares fields
-- column: type  its type without what the declarator adds; `struct` or `union` for an inner one without a tag
-- column: shape  what the declarator adds, such as `*`, `[10]`, `:1` or `(*)(int)`; often empty
-- column: condition  the preprocessor conditions around it, empty if it is always there
-- column: file  the header
-- column: added_sha  the commit that added the field, or moved or renamed it to this place
-- column: added_at  author date of that commit
-- column: issues  the issues that its message tags or closes, comma-separated in text order
-- column: first_release  earliest release, by date, that holds it
-- column: difference  with `against`: 'added', 'removed' or 'changed'
-- column: before  if it changed, how it was declared before
-- column: by_sha  if it was removed or changed, the commit that did it; empty if the second release is of a line that
--   never had the field
-- column: elsewhere  if it was moved or renamed, where it came from or where it went; also a variable that it was
WITH places AS (
    SELECT 0 AS side, p.line, p.commit_id
    FROM releases AS r
    JOIN release_structs AS p ON p.release_id = r.id
    WHERE :at IN (r.tag, r.version)
    UNION ALL
    SELECT 0, l.line, l.tip_id FROM struct_lines AS l WHERE CAST(:at AS text) IS NULL AND l.line = :line
    UNION ALL
    SELECT 1, p.line, p.commit_id
    FROM releases AS r
    JOIN release_structs AS p ON p.release_id = r.id
    WHERE :against IN (r.tag, r.version)
),
named AS (
    SELECT p.side,
           n.struct_id,
           CASE
               WHEN l.name_id IS NOT NULL AND n.added_in_id <= p.commit_id
                   AND (l.removed_in_id IS NULL OR l.removed_in_id > p.commit_id) THEN 1
               ELSE 0
           END AS holds
    FROM places AS p
    CROSS JOIN struct_names AS n
    LEFT JOIN struct_name_lines AS l ON l.name_id = n.id AND l.line = p.line
    WHERE :struct IN (n.name, n.tag, n.typedef)
),
-- Structs that have the name there, or else those that have had it at another time.
chosen AS (
    SELECT DISTINCT n.side, n.struct_id
    FROM named AS n
    WHERE n.holds = 1 OR NOT EXISTS (SELECT 1 FROM named AS o WHERE o.side = n.side AND o.holds = 1)
),
found AS (
    SELECT p.side, p.line, p.commit_id, f.id, f.first_id, f.struct_id, f.position, f.path, f.type, f.shape,
           f.condition, f.file_id, f.added_id
    FROM places AS p
    JOIN chosen AS k ON k.side = p.side
    JOIN struct_fields AS f ON f.struct_id = k.struct_id
    JOIN struct_field_lines AS l ON l.field_id = f.id AND l.line = p.line
    WHERE f.added_in_id <= p.commit_id AND (l.removed_in_id IS NULL OR l.removed_in_id > p.commit_id)
),
told AS (
    SELECT f.*, CAST(NULL AS text) AS difference, CAST(NULL AS integer) AS by_id
    FROM found AS f
    WHERE CAST(:against AS text) IS NULL
    UNION ALL
    SELECT b.*, 'added', CAST(NULL AS integer)
    FROM found AS b
    WHERE b.side = 1 AND NOT EXISTS (SELECT 1 FROM found AS a WHERE a.side = 0 AND a.path = b.path)
    UNION ALL
    SELECT b.*, 'changed', b.added_id
    FROM found AS b
    WHERE b.side = 1
      AND EXISTS (SELECT 1 FROM found AS a WHERE a.side = 0 AND a.path = b.path)
      AND NOT EXISTS (SELECT 1
                      FROM found AS a
                      WHERE a.side = 0 AND a.path = b.path AND a.type = b.type AND a.shape = b.shape
                        AND a.condition = b.condition)
    UNION ALL
    SELECT a.*,
           'removed',
           -- On the line of the second release, or on the one that it left before it left it.
           (SELECT MAX(l.removed_id)
            FROM struct_fields AS v
            JOIN struct_field_lines AS l ON l.field_id = v.id AND l.ended_as <> 'changed'
            JOIN places AS p ON p.side = 1 AND l.removed_in_id <= p.commit_id
            LEFT JOIN struct_lines AS s ON s.line = p.line AND s.from_line = l.line
            WHERE v.first_id = a.first_id AND (l.line = p.line OR l.removed_in_id <= s.branch_point_id))
    FROM found AS a
    WHERE CAST(:against AS text) IS NOT NULL AND a.side = 0
      AND NOT EXISTS (SELECT 1 FROM found AS b WHERE b.side = 1 AND b.path = a.path)
)
SELECT {struct_name t.struct_id, t.commit_id} AS struct,
       t.path,
       t.type,
       t.shape,
       t.condition,
       p.path AS file,
       c.sha AS added_sha,
       c.authored_at AS added_at,
       i.issues,
       r.version AS first_release,
       t.difference,
       CASE t.difference
           WHEN 'changed' THEN (SELECT MIN({declaration a}) FROM found AS a WHERE a.side = 0 AND a.path = t.path)
       END AS before,
       b.sha AS by_sha,
       CASE
           WHEN t.difference = 'removed' THEN
               -- What is inside of a field moves with it.
               (SELECT MIN(s.name || '.' || n.path || SUBSTR(t.path, LENGTH(o.path) + 1))
                FROM struct_fields AS o
                JOIN field_moves AS m ON m.field_id = o.id AND m.commit_id = t.by_id
                JOIN struct_fields AS n ON n.id = m.to_field_id
                JOIN structs AS s ON s.id = n.struct_id
                WHERE o.struct_id = t.struct_id
                  AND (o.path = t.path OR SUBSTR(t.path, 1, LENGTH(o.path) + 1) = o.path || '.'))
           ELSE (SELECT MIN(COALESCE(s.name || '.' || o.path, m.variable || COALESCE(' in ' || w.path, '')))
                 FROM field_moves AS m
                 LEFT JOIN struct_fields AS o ON o.id = m.field_id
                 LEFT JOIN structs AS s ON s.id = o.struct_id
                 LEFT JOIN paths AS w ON w.id = m.variable_path_id
                 WHERE m.to_field_id = t.first_id)
       END AS elsewhere
FROM told AS t
JOIN struct_fields AS g ON g.id = t.first_id
JOIN commits AS c ON c.id = g.added_id
JOIN issue_lists AS i ON i.commit_id = c.id
LEFT JOIN paths AS p ON p.id = t.file_id
LEFT JOIN commits AS b ON b.id = t.by_id
LEFT JOIN release_commits AS rc ON rc.commit_id = c.id
LEFT JOIN releases AS r ON r.id = rc.release_id
ORDER BY t.struct_id, t.position, t.path, t.condition, t.type, t.shape, p.path, t.id
