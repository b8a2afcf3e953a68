-- title: Reverts
-- description: Which commit reverts which, in full or in part, if that is more likely than not. What only looks like a
--   revert, such as skipping a test for a while, is left out; undo_links has it.
-- column: undoing_id  key of the undoing commit in commits
-- column: undone_id  key of the undone commit in commits
-- column: extent  'full', 'partial' or 'unknown'
-- column: confidence  from 0 to 1
-- column: relation_id  key of the row in relations
SELECT r.source_id AS undoing_id,
       r.target_id AS undone_id,
       r.extent,
       r.confidence,
       r.id        AS relation_id
FROM relations AS r
WHERE r.kind = 'undoes' AND r.nature = 'revert' AND r.confidence >= 0.5
