-- description: The issues that commits tag or close, as rows of issue_id and commit_id; only those of the parameter
--   `issue`, if it is given. Branches instead of an OR, so that each uses an index.
SELECT DISTINCT m.issue_id, m.commit_id
FROM issues AS i
CROSS JOIN mentions AS m
WHERE i.key = {issue} AND m.issue_id = i.id AND m.role IN ('closes', 'tags')
UNION
SELECT m.issue_id, m.commit_id
FROM mentions AS m
WHERE {issue} IS NULL AND m.issue_id IS NOT NULL AND m.role IN ('closes', 'tags')
