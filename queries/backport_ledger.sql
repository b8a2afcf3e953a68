-- title: Backport ledger
-- description: What became of a change on each line of development, with a row for the line that it was made for and
--   one for each line that was active at the time; oldest change first, newest line first. Changes can be chosen by
--   issue, commit or release, and then lines that began before the last of them are told, too. `miner ledger` shows
--   the lines side by side.
-- parameter: issue     issue    optional  only changes that tag or close this issue
-- parameter: commit    commit   optional  only this change, or the one that this commit backports
-- parameter: release   release  optional  only changes that this release was the first of its line to hold
-- parameter: previous  release  optional  with a release, count changes since this release instead of the previous one
-- parameter: line      line     optional  only this line
-- parameter: state     choice(original, exact, adapted, contained, undone, relanded, missing, absent,
--   'security only', ended)  optional  only this state
-- parameter: limit     integer  optional  at most this many rows
-- column: original_sha  the change, on the line that it was made for first
-- column: line  line of development
-- column: state  'original' on the line that it was made for, 'exact' or 'adapted' for a backport, 'contained' if the
--   line holds the original itself, from its beginning or by a merge; 'undone' or 'relanded' there. If the line has
--   nothing of it: 'missing' if a lower and a higher line have it, as `missing_backports` tells, 'security only' or
--   'ended' if it could not be due there, else 'absent', because nothing shows that it was
-- column: sha  the commit on that line, empty if the line has nothing of it
-- column: undone_by  the commit that undid it on that line
-- column: undone_release  the first release of that line that holds that undo
-- column: at  author date of the commit on that line
-- column: release  the first release of that line that holds the commit
-- column: issues  issues of the change, comma-separated in text order
-- column: subject  subject of the change
-- A line is active from the day when it left main to its last commit.
WITH lives AS (
    SELECT n.line,
           l.place,
           CASE n.line WHEN 'main' THEN 0 ELSE n.opened_utc END AS first_utc,
           t.committed_utc AS last_utc,
           n.security_only_from,
           n.ended_on
    FROM lines AS n
    JOIN commits AS t ON t.id = n.tip_id
    LEFT JOIN {lines_by_version} AS l ON l.line = n.line
    WHERE l.line IS NOT NULL OR n.line = 'main'
),
ends AS (
    SELECT r.id AS last_id,
           p.id AS previous_id
    FROM releases AS r
    LEFT JOIN releases AS p
         ON p.id = COALESCE((SELECT MIN(g.id) FROM releases AS g WHERE :previous IN (g.tag, g.version)), r.previous_id)
    WHERE :release IN (r.tag, r.version)
),
-- Branches instead of an OR, so that each uses an index.
named AS (
    SELECT c.id FROM commits AS c WHERE c.sha = :commit
    UNION
    SELECT m.commit_id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue AND CAST(:commit AS text) IS NULL
    UNION
    SELECT c.commit_id
    FROM ends AS e
    CROSS JOIN release_set_members AS s
    CROSS JOIN release_commits AS c
    WHERE CAST(:commit AS text) IS NULL AND CAST(:issue AS text) IS NULL
      AND s.release_id = e.last_id AND c.set_id = s.set_id
      AND NOT EXISTS (SELECT 1 FROM release_set_members AS o WHERE o.set_id = s.set_id AND o.release_id = e.previous_id)
    UNION
    SELECT p.patch_id
    FROM patch_commits AS p
    WHERE CAST(:commit AS text) IS NULL AND CAST(:issue AS text) IS NULL AND CAST(:release AS text) IS NULL
      AND p.role = 'port'
),
-- A patch is told under the commit that landed it first. An undo does not count as a change, but a reland does.
changes_wanted AS (
    SELECT c.id, c.line, c.committed_utc, {day c.committed_at} AS day, k.set_id
    FROM (SELECT DISTINCT COALESCE(p.patch_id, n.id) AS id
          FROM named AS n
          LEFT JOIN patch_commits AS p ON p.commit_id = n.id AND p.role <> 'undo') AS o
    CROSS JOIN commits AS c
    LEFT JOIN line_commits AS k ON k.commit_id = c.id
    WHERE c.id = o.id AND c.parent_count < 2 AND c.line IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM full_reverts AS f WHERE f.undoing_id = o.id)
),
-- What is told of a change is looked up once, not for each line.
told AS (
    SELECT w.id,
           c.sha,
           c.subject,
           x.issues,
           CASE t.standing WHEN 'undone' THEN 1 ELSE 0 END AS undone,
           ROW_NUMBER() OVER (ORDER BY c.authored_utc, c.sha) AS place
    FROM changes_wanted AS w
    CROSS JOIN commits AS c
    CROSS JOIN issue_lists AS x
    LEFT JOIN patch_standings AS t ON t.patch_id = w.id AND t.line = w.line
    WHERE c.id = w.id AND x.commit_id = w.id
),
ports AS (
    SELECT w.id AS original_id,
           p.line,
           p.commit_id,
           ROW_NUMBER() OVER (PARTITION BY w.id, p.line ORDER BY c.committed_utc DESC, c.sha) AS newest,
           ROW_NUMBER() OVER (PARTITION BY w.id ORDER BY c.committed_utc, c.sha) AS oldest
    FROM changes_wanted AS w
    CROSS JOIN patch_commits AS p
    CROSS JOIN commits AS c
    WHERE p.patch_id = w.id AND p.role IN ('port', 'reland') AND p.line IS NOT NULL AND c.id = p.commit_id
),
-- Where a change landed: the original on its own line, on each other one the last that landed there.
landed AS (
    SELECT w.id AS original_id, w.line, w.id AS commit_id, 'original' AS found
    FROM changes_wanted AS w
    UNION ALL
    SELECT p.original_id,
           p.line,
           p.commit_id,
           CASE
               WHEN EXISTS (SELECT 1
                            FROM relations AS r
                            WHERE r.source_id = p.commit_id AND r.kind = 'backports' AND r.extent = 'exact')
                   THEN 'exact'
               ELSE 'adapted'
           END
    FROM ports AS p
    JOIN changes_wanted AS w ON w.id = p.original_id AND w.line <> p.line
    WHERE p.newest < 2
),
latest AS (
    SELECT MAX(w.committed_utc) AS committed_utc
    FROM changes_wanted AS w
    WHERE CAST(:issue AS text) IS NOT NULL OR CAST(:commit AS text) IS NOT NULL OR CAST(:release AS text) IS NOT NULL
),
due AS (
    {lacking (SELECT n.id AS patch_id, n.line FROM changes_wanted AS n)}
),
-- Active lines on which it did not land.
elsewhere AS (
    SELECT w.id AS original_id,
           v.line,
           v.place,
           CASE WHEN s.set_id IS NULL THEN 0 ELSE 1 END AS has_original,
           CASE
               WHEN v.ended_on <= w.day THEN 'ended'
               WHEN v.security_only_from <= w.day THEN 'security only'
               ELSE 'absent'
           END AS lack
    FROM changes_wanted AS w
    CROSS JOIN lives AS v
    LEFT JOIN line_set_members AS s ON s.set_id = w.set_id AND s.line = v.line
    LEFT JOIN landed AS m ON m.original_id = w.id AND m.line = v.line
    LEFT JOIN due AS d ON d.patch_id = w.id AND d.line = v.line
    -- What began too late is left out before more is looked up.
    WHERE v.first_utc <= COALESCE((SELECT x.committed_utc FROM latest AS x), w.committed_utc)
      -- A line that left main later holds what was there, which is told if another change could still go there.
      AND (v.first_utc <= w.committed_utc OR s.set_id IS NOT NULL)
      AND m.commit_id IS NULL AND d.patch_id IS NULL AND {line v.line}
      AND (v.last_utc >= w.committed_utc OR CAST(:line AS text) IS NOT NULL OR CAST(:state AS text) = 'ended')
    UNION ALL
    SELECT d.patch_id, d.line, d.place, 0, 'missing'
    FROM due AS d
    WHERE {line d.line}
),
-- Of the ports that such a line holds, the first.
held_ports AS (
    SELECT e.original_id, e.line, MIN(p.oldest) AS oldest
    FROM ports AS p
    CROSS JOIN line_commits AS k
    CROSS JOIN line_set_members AS n
    CROSS JOIN elsewhere AS e
    WHERE k.commit_id = p.commit_id AND n.set_id = k.set_id AND e.original_id = p.original_id AND e.line = n.line
      AND e.has_original = 0
    GROUP BY e.original_id, e.line
),
cells AS (
    SELECT l.original_id, l.line, v.place, l.commit_id, l.found
    FROM landed AS l
    LEFT JOIN lives AS v ON v.line = l.line
    UNION ALL
    SELECT e.original_id,
           e.line,
           e.place,
           CASE e.has_original WHEN 1 THEN e.original_id ELSE p.commit_id END,
           CASE WHEN e.has_original = 1 OR p.commit_id IS NOT NULL THEN 'contained' ELSE e.lack END
    FROM elsewhere AS e
    LEFT JOIN held_ports AS h ON h.original_id = e.original_id AND h.line = e.line
    LEFT JOIN ports AS p ON p.original_id = h.original_id AND p.oldest = h.oldest
),
states AS (
    SELECT l.original_id,
           l.line,
           l.place,
           COALESCE(t.landing_id, l.commit_id) AS commit_id,
           CASE WHEN t.standing IN ('undone', 'relanded') THEN t.standing ELSE l.found END AS state,
           CASE t.standing WHEN 'undone' THEN t.since_id END AS undo_id
    FROM cells AS l
    LEFT JOIN patch_standings AS t ON t.patch_id = l.original_id AND t.line = l.line
),
-- The first release of the line, of main the first of all. If that is of the line, it need not be looked up; otherwise
-- it is, once for each set of releases, because thousands of commits share a set.
held AS (
    SELECT p.set_id,
           p.line,
           p.version
    FROM (SELECT n.set_id,
                 n.line,
                 r.version,
                 ROW_NUMBER() OVER (PARTITION BY n.set_id, n.line ORDER BY r.released_utc, r.position) AS place
          FROM (SELECT DISTINCT c.set_id, m.line
                FROM states AS m
                CROSS JOIN release_commits AS c
                CROSS JOIN releases AS f
                WHERE m.line <> 'main' AND c.commit_id IN (m.commit_id, m.undo_id) AND f.id = c.release_id
                  AND f.line <> m.line) AS n
          CROSS JOIN release_set_members AS s
          CROSS JOIN releases AS r
          WHERE s.set_id = n.set_id AND r.id = s.release_id AND r.line = n.line) AS p
    WHERE p.place < 2
)
SELECT o.sha AS original_sha,
       s.line,
       s.state,
       k.sha,
       u.sha AS undone_by,
       CASE WHEN s.line IN (fu.line, 'main') THEN fu.version ELSE g.version END AS undone_release,
       k.authored_at AS at,
       CASE WHEN s.line IN (fc.line, 'main') THEN fc.version ELSE h.version END AS release,
       o.issues,
       o.subject
-- CROSS JOIN keeps SQLite from making an index of the states, which are many more.
FROM states AS s
CROSS JOIN told AS o
LEFT JOIN commits AS k ON k.id = s.commit_id
LEFT JOIN commits AS u ON u.id = s.undo_id
LEFT JOIN release_commits AS rc ON rc.commit_id = s.commit_id
LEFT JOIN releases AS fc ON fc.id = rc.release_id
LEFT JOIN held AS h ON h.set_id = rc.set_id AND h.line = s.line
LEFT JOIN release_commits AS ru ON ru.commit_id = s.undo_id
LEFT JOIN releases AS fu ON fu.id = ru.release_id
LEFT JOIN held AS g ON g.set_id = ru.set_id AND g.line = s.line
WHERE o.id = s.original_id AND {line s.line}
  AND (CAST(:state AS text) IS NULL OR s.state = CAST(:state AS text))
  -- A change that was undone on its own line is due on no other, and main may have it in another form.
  AND NOT (s.commit_id IS NULL AND (o.undone = 1 OR s.line = 'main'))
ORDER BY o.place, COALESCE(s.place, 1000000) DESC, s.line
{limit}
