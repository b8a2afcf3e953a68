-- title: Relations of a commit
-- description: Which commits a commit undoes, relands, backports or cites, or is another attempt at, and which ones do
--   so to it; one row for each piece of evidence.
-- parameter: commit  commit  required  the commit
-- column: kind  'undoes', 'relands', 'next-attempt' (solves in another way what was undone), 'backports' or 'cites'
-- column: direction  'out' if the commit is the source of the relation, 'in' if it is the target
-- column: other_sha  the commit at the other end
-- column: other_subject  its subject
-- column: other_at  its author date
-- column: other_line  its line of development
-- column: through_sha  of a reland or next attempt, the undo of the target
-- column: extent  of an undo, 'full', 'partial' or 'unknown'
-- column: confidence  from 0 to 1
-- column: evidence  kind of evidence
-- column: detail  the words or numbers that support it
WITH ties AS (
    SELECT r.id, r.source_id AS own_id, r.target_id AS other_id, 1 AS outward
    FROM commits AS c
    JOIN relations AS r ON r.source_id = c.id
    WHERE c.sha = :commit
    UNION ALL
    SELECT r.id, r.target_id, r.source_id, 0
    FROM commits AS c
    JOIN relations AS r ON r.target_id = c.id
    WHERE c.sha = :commit
)
SELECT CASE r.nature WHEN 'next-attempt' THEN r.nature ELSE r.kind END AS kind,
       CASE t.outward WHEN 1 THEN 'out' ELSE 'in' END AS direction,
       o.sha         AS other_sha,
       o.subject     AS other_subject,
       o.authored_at AS other_at,
       o.line        AS other_line,
       u.sha         AS through_sha,
       r.extent,
       r.confidence,
       e.kind        AS evidence,
       e.detail
FROM ties AS t
JOIN relations AS r ON r.id = t.id
JOIN commits AS o ON o.id = t.other_id
LEFT JOIN commits AS u ON u.id = r.through_id
LEFT JOIN evidence AS e ON e.relation_id = r.id
ORDER BY t.outward DESC, 1, o.committed_utc, o.sha, e.kind, e.detail
