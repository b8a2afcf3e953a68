-- title: Struct fields that moved
-- description: The fields of structs in C headers that moved to another struct or path, were renamed, or were a
--   variable before, oldest first. With `from` and `to` a move is told as seen from these structs, also if what moved
--   is in a struct that they hold by value; without them it is told as seen from the structs that declare it. If one of
--   the two structs holds the other, what is in that one counts as its own. Needs `miner mine --structs`.
-- parameter: from    text     optional  only fields of this struct, by any name that it had; 'static' for variables
-- parameter: to      text     optional  only fields that came into this struct, by any name that it had
-- parameter: issue   issue    optional  only where the commit tags or closes this issue
-- parameter: commit  commit   optional  only by this commit
-- parameter: line    line     optional  only what was done on this line of development
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: field  path of the field in the struct that it left, or the name of the variable
-- column: from_path  the struct that it left, with the path; of a variable the file
-- column: to_path  the struct that it came into, with the path
-- column: sha  the commit that moved it
-- column: authored_at  author date
-- column: subject  first line of the message
-- column: line  line of development on which it moved
-- column: how  'moved', perhaps with another name, 'renamed' in its place, 'conditional', for some conditions only, or
--   'from-static', if it was a static variable
-- column: standing  what became of it on that line: 'stands' if the field is still there, 'undone' by a commit that
--   undoes this one or moves the field back, else 'moved' or 'renamed' once more, or 'removed'
-- column: by_sha  the commit that made it so, if the field is not there any more
-- column: redone_sha  the next commit on that line that made the same move
-- column: issues  the issues that the message tags or closes, comma-separated in text order
-- column: first_release  earliest release, by date, that holds the commit
WITH left_structs AS (
    SELECT DISTINCT n.struct_id FROM struct_names AS n WHERE :from IN (n.name, n.tag, n.typedef)
),
entered_structs AS (
    SELECT DISTINCT n.struct_id FROM struct_names AS n WHERE :to IN (n.name, n.tag, n.typedef)
),
sights AS (
    SELECT p.move_id,
           p.from_struct_id,
           p.from_path,
           p.to_struct_id,
           p.to_path,
           -- The place in the structs that declare the field comes first.
           ROW_NUMBER() OVER (PARTITION BY p.move_id
                              ORDER BY CASE WHEN p.from_struct_id = o.struct_id THEN 0 ELSE 1 END,
                                       CASE WHEN p.to_struct_id = n.struct_id THEN 0 ELSE 1 END,
                                       p.from_path, p.to_path, p.from_struct_id, p.to_struct_id) AS place
    FROM field_move_places AS p
    JOIN field_moves AS m ON m.id = p.move_id
    JOIN struct_fields AS o ON o.id = m.field_id
    JOIN struct_fields AS n ON n.id = m.to_field_id
    WHERE (CAST(:from AS text) IS NULL OR p.from_struct_id IN (SELECT s.struct_id FROM left_structs AS s))
      AND (CAST(:to AS text) IS NULL OR p.to_struct_id IN (SELECT s.struct_id FROM entered_structs AS s))
),
seen AS (
    SELECT s.move_id, s.from_struct_id, s.from_path, s.to_struct_id, s.to_path
    FROM sights AS s
    WHERE s.place < 2 OR (CAST(:from AS text) IS NOT NULL AND CAST(:to AS text) IS NOT NULL)
    UNION ALL
    SELECT m.id, CAST(NULL AS integer), m.variable, n.struct_id, n.path
    FROM field_moves AS m
    JOIN struct_fields AS n ON n.id = m.to_field_id
    WHERE m.field_id IS NULL
      AND (CAST(:from AS text) IS NULL OR LOWER(CAST(:from AS text)) = 'static')
      AND (CAST(:to AS text) IS NULL OR n.struct_id IN (SELECT s.struct_id FROM entered_structs AS s))
)
SELECT s.from_path AS field,
       CASE
           WHEN m.field_id IS NULL THEN w.path
           ELSE {struct_name s.from_struct_id, m.commit_in_id} || '.' || s.from_path
       END AS from_path,
       {struct_name s.to_struct_id, m.commit_in_id} || '.' || s.to_path AS to_path,
       c.sha,
       c.authored_at,
       c.subject,
       m.line,
       m.how,
       t.standing,
       CASE WHEN t.standing <> 'stands' THEN b.sha END AS by_sha,
       k.sha AS redone_sha,
       i.issues,
       f.version AS first_release
FROM seen AS s
JOIN field_moves AS m ON m.id = s.move_id
JOIN commits AS c ON c.id = m.commit_id
JOIN issue_lists AS i ON i.commit_id = c.id
LEFT JOIN paths AS w ON w.id = m.variable_path_id
LEFT JOIN field_move_lines AS t ON t.move_id = m.id AND t.line = m.line
LEFT JOIN commits AS b ON b.id = t.by_id
LEFT JOIN commits AS k ON k.id = t.redone_id
LEFT JOIN release_commits AS rc ON rc.commit_id = c.id
LEFT JOIN releases AS f ON f.id = rc.release_id
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE (CAST(:commit AS text) IS NULL OR c.sha = :commit)
  AND (CAST(:issue AS text) IS NULL
       OR c.id IN (SELECT g.commit_id
                   FROM issues AS n
                   JOIN mentions AS g ON g.issue_id = n.id AND g.role IN ('closes', 'tags')
                   WHERE n.key = :issue))
  AND {line m.line from given}
  AND {days c.authored_at from given}
ORDER BY c.authored_utc, c.sha, m.line, s.from_path, s.to_path, m.id, s.from_struct_id, s.to_struct_id
{limit}
