-- title: Field moves that were undone
-- description: The moves of struct fields that did not last, oldest first: the commit was undone, or a later one moved
--   the field back. Tells also which commit moved it again. Needs `miner mine --structs`.
-- parameter: struct  text     optional  only moves from or to this struct, by any name that it had
-- parameter: line    line     optional  only what was done on this line of development
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: field  the last part of the field's path before
-- column: from_path  where it was: struct and path
-- column: to_path  where it went: struct and path
-- column: sha  the commit that moved it
-- column: authored_at  author date
-- column: subject  first line of the message
-- column: line  line of development
-- column: undoing_sha  the commit that undid the move
-- column: undoing_at  author date of that commit
-- column: delay_seconds  seconds between the two by committer date; empty if the clocks contradict the order
-- column: again_sha  the next commit that made the same move again
-- column: again_at  author date of that commit
-- column: outcome  'stands' if a move from the one place to the other was made again and was not undone, else 'undone'
-- column: issues  the issues that the commit tags or closes, comma-separated in text order
WITH ends AS (
    SELECT m.id,
           m.line,
           m.commit_id,
           m.commit_in_id,
           o.struct_id AS from_id,
           o.path AS from_path,
           n.struct_id AS to_id,
           n.path AS to_path,
           o.name AS field,
           w.standing,
           w.by_id,
           w.redone_id
    FROM field_moves AS m
    JOIN struct_fields AS o ON o.id = m.field_id
    JOIN struct_fields AS n ON n.id = m.to_field_id
    JOIN field_move_lines AS w ON w.move_id = m.id AND w.line = m.line
    WHERE m.how <> 'conditional'
)
SELECT e.field,
       {struct_name e.from_id, e.commit_in_id} || '.' || e.from_path AS from_path,
       {struct_name e.to_id, e.commit_in_id} || '.' || e.to_path AS to_path,
       c.sha,
       c.authored_at,
       c.subject,
       e.line,
       b.sha AS undoing_sha,
       b.authored_at AS undoing_at,
       CASE WHEN b.committed_utc >= c.committed_utc THEN b.committed_utc - c.committed_utc END AS delay_seconds,
       d.sha AS again_sha,
       d.authored_at AS again_at,
       CASE
           WHEN EXISTS (SELECT 1
                        FROM ends AS a
                        WHERE a.line = e.line AND a.from_id = e.from_id AND a.from_path = e.from_path
                          AND a.to_id = e.to_id AND a.to_path = e.to_path AND a.commit_in_id > e.commit_in_id
                          AND a.standing <> 'undone') THEN 'stands'
           ELSE 'undone'
       END AS outcome,
       i.issues
FROM ends AS e
JOIN commits AS c ON c.id = e.commit_id
JOIN issue_lists AS i ON i.commit_id = c.id
LEFT JOIN commits AS b ON b.id = e.by_id
LEFT JOIN commits AS d ON d.id = e.redone_id
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE e.standing = 'undone'
  AND (CAST(:struct AS text) IS NULL
       OR EXISTS (SELECT 1
                  FROM struct_names AS n
                  WHERE n.struct_id IN (e.from_id, e.to_id) AND :struct IN (n.name, n.tag, n.typedef)))
  -- Of the two directions the first one counts: what moves a field back was not undone by what moves it again.
  AND NOT EXISTS (SELECT 1
                  FROM ends AS k
                  WHERE k.line = e.line AND k.from_id = e.to_id AND k.from_path = e.to_path AND k.to_id = e.from_id
                    AND k.to_path = e.from_path AND k.commit_in_id < e.commit_in_id
                    AND NOT EXISTS (SELECT 1
                                    FROM ends AS f
                                    WHERE f.line = e.line AND f.from_id = e.from_id AND f.from_path = e.from_path
                                      AND f.to_id = e.to_id AND f.to_path = e.to_path
                                      AND f.commit_in_id < k.commit_in_id))
  AND {line e.line from given}
  AND {days c.authored_at from given}
ORDER BY c.authored_utc, c.sha, e.line, e.from_path, e.to_path, e.id
{limit}
