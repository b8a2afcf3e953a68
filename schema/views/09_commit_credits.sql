-- title: Credits
-- description: The people whom messages credit, with their roles.
-- column: sha  the commit whose message it is
-- column: role  their part in the change, such as 'co-author', 'reporter' or 'patch'
-- column: name  the name as written
-- column: email  the address as written
-- column: authored_at  author date of the commit
-- column: ordinal  position of the credit in its message, from 0
-- column: commit_id  key of the commit in commits
SELECT c.sha,
       p.role,
       p.name,
       p.email,
       c.authored_at,
       p.ordinal,
       c.id AS commit_id
FROM credits AS p
JOIN commits AS c ON c.id = p.commit_id
