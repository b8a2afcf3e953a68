-- title: Patches of commits
-- description: The patch that each commit landed. Commits without any relation are patches of their own and have no row;
--   neither has a backport of several commits, which belongs to the patch of each.
-- column: commit_id  key of the commit in commits
-- column: patch_id  key of the patch in patches
-- column: role  what the commit is in it, 'original', 'port' or 'reland'
SELECT p.commit_id,
       p.patch_id,
       p.role
FROM patch_commits AS p
WHERE p.role <> 'undo'
  AND NOT EXISTS (SELECT 1
                  FROM patch_commits AS o
                  WHERE o.commit_id = p.commit_id AND o.patch_id <> p.patch_id AND o.role <> 'undo'
                    AND (p.role = 'port' OR o.role <> 'port'))
