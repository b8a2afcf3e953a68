-- title: Other tags
-- description: Tags that are not releases because they do not name a Python version, such as the tags that replaced the
--   branches of lines after their end of life.
-- column: tag  the tag
-- column: reason  'end of a line', 'no commit' if it points to something else, or 'no version'
-- column: tagged_at  when it was tagged, empty for a tag without a date
-- column: tagger  who tagged it
-- column: line  line of development of the commit
-- column: sha  the commit
SELECT SUBSTR(g.name, 11) AS tag,
       CASE
           WHEN g.sha IS NULL THEN 'no commit'
           WHEN EXISTS (SELECT 1 FROM releases AS o WHERE o.line = SUBSTR(g.name, 11)) THEN 'end of a line'
           ELSE 'no version'
       END AS reason,
       g.tagged_at,
       g.tagger,
       c.line,
       g.sha
FROM git_refs AS g
LEFT JOIN commits AS c ON c.sha = g.sha
WHERE SUBSTR(g.name, 1, 10) = 'refs/tags/'
  AND NOT EXISTS (SELECT 1 FROM releases AS r WHERE r.tag = SUBSTR(g.name, 11))
ORDER BY g.name, g.repository_id
