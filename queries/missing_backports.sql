-- title: Missing backports
-- description: Changes that are on some lines of development but not on one in between that was active at the time,
--   such as a fix on 3.8 and on main, but not on 3.9; newest first. A line that got security fixes only, or that had
--   ended, lacks nothing. Changes that were undone on the line or on their own are left out. If the line has other
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
-- column: below_changes  'documentation' if that commit changes nothing but Doc/ and Misc/, else 'code'
-- column: above_line  the highest line that has it
-- column: same_issue  commits on the lacking line that tag or close an issue of the change
-- column: authored_at  author date of the change
-- column: issues  issues of the change, comma-separated in text order
-- column: subject  subject of the change
-- A line is active from the day when it left main to its last commit; main is above all others.
WITH lives AS (
    SELECT l.line,
           l.place,
           SUBSTR(l.line, 1, 2) AS major,
           n.opened_utc AS first_utc,
           t.committed_utc AS last_utc,
           n.security_only_from,
           n.ended_on
    FROM {lines_by_version} AS l
    JOIN lines AS n ON n.line = l.line
    JOIN commits AS t ON t.id = n.tip_id
),
-- Branches instead of an OR, so that each uses an index.
named AS (
    SELECT p.patch_id
    FROM commits AS c
    JOIN patch_commits AS p ON p.commit_id = c.id AND p.role <> 'undo'
    WHERE c.sha = :commit
    UNION
    SELECT p.patch_id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    JOIN patch_commits AS p ON p.commit_id = m.commit_id AND p.role <> 'undo'
    WHERE i.key = :issue AND CAST(:commit AS text) IS NULL
    UNION
    SELECT p.patch_id
    FROM patch_commits AS p
    WHERE p.role = 'port' AND CAST(:issue AS text) IS NULL AND CAST(:commit AS text) IS NULL
),
wanted AS (
    SELECT n.patch_id, c.line
    FROM named AS n
    CROSS JOIN commits AS c
    LEFT JOIN patch_standings AS t ON t.patch_id = n.patch_id AND t.line = c.line AND t.standing = 'undone'
    WHERE c.id = n.patch_id AND c.parent_count < 2 AND t.patch_id IS NULL
),
-- The landings of the patch that are in force.
places AS (
    SELECT w.patch_id,
           w.line AS own_line,
           p.commit_id,
           v.line,
           c.committed_utc,
           {day c.committed_at} AS day,
           v.place,
           v.major,
           ROW_NUMBER() OVER (PARTITION BY w.patch_id, v.major ORDER BY v.place, c.committed_utc, c.sha) AS low,
           MAX(v.place) OVER (PARTITION BY w.patch_id, v.major) AS highest
    FROM wanted AS w
    CROSS JOIN patch_commits AS p
    CROSS JOIN commits AS c
    CROSS JOIN lives AS v
    LEFT JOIN patch_standings AS t ON t.patch_id = w.patch_id AND t.line = p.line AND t.standing = 'undone'
    WHERE p.patch_id = w.patch_id AND p.role <> 'undo' AND c.id = p.commit_id AND v.line = c.line
      AND t.patch_id IS NULL
),
spans AS (
    SELECT b.patch_id,
           b.major,
           b.commit_id,
           b.line AS below_line,
           b.place AS below_place,
           b.committed_utc,
           b.day,
           CASE b.own_line WHEN 'main' THEN 'main' ELSE a.line END AS above_line,
           CASE b.own_line WHEN 'main' THEN 1000000 ELSE b.highest END AS above_place
    FROM places AS b
    JOIN lives AS a ON a.place = b.highest
    WHERE b.low < 2
),
between_them AS (
    SELECT s.patch_id, s.commit_id, s.below_line, s.below_place, s.above_line, v.line
    FROM spans AS s
    CROSS JOIN lives AS v
    WHERE v.major = s.major AND v.place > s.below_place AND v.place < s.above_place
      AND v.first_utc <= s.committed_utc AND v.last_utc >= s.committed_utc
      AND (v.security_only_from IS NULL OR v.security_only_from > s.day)
      AND (v.ended_on IS NULL OR v.ended_on > s.day)
),
-- A line needs no backport of what landed there, if only to be undone, nor of what it had when it left main or what a
-- merge brought.
had AS (
    SELECT DISTINCT b.patch_id, b.line
    FROM between_them AS b
    CROSS JOIN patch_commits AS p
    LEFT JOIN line_commits AS k ON k.commit_id = p.commit_id
    LEFT JOIN line_set_members AS o ON o.set_id = k.set_id AND o.line = b.line
    WHERE p.patch_id = b.patch_id AND p.role <> 'undo' AND (p.line = b.line OR o.line IS NOT NULL)
)
SELECT d.sha AS original_sha,
       g.line,
       g.below_line,
       k.sha AS below_sha,
       k.authored_at AS below_at,
       CASE
           WHEN EXISTS (SELECT 1
                        FROM changes AS x
                        JOIN paths AS p ON p.id = x.path_id
                        WHERE x.commit_id = k.id
                          AND SUBSTR(p.path, 1, 4) <> 'Doc/' AND SUBSTR(p.path, 1, 5) <> 'Misc/') THEN 'code'
           WHEN EXISTS (SELECT 1 FROM changes AS x WHERE x.commit_id = k.id) THEN 'documentation'
       END AS below_changes,
       g.above_line,
       (SELECT COUNT(DISTINCT other.commit_id)
        FROM mentions AS own
        JOIN mentions AS other ON other.issue_id = own.issue_id AND other.role IN ('closes', 'tags')
        JOIN commits AS c ON c.id = other.commit_id
        WHERE own.commit_id = g.patch_id AND own.role IN ('closes', 'tags') AND c.line = g.line
          AND c.parent_count < 2) AS same_issue,
       d.authored_at,
       i.issues,
       d.subject
FROM between_them AS g
CROSS JOIN commits AS d
CROSS JOIN issue_lists AS i
CROSS JOIN commits AS k
LEFT JOIN had AS h ON h.patch_id = g.patch_id AND h.line = g.line
WHERE d.id = g.patch_id AND i.commit_id = g.patch_id AND k.id = g.commit_id AND h.line IS NULL
  AND {line g.line}
  AND {days d.authored_at}
ORDER BY d.authored_utc DESC, d.sha, g.below_place, g.line
{limit}
