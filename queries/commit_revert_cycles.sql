-- title: Commit and revert cycles
-- description: How a change was landed, undone and landed again. A cycle begins with a commit that was undone in full
--   and is not a reland itself; then follow the undo, the commits that landed the change again, and so on. The undo of
--   an undo is an attempt. Only reverts that are more likely than not count.
-- parameter: issue    issue    optional   only cycles with a step that tags or closes this issue
-- parameter: commit   commit   optional   only cycles that this commit is a step of
-- parameter: line     line     optional   only cycles with a revert made for this line of development
-- parameter: since    day      optional   only cycles with a revert authored on or after this day
-- parameter: until    day      optional   only cycles with a revert authored on or before this day
-- parameter: partial  boolean  default 0  partial undos, too
-- column: cycle  the first ten digits of the first attempt's sha, which identify the cycle
-- column: step  rank of the commit in the cycle, from 1
-- column: role  'attempt' or 'revert'
-- column: sha  the commit
-- column: authored_at  author date
-- column: subject  first line of the message
-- column: line  line of development
-- column: delay_seconds  of a revert, seconds since its attempt, by committer date
-- column: outcome  how the cycle ended, 'landed' if an attempt stands, else 'reverted'
-- column: issues  the issues that the message tags or closes, comma-separated in text order
-- column: target_sha  of a revert, the attempt that it undoes; of a later attempt, the one that it lands again
-- column: extent  of a revert, 'full' or 'partial'
-- column: confidence  of the relation to the target, from 0 to 1
WITH RECURSIVE named AS (
    SELECT m.commit_id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue
),
-- The commits connected to the given commit or issue by undos and relands: only cycles that begin here are followed.
cluster(id) AS (
    SELECT c.id FROM commits AS c WHERE c.sha = :commit
    UNION
    SELECT n.commit_id FROM named AS n
    UNION
    SELECT CASE r.source_id WHEN k.id THEN r.target_id ELSE r.source_id END
    FROM cluster AS k
    JOIN relations AS r ON r.source_id = k.id OR r.target_id = k.id
    WHERE r.kind IN ('undoes', 'relands')
),
undos AS (
    SELECT r.undoing_id, r.undone_id, r.relation_id
    FROM reverts AS r
    WHERE r.extent = 'full' OR CAST(:partial AS integer) = 1
),
starts AS (
    SELECT DISTINCT u.undone_id AS id
    FROM undos AS u
    WHERE ((CAST(:issue AS text) IS NULL AND CAST(:commit AS text) IS NULL)
           OR u.undone_id IN (SELECT k.id FROM cluster AS k))
      -- A reland continues the cycle of what it relands, if that has one.
      AND NOT EXISTS (SELECT 1
                      FROM relations AS r
                      JOIN undos AS before ON before.undoing_id = r.through_id AND before.undone_id = r.target_id
                      WHERE r.kind = 'relands' AND r.source_id = u.undone_id)
      -- The undone commit is itself an undo, so this undo is a later attempt in that cycle.
      AND NOT EXISTS (SELECT 1
                      FROM relations AS r
                      WHERE r.kind = 'relands' AND r.source_id = u.undoing_id AND r.through_id = u.undone_id)
),
walk(start_id, commit_id, attempted, depth, attempt_id, relation_id) AS (
    SELECT s.id, s.id, 1, 1, s.id, CAST(NULL AS integer)
    FROM starts AS s
    UNION
    -- From an attempt to the commits that undo it, from an undo to those that land the same attempt again.
    SELECT w.start_id,
           r.source_id,
           1 - w.attempted,
           w.depth + 1,
           CASE w.attempted WHEN 1 THEN w.commit_id ELSE r.source_id END,
           r.id
    FROM walk AS w
    JOIN relations AS r
      ON (w.attempted = 1 AND r.target_id = w.commit_id AND r.id IN (SELECT u.relation_id FROM undos AS u))
      OR (w.attempted = 0 AND r.through_id = w.commit_id AND r.kind = 'relands'
          AND r.target_id IN (w.attempt_id, w.start_id))
    -- A limit, in case relations form a cycle, which they should not.
    WHERE w.depth < 50
),
ranked AS (
    -- A revert of two attempts, or a reland of two, is one step: the relation to the latest of them counts.
    SELECT w.start_id,
           w.commit_id,
           w.attempted,
           w.depth,
           t.sha AS target_sha,
           t.committed_utc AS target_utc,
           r.extent,
           r.confidence,
           ROW_NUMBER() OVER (PARTITION BY w.start_id, w.commit_id
                              ORDER BY w.depth, t.committed_utc DESC, t.sha) AS choice,
           CASE
               WHEN w.attempted = 1
                    AND NOT EXISTS (SELECT 1 FROM full_reverts AS undo WHERE undo.undone_id = w.commit_id) THEN 1
               ELSE 0
           END AS stands
    FROM walk AS w
    LEFT JOIN relations AS r ON r.id = w.relation_id
    LEFT JOIN commits AS t ON t.id = r.target_id
),
steps AS (
    SELECT k.start_id,
           k.commit_id,
           k.attempted,
           k.target_sha,
           k.target_utc,
           k.extent,
           k.confidence,
           c.line,
           c.authored_at,
           ROW_NUMBER() OVER (PARTITION BY k.start_id ORDER BY k.depth, c.committed_utc, c.sha) AS step,
           MAX(k.stands) OVER (PARTITION BY k.start_id) AS landed
    FROM ranked AS k
    JOIN commits AS c ON c.id = k.commit_id
    WHERE k.choice = 1
),
reverted AS (
    SELECT s.start_id
    FROM steps AS s
    WHERE s.attempted = 0
      AND {line s.line}
      AND {days s.authored_at}
)
SELECT SUBSTR(f.sha, 1, 10) AS cycle,
       s.step,
       CASE s.attempted WHEN 1 THEN 'attempt' ELSE 'revert' END AS role,
       d.sha,
       d.authored_at,
       d.subject,
       d.line,
       CASE s.attempted WHEN 0 THEN d.committed_utc - s.target_utc END AS delay_seconds,
       CASE s.landed WHEN 1 THEN 'landed' ELSE 'reverted' END AS outcome,
       d.issues,
       s.target_sha,
       s.extent,
       s.confidence
FROM steps AS s
JOIN commits AS f ON f.id = s.start_id
JOIN commit_details AS d ON d.commit_id = s.commit_id
WHERE s.start_id IN (SELECT r.start_id FROM reverted AS r)
  AND (CAST(:issue AS text) IS NULL
       OR s.start_id IN (SELECT o.start_id FROM steps AS o WHERE o.commit_id IN (SELECT n.commit_id FROM named AS n)))
  AND (CAST(:commit AS text) IS NULL
       OR s.start_id IN (SELECT o.start_id
                         FROM steps AS o
                         WHERE o.commit_id IN (SELECT c.id FROM commits AS c WHERE c.sha = :commit)))
ORDER BY f.committed_utc, f.sha, s.step
