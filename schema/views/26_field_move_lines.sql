-- title: Moves of fields on lines
-- description: What became of each move of a field on each line that has it: whether the field still is where it moved
--   to. If the commit was undone but its field is there all the same, the move stands.
-- column: move_id  key of the move in field_moves
-- column: line  line of development
-- column: standing  'stands'; 'undone' by a commit that undoes the move's, or by the opposite move, also if it was made
--   again; else 'moved' or 'renamed' once more, or 'removed'
-- column: by_id  key of the commit that made it so in commits; the move itself if it stands
-- column: redone_id  the next commit on the line that made the same move, NULL without any
SELECT m.id   AS move_id,
       n.line,
       CASE WHEN e.removed_id IS NULL THEN 'stands'
            WHEN t.by_id = e.removed_id OR u.relation_id IS NOT NULL THEN 'undone'
            -- Another move brought it back.
            WHEN EXISTS (SELECT 1
                         FROM field_moves AS b
                         CROSS JOIN struct_fields AS g
                         CROSS JOIN struct_fields AS o
                         WHERE b.field_id = v.id AND b.commit_id = e.removed_id AND b.how <> 'conditional'
                           AND g.id = b.to_field_id AND o.id = m.field_id
                           AND o.struct_id = g.struct_id AND o.path = g.path) THEN 'undone'
            ELSE e.ended_as
       END    AS standing,
       COALESCE(e.removed_id, m.commit_id) AS by_id,
       -- CROSS JOIN keeps SQLite from starting at the other end, here and below.
       (SELECT x.commit_id
        FROM field_move_places AS h
        CROSS JOIN field_move_places AS i
        CROSS JOIN field_moves AS x
        WHERE h.move_id = m.id
          AND i.from_struct_id = h.from_struct_id AND i.to_struct_id = h.to_struct_id
          AND i.from_path = h.from_path AND i.to_path = h.to_path
          AND x.id = i.move_id AND x.line = m.line AND x.commit_in_id > m.commit_in_id
        ORDER BY x.commit_in_id, x.id
        LIMIT 1) AS redone_id
FROM field_moves AS m
CROSS JOIN struct_fields AS f
CROSS JOIN struct_fields AS v
CROSS JOIN struct_field_lines AS e
CROSS JOIN lines AS n
LEFT JOIN commit_standings AS t ON t.commit_id = m.commit_id AND t.line = e.line
-- Also the undo of a commit that was relanded.
LEFT JOIN reverts AS u ON u.undone_id = m.commit_id AND u.undoing_id = e.removed_id
WHERE f.id = m.to_field_id AND v.first_id = f.first_id AND e.field_id = v.id AND n.line = e.line
  -- Only the last version of the field on each line.
  AND NOT EXISTS (SELECT 1
                  FROM struct_fields AS w
                  CROSS JOIN struct_field_lines AS d
                  WHERE w.first_id = f.first_id AND w.id > v.id AND d.line = e.line AND d.field_id = w.id)
