-- title: Fields of structs
-- description: The fields that the structs of each line have had: one row for each version of a field and line, from the
--   commit that made it to the one that ended it. Fields that a line has in common with an older one, because it left
--   it later, have rows on both.
-- column: line  line of development; of the few releases with structs that their line never had, the tag
-- column: struct  the last name of the struct, see struct_names for all
-- column: path  the field, through named inner structs: gilstate.check_enabled; <MACRO> for a macro
-- column: type  without the shape; 'struct' or 'union' for an inner one without a tag
-- column: shape  what the declarator adds: *, [10], :1; often empty
-- column: condition  the conditions of the preprocessor under which it is there; empty if it always is
-- column: file  the header
-- column: position  rank in the struct when the field was added
-- column: since_sha  the commit that added the field
-- column: since_at  when, with the author's UTC offset
-- column: added_sha  the commit that made this version of it
-- column: added_at  when, with the author's UTC offset
-- column: began_as  'added', 'moved', 'renamed' or 'from-static'; a later version: 'retyped', 'conditional', 'refiled'
-- column: removed_sha  the commit that ended this version on the line; NULL: it is there
-- column: removed_at  when, with the author's UTC offset
-- column: ended_as  'removed', 'moved', 'renamed'; 'changed': the same field has another version
-- column: struct_id  key of the row in structs
-- column: field_id  key of the row in struct_fields
-- column: first_id  key of the first version of the field in struct_fields
-- column: since_id  key of the commit that added the field in commits
-- column: added_id  key of the commit that made this version in commits
-- column: added_in_id  key of the commit of the line that has it first; mostly the same
-- column: removed_id  key of the commit that ended it in commits
-- column: removed_in_id  key of the first commit of the line without it; mostly the same
SELECT l.line,
       s.name        AS struct,
       f.path,
       f.type,
       f.shape,
       f.condition,
       p.path        AS file,
       f.position,
       o.sha         AS since_sha,
       o.authored_at AS since_at,
       a.sha         AS added_sha,
       a.authored_at AS added_at,
       f.began_as,
       r.sha         AS removed_sha,
       r.authored_at AS removed_at,
       l.ended_as,
       f.struct_id,
       f.id          AS field_id,
       f.first_id,
       b.added_id    AS since_id,
       f.added_id,
       f.added_in_id,
       l.removed_id,
       l.removed_in_id
FROM struct_fields AS f
JOIN struct_field_lines AS l ON l.field_id = f.id
JOIN structs AS s ON s.id = f.struct_id
JOIN struct_fields AS b ON b.id = f.first_id
JOIN commits AS o ON o.id = b.added_id
JOIN commits AS a ON a.id = f.added_id
LEFT JOIN commits AS r ON r.id = l.removed_id
LEFT JOIN paths AS p ON p.id = f.file_id
