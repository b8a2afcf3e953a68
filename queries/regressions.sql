-- title: Regressions between issues
-- description: Issues whose commits undo a commit of another issue, which then probably caused the regression. Only
--   firm undos are evidence, those that the message tells of, with a known extent and a confidence of at least 0.8, and
--   only if neither commit belongs to both issues. For commits that merely cite those of another issue ask
--   related-issues.
-- parameter: issue  issue    optional  only where this issue is the cause or the regression
-- parameter: line   line     optional  only undoing commits made for this line of development
-- parameter: since  day      optional  only undoing commits authored on or after this day
-- parameter: until  day      optional  only undoing commits authored on or before this day
-- parameter: limit  integer  optional  at most this many rows
-- column: issue_a  the issue whose commits were undone, the cause
-- column: issue_b  the issue whose commits undo them, the regression
-- column: commits  how many commits of the second issue do it
-- column: first_at  author date of the first of them
-- column: last_at  author date of the last of them
WITH tagged AS (
    SELECT m.commit_id AS id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue
),
-- Branches instead of an OR, so that each uses an index.
wanted AS (
    SELECT r.id FROM tagged AS t JOIN relations AS r ON r.source_id = t.id AND r.kind = 'undoes'
    UNION
    SELECT r.id FROM tagged AS t JOIN relations AS r ON r.target_id = t.id AND r.kind = 'undoes'
    UNION
    SELECT r.id FROM relations AS r WHERE r.kind = 'undoes' AND CAST(:issue AS text) IS NULL
),
ties AS (
    SELECT DISTINCT a.issue_id AS a_id,
           b.issue_id AS b_id,
           c.id,
           c.authored_at,
           c.authored_utc,
           c.sha
    FROM wanted AS w
    -- CROSS JOIN keeps SQLite from reordering the joins.
    CROSS JOIN relations AS r
    CROSS JOIN commits AS c
    CROSS JOIN mentions AS b
    CROSS JOIN mentions AS a
    WHERE r.id = w.id
      AND r.nature = 'revert' AND r.confidence >= 0.8 AND r.extent <> 'unknown'
      AND c.id = r.source_id AND c.parent_count < 2
      -- What was silently taken away may have been planned.
      AND (EXISTS (SELECT 1 FROM undo_claims AS u WHERE u.commit_id = c.id)
           OR EXISTS (SELECT 1 FROM quoted_titles AS q WHERE q.commit_id = c.id)
           OR EXISTS (SELECT 1 FROM mentions AS n WHERE n.commit_id = c.id AND n.role = 'undoes'))
      -- An undo of an undo lands a change again.
      AND NOT EXISTS (SELECT 1
                      FROM relations AS again
                      WHERE again.kind = 'relands' AND again.source_id = r.source_id AND again.through_id = r.target_id
                        AND NOT EXISTS (SELECT 1 FROM reverts AS o WHERE o.undoing_id = again.target_id))
      AND b.commit_id = r.source_id AND b.role IN ('closes', 'tags') AND b.position <> 'quoted'
      AND a.commit_id = r.target_id AND a.role IN ('closes', 'tags') AND a.position <> 'quoted'
      AND a.issue_id <> b.issue_id
      AND NOT EXISTS (SELECT 1
                      FROM mentions AS shared
                      WHERE shared.commit_id = r.target_id AND shared.issue_id = b.issue_id
                        AND shared.role IN ('closes', 'tags'))
      AND NOT EXISTS (SELECT 1
                      FROM mentions AS shared
                      WHERE shared.commit_id = r.source_id AND shared.issue_id = a.issue_id
                        AND shared.role IN ('closes', 'tags'))
      AND {line c.line}
      AND {days c.authored_at}
),
placed AS (
    SELECT t.a_id,
           t.b_id,
           t.authored_at,
           ROW_NUMBER() OVER (PARTITION BY t.a_id, t.b_id ORDER BY t.authored_utc, t.sha) AS place,
           COUNT(*) OVER (PARTITION BY t.a_id, t.b_id) AS commits
    FROM ties AS t
)
SELECT a.key AS issue_a,
       b.key AS issue_b,
       p.commits,
       MAX(CASE WHEN p.place = 1 THEN p.authored_at END) AS first_at,
       MAX(CASE WHEN p.place = p.commits THEN p.authored_at END) AS last_at
FROM placed AS p
JOIN issues AS a ON a.id = p.a_id
JOIN issues AS b ON b.id = p.b_id
WHERE CAST(:issue AS text) IS NULL OR a.key = :issue OR b.key = :issue
GROUP BY a.key, b.key, p.commits
ORDER BY p.commits DESC, a.key, b.key
{limit}
