-- title: Full reverts
-- description: Undos that leave nothing of a commit, as far as is more likely than not. What only looks like a revert
--   is none of them.
-- column: undoing_id  key of the undoing commit in commits
-- column: undone_id  key of the undone commit in commits
-- column: relation_id  key of the row in relations
SELECT r.source_id AS undoing_id,
       r.target_id AS undone_id,
       r.id        AS relation_id
FROM relations AS r
WHERE r.kind = 'undoes' AND r.extent = 'full' AND r.confidence >= 0.5 AND COALESCE(r.nature, 'revert') = 'revert'
