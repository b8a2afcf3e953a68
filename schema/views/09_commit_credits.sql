-- title: Credits
-- description: The people whom messages name, with the part they had.
-- column: sha  the commit whose message it is
-- column: role  the part they had, such as 'co-author', 'reporter' or 'patch'
-- column: name  the name as written
-- column: email  the address as written
-- column: authored_at  author's clock of the commit
-- column: ordinal  rank of the credit in its message
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
