-- title: History of the fields of a struct
-- description: All that happened to the fields of a struct in a C header, oldest first: added, retyped, moved, renamed,
--   removed. What a line inherits from the one that it left is told there only. Needs `miner mine --structs`.
-- parameter: struct  text     required  the struct, by any name that it had
-- parameter: path    path     optional  only this field, those inside of it, or those that match a pattern with * and ?
-- parameter: line    line     optional  only what was done on this line of development
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: struct  what the struct was called after the commit
-- column: path  the field
-- column: event  'added', 'moved', 'renamed' and 'from-static' (to this place), 'retyped', 'conditional' (another
--   condition), 'refiled' (another header), or 'left', 'left by rename' and 'removed'
-- column: sha  the commit
-- column: authored_at  author date
-- column: subject  first line of the message
-- column: line  line of development
-- column: declaration  type, shape and condition after the commit, or before it if the field is gone
-- column: file  the header
-- column: elsewhere  where it came from or where it went, if it moved or was renamed
-- column: standing  of the commit on that line, 'stands', 'undone' or 'relanded'
-- column: issues  the issues that the message tags or closes, comma-separated in text order
-- column: first_release  earliest release, by date, that holds the commit
WITH wanted AS (
    SELECT f.*
    FROM (SELECT DISTINCT n.struct_id FROM struct_names AS n WHERE :struct IN (n.name, n.tag, n.typedef)) AS s
    JOIN struct_fields AS f ON f.struct_id = s.struct_id
    CROSS JOIN (SELECT {given path}) AS given
    WHERE {field f.path from given}
),
events AS (
    SELECT w.id,
           0 AS stage,
           w.began_as AS event,
           w.added_id AS commit_id,
           w.added_in_id AS in_id,
           w.line,
           (SELECT MIN(COALESCE(s.name || '.' || o.path, m.variable || COALESCE(' in ' || p.path, '')))
            FROM field_moves AS m
            LEFT JOIN struct_fields AS o ON o.id = m.field_id
            LEFT JOIN structs AS s ON s.id = o.struct_id
            LEFT JOIN paths AS p ON p.id = m.variable_path_id
            WHERE m.to_field_id = w.id) AS elsewhere
    FROM wanted AS w
    UNION ALL
    SELECT w.id,
           1,
           CASE l.ended_as WHEN 'moved' THEN 'left' WHEN 'renamed' THEN 'left by rename' ELSE l.ended_as END,
           l.removed_id,
           l.removed_in_id,
           l.line,
           (SELECT MIN(s.name || '.' || n.path)
            FROM field_moves AS m
            JOIN struct_fields AS n ON n.id = m.to_field_id
            JOIN structs AS s ON s.id = n.struct_id
            WHERE m.field_id = w.id AND m.commit_id = l.removed_id)
    FROM wanted AS w
    JOIN struct_field_lines AS l ON l.field_id = w.id
    WHERE l.removed_id IS NOT NULL AND l.ended_as <> 'changed'
)
SELECT {struct_name w.struct_id, e.in_id} AS struct,
       w.path,
       e.event,
       c.sha,
       c.authored_at,
       c.subject,
       e.line,
       {declaration w} AS declaration,
       p.path AS file,
       e.elsewhere,
       COALESCE(t.standing, 'stands') AS standing,
       i.issues,
       r.version AS first_release
FROM events AS e
JOIN wanted AS w ON w.id = e.id
JOIN commits AS c ON c.id = e.commit_id
JOIN issue_lists AS i ON i.commit_id = c.id
LEFT JOIN paths AS p ON p.id = w.file_id
LEFT JOIN commit_standings AS t ON t.commit_id = c.id AND t.line = e.line
LEFT JOIN release_commits AS rc ON rc.commit_id = c.id
LEFT JOIN releases AS r ON r.id = rc.release_id
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE {line e.line from given}
  AND {days c.authored_at from given}
ORDER BY c.authored_utc, c.sha, e.line, w.position, w.path, e.stage, w.condition, w.id
{limit}
