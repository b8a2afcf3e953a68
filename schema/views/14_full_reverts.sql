-- title: Full reverts
-- description: The reverts with the extent 'full'.
-- column: undoing_id  key of the undoing commit in commits
-- column: undone_id  key of the undone commit in commits
-- column: relation_id  key of the row in relations
SELECT r.undoing_id,
       r.undone_id,
       r.relation_id
FROM reverts AS r
WHERE r.extent = 'full'
