-- title: Reverts between releases
-- description: Undos that a release holds and an earlier one does not, oldest first, and whether the earlier release
--   had the undone commits. By default the earlier release is the previous one on the line, or for the first of a line
--   the one that shares most commits with it. The revert of a revert lands something again, and is not told.
-- parameter: release   release  required   the release
-- parameter: previous  release  optional   the release to compare it with
-- parameter: issue     issue    optional   only where either commit tags or closes this issue
-- parameter: had       boolean  default 0  only undos of commits that the earlier release had
-- parameter: limit     integer  optional   at most this many rows
-- column: undoing_sha  the commit that undoes
-- column: undone_sha  the commit that it undoes
-- column: extent  'full', 'partial' or 'unknown'
-- column: had  1 if the earlier release had the undone commit, and not an undo of it, else 0
-- column: holds  1 if the undo holds in the release, 0 if it was undone itself
-- column: delay_seconds  seconds from the undone commit to the undoing one, by committer date; empty if the clocks
--   contradict the order
-- column: undoing_at  author date of the undoing commit
-- column: line  line of development of the undoing commit
-- column: confidence  from 0 to 1
-- column: issues  issues of the undone commit, comma-separated in text order
-- column: undoing_subject  subject of the undoing commit
-- column: undone_subject  subject of the undone commit
WITH ends AS (
    SELECT r.id AS last_id,
           p.id AS previous_id,
           {given had}
    FROM releases AS r
    LEFT JOIN releases AS p
         ON p.id = COALESCE((SELECT MIN(g.id) FROM releases AS g WHERE :previous IN (g.tag, g.version)), r.previous_id)
    WHERE :release IN (r.tag, r.version)
),
sets AS (
    SELECT s.set_id
    FROM ends AS e
    CROSS JOIN release_set_members AS s
    WHERE s.release_id = e.last_id
      AND NOT EXISTS (SELECT 1 FROM release_set_members AS o WHERE o.set_id = s.set_id AND o.release_id = e.previous_id)
),
tagged AS (
    SELECT m.commit_id AS id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue
),
found AS (
    SELECT r.relation_id,
           r.undone_id,
           CASE
               WHEN NOT EXISTS (SELECT 1
                                FROM release_commits AS t
                                JOIN release_set_members AS o ON o.set_id = t.set_id
                                WHERE t.commit_id = r.undone_id AND o.release_id = e.previous_id) THEN 0
               WHEN EXISTS (SELECT 1
                            FROM undone_in_releases AS u
                            WHERE u.undone_id = r.undone_id AND u.release_id = e.previous_id) THEN 0
               ELSE 1
           END AS had,
           CASE
               WHEN EXISTS (SELECT 1
                            FROM undone_in_releases AS u
                            WHERE u.undone_id = r.undoing_id AND u.release_id = e.last_id) THEN 0
               ELSE 1
           END AS holds
    FROM reverts AS r
    CROSS JOIN release_commits AS c
    CROSS JOIN ends AS e
    WHERE c.commit_id = r.undoing_id AND c.set_id IN (SELECT s.set_id FROM sets AS s)
      AND NOT EXISTS (SELECT 1 FROM cycle_steps AS s WHERE s.commit_id = r.undone_id AND s.role = 'revert')
      AND (CAST(:issue AS text) IS NULL
           OR r.undoing_id IN (SELECT t.id FROM tagged AS t)
           OR r.undone_id IN (SELECT t.id FROM tagged AS t))
)
SELECT u.undoing_sha,
       u.undone_sha,
       u.extent,
       f.had,
       f.holds,
       u.delay_seconds,
       u.undoing_at,
       u.line,
       u.confidence,
       d.issues,
       u.undoing_subject,
       u.undone_subject
FROM found AS f
CROSS JOIN ends AS e
CROSS JOIN undo_links AS u
CROSS JOIN commit_details AS d
WHERE u.relation_id = f.relation_id AND d.commit_id = f.undone_id AND (e.had = 0 OR f.had = 1)
ORDER BY u.undoing_utc, u.undoing_sha, u.undone_sha
{limit}
