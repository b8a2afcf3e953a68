-- title: Changes of a commit
-- description: The paths that a commit changed, with the contents before and after. Merges have no changes of their
--   own.
-- parameter: commit  commit  required  the commit
-- column: path  the path
-- column: status  'A' added, 'M' modified, 'D' deleted or 'T' another type of file
-- column: old_blob  blob id before, empty for an added path
-- column: new_blob  blob id after, empty for a deleted path
-- column: lines_added  lines added, if they were counted
-- column: lines_deleted  lines deleted, if they were counted
SELECT p.path,
       x.status,
       x.old_blob,
       x.new_blob,
       x.lines_added,
       x.lines_deleted
FROM commits AS c
JOIN changes AS x ON x.commit_id = c.id
JOIN paths AS p ON p.id = x.path_id
WHERE c.sha = :commit
ORDER BY p.path
