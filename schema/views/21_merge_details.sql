-- title: Merges
-- description: What merges really brought. Many merges of the Mercurial years brought less than the graph says, or
--   nothing; brought_commits has the commits that came.
-- column: sha  the merge
-- column: subject  first line of its message
-- column: line  line of development of the merge
-- column: continued  the parent that it continues: the first, or another if the merge has exactly that one's tree
-- column: arriving  number of commits that its other parents have and the continued one has not
-- column: brought  number of those whose content is in the tree of the merge
-- column: commit_id  key of the merge in commits
SELECT c.sha,
       c.subject,
       c.line,
       p.sha AS continued,
       m.arriving,
       m.brought,
       c.id  AS commit_id
-- CROSS JOIN keeps SQLite from starting with the parents.
FROM merges AS m
CROSS JOIN commits AS c
CROSS JOIN commits AS p
WHERE c.id = m.commit_id AND p.id = m.continued_id
