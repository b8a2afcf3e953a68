-- title: Standings
-- description: Where each change stands on each line that has it, by the commit itself or by a backport. On all other
--   lines it is absent.
-- column: commit_id  key of the commit in commits
-- column: line  line of development
-- column: standing  'stands', 'undone' or 'relanded'
-- column: by_id  key of the commit that made it so: what brought the change, took it back or landed it again
SELECT lc.commit_id,
       s.line,
       COALESCE(t.standing, 'stands') AS standing,
       COALESCE(t.by_id, lc.commit_id) AS by_id
-- CROSS JOIN keeps SQLite from starting with the lines.
FROM line_commits AS lc
CROSS JOIN line_set_members AS s
LEFT JOIN commit_standings AS t ON t.commit_id = lc.commit_id AND t.line = s.line
WHERE s.set_id = lc.set_id
UNION ALL
-- The line does not hold the commit, but a backport of it.
SELECT h.commit_id,
       s.line,
       COALESCE(t.standing, 'stands') AS standing,
       COALESCE(t.since_id, o.commit_id) AS by_id
FROM patch_homes AS h
CROSS JOIN patch_commits AS o
CROSS JOIN line_commits AS lc
CROSS JOIN line_set_members AS s
CROSS JOIN commits AS c
LEFT JOIN patch_standings AS t ON t.patch_id = h.patch_id AND t.line = s.line
WHERE o.patch_id = h.patch_id AND o.role <> 'undo' AND lc.commit_id = o.commit_id AND s.set_id = lc.set_id
  AND c.id = o.commit_id
  AND NOT EXISTS (SELECT 1
                  FROM line_commits AS k
                  CROSS JOIN line_set_members AS n
                  WHERE k.commit_id = h.commit_id AND n.set_id = k.set_id AND n.line = s.line)
  -- Of several the first.
  AND NOT EXISTS (SELECT 1
                  FROM patch_commits AS e
                  CROSS JOIN line_commits AS k
                  CROSS JOIN line_set_members AS n
                  CROSS JOIN commits AS d
                  WHERE e.patch_id = h.patch_id AND e.role <> 'undo' AND k.commit_id = e.commit_id
                    AND n.set_id = k.set_id AND n.line = s.line AND d.id = e.commit_id
                    AND (d.committed_utc < c.committed_utc OR (d.committed_utc = c.committed_utc AND d.sha < c.sha)))
