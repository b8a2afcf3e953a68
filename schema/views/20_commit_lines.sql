-- title: Lines that hold commits
-- description: The lines of development that hold each commit, one row per commit and line: that for which it was made,
--   those that left main later, and those into which a merge really brought it. It may be undone there.
-- column: sha  the commit
-- column: made_for  line of development of the commit
-- column: line  a line that holds it
-- column: commit_id  key of the commit in commits
SELECT c.sha,
       c.line AS made_for,
       s.line,
       c.id   AS commit_id
-- CROSS JOIN keeps SQLite from starting with the lines.
FROM commits AS c
CROSS JOIN line_commits AS l
CROSS JOIN line_set_members AS s
WHERE l.commit_id = c.id AND s.set_id = l.set_id
