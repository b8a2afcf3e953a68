-- title: Changes of a commit
-- description: The paths that a commit changed, with the contents before and after. A merge has none of its own.
-- parameter: commit  commit  required  the commit
-- column: path  the path
-- column: status  'A' added, 'M' modified, 'D' deleted or 'T' another type of file
-- column: old_blob  content before
-- column: new_blob  content after
-- column: lines_added  lines added, where they were counted
-- column: lines_deleted  lines deleted, where they were counted
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
