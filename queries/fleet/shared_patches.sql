-- title: Patches in several repositories
-- description: Commits that made the same change to the same files in several repositories, such as patches that forks
--   and distributions carry, the patch in most repositories first. The same commit in several repositories is no patch
--   of theirs, so at least two commits differ.
-- parameter: repository  text     optional  only patches that this repository has
-- parameter: limit       integer  optional  at most this many rows
-- column: change_id  equal for equal changes
-- column: repositories  how many repositories have the patch
-- column: repository  one that has it
-- column: sha  its commit there
-- column: authored_at  author date, with the author's UTC offset
-- column: author  the author's name
-- column: subject  first line of the message
WITH shared AS (
    SELECT c.change_id, COUNT(DISTINCT c.repository) AS repositories
    FROM commit_details AS c
    WHERE c.change_id IS NOT NULL
    GROUP BY c.change_id
    HAVING COUNT(DISTINCT c.repository) > 1 AND COUNT(DISTINCT c.sha) > 1
)
SELECT c.change_id,
       s.repositories,
       c.repository,
       c.sha,
       c.authored_at,
       c.author,
       c.subject
FROM shared AS s
JOIN commit_details AS c ON c.change_id = s.change_id
WHERE CAST(:repository AS text) IS NULL
   OR EXISTS (SELECT 1
              FROM commit_details AS o
              WHERE o.change_id = s.change_id AND o.repository = CAST(:repository AS text))
ORDER BY s.repositories DESC, c.change_id, c.authored_utc, c.repository, c.sha
{limit}
