-- description: The lines of development that lack a change though a lower and a higher line of the same major version
--   have it, as rows of patch_id, line, place, below_line, below_id (the commit with it on the lowest line that has it)
--   and above_line. They were active when the lowest one got it, and due to have it: neither ended nor limited to
--   security fixes. A line is active from the day when it left main to its last commit; main is above all others.
-- argument: changes  a table of changes with the columns patch_id and line, the one that each was made for
SELECT b.patch_id, b.line, b.place, b.below_line, b.below_id, b.above_line
FROM (
    WITH lives AS (
        SELECT l.line,
               l.place,
               SUBSTR(l.line, 1, 2) AS major,
               n.opened_utc AS first_utc,
               t.committed_utc AS last_utc,
               n.security_only_from,
               n.ended_on
        FROM (SELECT r.line, MIN(r.position) AS place FROM releases AS r GROUP BY r.line) AS l
        JOIN lines AS n ON n.line = l.line
        JOIN commits AS t ON t.id = n.tip_id
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
        FROM {changes} AS w
        CROSS JOIN patch_commits AS p
        CROSS JOIN commits AS c
        CROSS JOIN lives AS v
        LEFT JOIN patch_standings AS o ON o.patch_id = w.patch_id AND o.line = w.line AND o.standing = 'undone'
        LEFT JOIN patch_standings AS t ON t.patch_id = w.patch_id AND t.line = p.line AND t.standing = 'undone'
        WHERE p.patch_id = w.patch_id AND p.role <> 'undo' AND c.id = p.commit_id AND v.line = c.line
          AND o.patch_id IS NULL AND t.patch_id IS NULL
    )
    SELECT s.patch_id,
           v.line,
           v.place,
           s.line AS below_line,
           s.commit_id AS below_id,
           CASE s.own_line WHEN 'main' THEN 'main' ELSE a.line END AS above_line
    FROM places AS s
    JOIN lives AS a ON a.place = s.highest
    CROSS JOIN lives AS v
    WHERE s.low < 2 AND v.major = s.major AND v.place > s.place AND (s.own_line = 'main' OR v.place < s.highest)
      AND v.first_utc <= s.committed_utc AND v.last_utc >= s.committed_utc
      AND (v.security_only_from IS NULL OR v.security_only_from > s.day)
      AND (v.ended_on IS NULL OR v.ended_on > s.day)
) AS b
-- A line needs no backport of what landed there, if only to be undone, nor of what it had when it left main or what a
-- merge brought.
WHERE NOT EXISTS (SELECT 1
                  FROM patch_commits AS p
                  LEFT JOIN line_commits AS k ON k.commit_id = p.commit_id
                  LEFT JOIN line_set_members AS o ON o.set_id = k.set_id AND o.line = b.line
                  WHERE p.patch_id = b.patch_id AND p.role <> 'undo' AND (p.line = b.line OR o.line IS NOT NULL))
