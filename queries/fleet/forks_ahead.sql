-- title: What forks changed
-- description: The commits of each fork that its root does not have, newest first. A commit that the root has got since
--   the fork was mined is left out.
-- parameter: fork   text     optional  only this fork
-- parameter: limit  integer  optional  at most this many rows
-- column: repository  name of the fork
-- column: root  name of the repository that it was forked from
-- column: sha  the commit
-- column: authored_at  author date, with the author's UTC offset
-- column: author  the author's name
-- column: subject  first line of the message
-- column: files  how many files it changed
-- column: paths  the first of them, as text
SELECT c.repository,
       m.base AS root,
       c.sha,
       c.authored_at,
       c.author,
       c.subject,
       COUNT(p.path) AS files,
       MIN(p.path) AS paths
FROM manifest AS m
JOIN commit_details AS c ON c.repository = m.name
LEFT JOIN path_changes AS p ON p.repository = c.repository AND p.commit_id = c.commit_id
WHERE m.base IS NOT NULL
  AND (CAST(:fork AS text) IS NULL OR c.repository = CAST(:fork AS text))
  AND NOT EXISTS (SELECT 1 FROM commit_details AS u WHERE u.repository = m.base AND u.sha = c.sha)
GROUP BY c.repository, m.base, c.sha, c.authored_at, c.author, c.subject, c.authored_utc
ORDER BY c.repository, c.authored_utc DESC, c.sha
{limit}
