-- title: Changes of paths
-- description: Every path that every commit changed. Merges have no changes of their own.
-- column: path  the path
-- column: sha  the commit
-- column: status  'A' added, 'M' modified, 'D' deleted or 'T' another type of file
-- column: old_blob  blob id before, empty for an added path
-- column: new_blob  blob id after, empty for a deleted path
-- column: lines_added  lines added, if they were counted
-- column: lines_deleted  lines deleted, if they were counted
-- column: authored_at  author date
-- column: author  the author's name after the mailmap
-- column: author_email  the author's address after the mailmap
-- column: subject  first line of the message
-- column: line  line of development
-- column: authored_utc  authored_at, in seconds since 1970
-- column: path_id  key of the path in paths
-- column: commit_id  key of the commit in commits
SELECT p.path,
       c.sha,
       x.status,
       x.old_blob,
       x.new_blob,
       x.lines_added,
       x.lines_deleted,
       c.authored_at,
       a.canonical_name  AS author,
       a.canonical_email AS author_email,
       c.subject,
       c.line,
       c.authored_utc,
       p.id AS path_id,
       c.id AS commit_id
FROM changes AS x
JOIN paths AS p ON p.id = x.path_id
JOIN commits AS c ON c.id = x.commit_id
JOIN people AS a ON a.id = c.author_id
