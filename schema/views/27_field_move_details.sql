-- title: Moved fields
-- description: The fields that moved to another struct or path, got another name or were static variables before: one
--   row for each move and line that has it, with what became of it there. See field_move_places for the same moves as
--   seen from the structs that hold these by value.
-- column: line  line of development
-- column: how  'moved', 'renamed', 'conditional' (only for some conditions) or 'from-static'
-- column: from_struct  the struct that had it, by its last name; NULL for a variable
-- column: from_path  the path in that struct, or the name of the variable
-- column: from_file  the header, or the source of the variable
-- column: to_struct  the struct that has got it, by its last name
-- column: to_path  the path in that struct
-- column: to_file  the header
-- column: type  the type after the move, without the shape
-- column: from_type  the type before the move, NULL for a variable
-- column: sha  the commit that moved it
-- column: authored_at  author date, with the author's UTC offset
-- column: subject  first line of the message
-- column: standing  'stands', 'undone', or later 'moved', 'renamed' or 'removed'
-- column: by_sha  the commit that made it so
-- column: redone_sha  the next commit on the line that made the same move, NULL without any
-- column: moved_on  the line on which the commit did it
-- column: move_id  key of the row in field_moves
-- column: commit_id  key of the commit in commits
-- column: from_struct_id  key of the row in structs
-- column: to_struct_id  key of the row in structs
-- column: from_field_id  key of the version before in struct_fields
-- column: to_field_id  key of the version after in struct_fields
SELECT w.line,
       m.how,
       s.name                         AS from_struct,
       COALESCE(f.path, m.variable)   AS from_path,
       q.path                         AS from_file,
       z.name                         AS to_struct,
       t.path                         AS to_path,
       p.path                         AS to_file,
       t.type,
       f.type                         AS from_type,
       c.sha,
       c.authored_at,
       c.subject,
       w.standing,
       b.sha                          AS by_sha,
       r.sha                          AS redone_sha,
       m.line                         AS moved_on,
       m.id                           AS move_id,
       m.commit_id,
       f.struct_id                    AS from_struct_id,
       t.struct_id                    AS to_struct_id,
       m.field_id                     AS from_field_id,
       m.to_field_id
FROM field_moves AS m
JOIN field_move_lines AS w ON w.move_id = m.id
JOIN commits AS c ON c.id = m.commit_id
JOIN commits AS b ON b.id = w.by_id
JOIN struct_fields AS t ON t.id = m.to_field_id
JOIN structs AS z ON z.id = t.struct_id
LEFT JOIN struct_fields AS f ON f.id = m.field_id
LEFT JOIN structs AS s ON s.id = f.struct_id
LEFT JOIN commits AS r ON r.id = w.redone_id
LEFT JOIN paths AS p ON p.id = t.file_id
LEFT JOIN paths AS q ON q.id = COALESCE(m.variable_path_id, f.file_id)
