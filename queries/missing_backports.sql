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
-- Branches instead of an OR, so that each uses an index.
WITH named AS (
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
    WHERE c.id = n.patch_id AND c.parent_count < 2
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
FROM ({lacking wanted}) AS g
CROSS JOIN commits AS d
CROSS JOIN issue_lists AS i
CROSS JOIN commits AS k
WHERE d.id = g.patch_id AND i.commit_id = g.patch_id AND k.id = g.below_id
  AND {line g.line}
  AND {days d.authored_at}
ORDER BY d.authored_utc DESC, d.sha, g.place, g.line
{limit}
