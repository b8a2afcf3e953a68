-- title: Missing backports
-- description: Changes that are on some lines of development but not on one in between that was active at the time,
--   such as a fix on 3.8 and on main, but not on 3.9; newest first. Undone changes are left out. If the line has other
--   commits for the same issue, the change may be there in another form.
-- parameter: issue   issue    optional  only changes that tag or close this issue
-- parameter: commit  commit   optional  only this change, or the one that this commit backports
-- parameter: line    line     optional  only where this line lacks the change
-- parameter: since   day      optional  only changes authored on or after this day
-- parameter: until   day      optional  only changes authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: original_sha  the change
-- column: line  the line that lacks it
-- column: below_line  the lowest line that has it
-- column: below_sha  the commit with the change on that line
-- column: below_at  author date of that commit
-- column: above_line  the highest line that has it
-- column: same_issue  commits on the lacking line that tag or close an issue of the change
-- column: authored_at  author date of the change
-- column: issues  issues of the change, comma-separated in text order
-- column: subject  subject of the change
WITH given AS (
    SELECT {given line, since, until}
),
-- A line is active from the day when it left main to its last commit; main is above all others.
lives AS (
    SELECT l.line,
           l.place,
           SUBSTR(l.line, 1, 2) AS major,
           n.opened_utc AS first_utc,
           t.committed_utc AS last_utc
    FROM {lines_by_version} AS l
    JOIN lines AS n ON n.line = l.line
    JOIN commits AS t ON t.id = n.tip_id
),
named AS (
    SELECT c.id FROM commits AS c WHERE c.sha = :commit
    UNION
    SELECT r.target_id
    FROM commits AS c
    JOIN relations AS r ON r.source_id = c.id AND r.kind = 'backports' AND r.confidence >= 0.5
    WHERE c.sha = :commit
    UNION
    SELECT m.commit_id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue AND CAST(:commit AS text) IS NULL
    UNION
    SELECT r.target_id
    FROM relations AS r
    WHERE r.kind = 'backports' AND CAST(:issue AS text) IS NULL AND CAST(:commit AS text) IS NULL
),
-- The commits with the change: the original and its backports, unless they were undone.
members AS (
    SELECT n.id AS original_id, n.id AS commit_id FROM named AS n
    UNION ALL
    SELECT r.target_id, r.source_id
    FROM named AS n
    CROSS JOIN relations AS r
    WHERE r.target_id = n.id AND r.kind = 'backports' AND r.confidence >= 0.5
),
places AS (
    SELECT m.original_id,
           m.commit_id,
           c.line,
           c.committed_utc,
           v.place,
           v.major,
           ROW_NUMBER() OVER (PARTITION BY m.original_id, v.major ORDER BY v.place, c.committed_utc, c.sha) AS low,
           ROW_NUMBER() OVER (PARTITION BY m.original_id, v.major ORDER BY v.place DESC, c.committed_utc, c.sha) AS high
    FROM members AS m
    CROSS JOIN commits AS c
    CROSS JOIN lives AS v
    WHERE c.id = m.commit_id AND v.line = c.line
      AND NOT EXISTS (SELECT 1 FROM full_reverts AS f WHERE f.undone_id IN (m.commit_id, m.original_id))
),
spans AS (
    SELECT b.original_id,
           b.major,
           b.commit_id,
           b.line AS below_line,
           b.place AS below_place,
           b.committed_utc,
           CASE o.line WHEN 'main' THEN 'main' ELSE a.line END AS above_line,
           CASE o.line WHEN 'main' THEN 1000000 ELSE a.place END AS above_place
    FROM places AS b
    JOIN places AS a ON a.original_id = b.original_id AND a.major = b.major AND a.high = 1
    JOIN commits AS o ON o.id = b.original_id
    WHERE b.low = 1
),
gaps_found AS (
    SELECT s.*, v.line AS missing
    FROM spans AS s
    CROSS JOIN lives AS v
    WHERE v.major = s.major AND v.place > s.below_place AND v.place < s.above_place
      AND v.first_utc <= s.committed_utc AND v.last_utc >= s.committed_utc
      AND NOT EXISTS (SELECT 1
                      FROM places AS p
                      WHERE p.original_id = s.original_id AND p.line = v.line)
      -- A line needs no backport of what it had when it left main, or of what a merge brought.
      AND NOT EXISTS (SELECT 1
                      FROM line_commits AS x
                      JOIN line_sets AS o ON o.set_id = x.set_id
                      WHERE x.commit_id IN (s.original_id, s.commit_id) AND o.line = v.line)
)
SELECT d.sha AS original_sha,
       g.missing AS line,
       g.below_line,
       k.sha AS below_sha,
       k.authored_at AS below_at,
       g.above_line,
       (SELECT COUNT(DISTINCT other.commit_id)
        FROM mentions AS own
        JOIN mentions AS other ON other.issue_id = own.issue_id AND other.role IN ('closes', 'tags')
        JOIN commits AS c ON c.id = other.commit_id
        WHERE own.commit_id = g.original_id AND own.role IN ('closes', 'tags') AND c.line = g.missing
          AND c.parent_count < 2) AS same_issue,
       d.authored_at,
       d.issues,
       d.subject
FROM gaps_found AS g
CROSS JOIN given AS v
CROSS JOIN commit_details AS d
CROSS JOIN commits AS k
WHERE d.commit_id = g.original_id AND k.id = g.commit_id AND d.parent_count < 2
  AND {line g.missing from v}
  AND {days d.authored_at from v}
ORDER BY d.authored_utc DESC, d.sha, g.below_place, g.missing
{limit}
