-- title: Sets of lines
-- description: The lines of each set: commits that the same lines hold share a set. See commit_lines.
-- column: set_id  key of the set, as in line_commits
-- column: line  line of development
SELECT s.set_id,
       p.line
FROM line_sets AS s
JOIN line_places AS p ON p.place BETWEEN s.first_place AND s.last_place
