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
-- column: undoing_sha  the commit that moved it back, or else that undid the commit
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
           o.name AS field
    FROM field_moves AS m
    JOIN struct_fields AS o ON o.id = m.field_id
    JOIN struct_fields AS n ON n.id = m.to_field_id
    WHERE m.how <> 'conditional'
),
-- A move back, and the same move again.
backs AS (
    SELECT e.id,
           b.commit_id,
           ROW_NUMBER() OVER (PARTITION BY e.id ORDER BY b.commit_in_id, b.id) AS place
    FROM ends AS e
    JOIN ends AS b ON b.line = e.line AND b.from_id = e.to_id AND b.from_path = e.to_path AND b.to_id = e.from_id
                  AND b.to_path = e.from_path AND b.commit_in_id > e.commit_in_id
),
undone AS (
    SELECT e.id, COALESCE(b.commit_id, t.by_id) AS undo_id
    FROM ends AS e
    LEFT JOIN backs AS b ON b.id = e.id AND b.place < 2
    LEFT JOIN commit_standings AS t ON t.commit_id = e.commit_id AND t.line = e.line
    WHERE b.id IS NOT NULL OR t.standing IN ('undone', 'relanded')
),
agains AS (
    SELECT e.id,
           a.id AS again_id,
           a.commit_id,
           ROW_NUMBER() OVER (PARTITION BY e.id ORDER BY a.commit_in_id, a.id) AS place,
           -- Of all that made it again, the last one counts.
           ROW_NUMBER() OVER (PARTITION BY e.id ORDER BY a.commit_in_id DESC, a.id DESC) AS place_from_end
    FROM ends AS e
    JOIN ends AS a ON a.line = e.line AND a.from_id = e.from_id AND a.from_path = e.from_path AND a.to_id = e.to_id
                  AND a.to_path = e.to_path AND a.commit_in_id > e.commit_in_id
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
           WHEN z.again_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM undone AS k WHERE k.id = z.again_id) THEN 'stands'
           ELSE 'undone'
       END AS outcome,
       i.issues
FROM undone AS u
JOIN ends AS e ON e.id = u.id
JOIN commits AS c ON c.id = e.commit_id
JOIN issue_lists AS i ON i.commit_id = c.id
LEFT JOIN commits AS b ON b.id = u.undo_id
LEFT JOIN agains AS a ON a.id = e.id AND a.place < 2
LEFT JOIN commits AS d ON d.id = a.commit_id
LEFT JOIN agains AS z ON z.id = e.id AND z.place_from_end < 2
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE (CAST(:struct AS text) IS NULL
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
