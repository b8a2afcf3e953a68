-- title: Backport ledger
-- description: What became of a change on each line of development, with a row for the line that it was made for and
--   one for each line that was active at the time; oldest change first, newest line first. Changes can be chosen by
--   issue, commit or release; `miner ledger` shows the lines side by side.
-- parameter: issue     issue    optional  only changes that tag or close this issue
-- parameter: commit    commit   optional  only this change, or the one that this commit backports
-- parameter: release   release  optional  only changes that this release was the first of its line to hold
-- parameter: previous  release  optional  with a release, count changes since this release instead of the previous one
-- parameter: line      line     optional  only this line
-- parameter: state     choice(original, exact, adapted, contained, undone, relanded, missing, 'security only', ended)
--   optional  only this state
-- parameter: limit     integer  optional  at most this many rows
-- column: original_sha  the change, on the line that it was made for first
-- column: line  line of development
-- column: state  'original' on the line that it was made for, 'exact' or 'adapted' for a backport, 'contained' if the
--   line holds the original itself, from its beginning or by a merge; 'undone' or 'relanded' there; 'missing',
--   'security only' or 'ended' if the line has nothing of it, by what was due there at the time
-- column: sha  the commit on that line, empty if it is missing
-- column: undone_by  the commit that undid it on that line
-- column: at  author date of the commit on that line
-- column: release  the first release of that line that holds the commit
-- column: issues  issues of the change, comma-separated in text order
-- column: subject  subject of the change
WITH given AS (
    SELECT {given line, state},
           CASE
               WHEN CAST(:commit AS text) IS NOT NULL THEN 1
               WHEN CAST(:issue AS text) IS NOT NULL THEN 2
               WHEN CAST(:release AS text) IS NOT NULL THEN 3
               ELSE 4
           END AS way
),
-- A line is active from the day when it left main to its last commit.
lives AS (
    SELECT l.line,
           l.place,
           n.opened_utc AS first_utc,
           t.committed_utc AS last_utc,
           n.security_only_from,
           n.ended_on
    FROM {lines_by_version} AS l
    JOIN lines AS n ON n.line = l.line
    JOIN commits AS t ON t.id = n.tip_id
),
ends AS (
    SELECT r.id AS last_id,
           p.id AS previous_id
    FROM releases AS r
    LEFT JOIN releases AS p
         ON p.id = COALESCE((SELECT MIN(g.id) FROM releases AS g WHERE :previous IN (g.tag, g.version)), r.previous_id)
    WHERE :release IN (r.tag, r.version)
),
named AS (
    SELECT c.id FROM commits AS c CROSS JOIN given AS g WHERE c.sha = :commit AND g.way = 1
    UNION
    SELECT m.commit_id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    CROSS JOIN given AS g
    WHERE i.key = :issue AND g.way = 2
    UNION
    SELECT c.commit_id
    FROM given AS g
    CROSS JOIN ends AS e
    CROSS JOIN release_sets AS s
    CROSS JOIN release_commits AS c
    WHERE g.way = 3 AND s.release_id = e.last_id AND c.set_id = s.set_id
      AND NOT EXISTS (SELECT 1 FROM release_sets AS o WHERE o.set_id = s.set_id AND o.release_id = e.previous_id)
    UNION
    SELECT r.target_id FROM relations AS r CROSS JOIN given AS g WHERE g.way = 4 AND r.kind = 'backports'
),
-- A backport stands for its original. An undo does not count as a change, but a reland does.
originals AS (
    SELECT DISTINCT COALESCE(r.target_id, n.id) AS id
    FROM named AS n
    LEFT JOIN relations AS r ON r.source_id = n.id AND r.kind = 'backports' AND r.confidence >= 0.5
),
changes_wanted AS (
    SELECT o.id, c.line, c.committed_utc, {day c.committed_at} AS day
    FROM originals AS o
    CROSS JOIN commits AS c
    WHERE c.id = o.id AND c.parent_count < 2 AND c.line IS NOT NULL
      AND (NOT EXISTS (SELECT 1 FROM full_reverts AS f WHERE f.undoing_id = o.id)
           OR EXISTS (SELECT 1 FROM relations AS a WHERE a.source_id = o.id AND a.kind = 'relands'))
),
ports AS (
    SELECT w.id AS original_id,
           c.line,
           c.id AS commit_id,
           COALESCE(r.extent, 'adapted') AS extent,
           ROW_NUMBER() OVER (PARTITION BY w.id, c.line ORDER BY c.committed_utc DESC, c.sha) AS newest
    FROM changes_wanted AS w
    CROSS JOIN relations AS r
    CROSS JOIN commits AS c
    WHERE r.target_id = w.id AND r.kind = 'backports' AND r.confidence >= 0.5 AND c.id = r.source_id
      AND c.line IS NOT NULL
),
members AS (
    SELECT w.id AS original_id, w.line, w.id AS commit_id, 'original' AS found FROM changes_wanted AS w
    UNION ALL
    SELECT p.original_id, p.line, p.commit_id, p.extent
    FROM ports AS p
    WHERE p.newest = 1
),
-- Releases are looked up once for each set, because thousands of commits share a set.
held AS (
    SELECT s.set_id,
           r.line,
           r.version,
           ROW_NUMBER() OVER (PARTITION BY s.set_id, r.line ORDER BY r.released_utc, r.position) AS place
    FROM (SELECT DISTINCT c.set_id FROM members AS m CROSS JOIN release_commits AS c
          WHERE c.commit_id = m.commit_id) AS n
    CROSS JOIN release_sets AS s
    CROSS JOIN releases AS r
    WHERE s.set_id = n.set_id AND r.id = s.release_id
),
cells AS (
    SELECT m.original_id, m.line, m.commit_id, m.found FROM members AS m
    UNION ALL
    SELECT w.id,
           v.line,
           CASE WHEN s.set_id IS NOT NULL THEN w.id END,
           CASE
               WHEN s.set_id IS NOT NULL THEN 'contained'
               WHEN v.ended_on <= w.day THEN 'ended'
               WHEN v.security_only_from <= w.day THEN 'security only'
               ELSE 'missing'
           END
    FROM changes_wanted AS w
    CROSS JOIN given AS g
    CROSS JOIN lives AS v
    LEFT JOIN line_commits AS lc ON lc.commit_id = w.id
    LEFT JOIN line_sets AS s ON s.set_id = lc.set_id AND s.line = v.line
    LEFT JOIN ports AS p ON p.original_id = w.id AND p.line = v.line AND p.newest = 1
    WHERE v.line <> w.line AND v.first_utc <= w.committed_utc AND p.commit_id IS NULL
      AND (v.last_utc >= w.committed_utc OR g.line IS NOT NULL OR g.state = 'ended')
),
states AS (
    SELECT l.original_id,
           l.line,
           l.commit_id,
           l.found,
           COALESCE(t.standing, l.found) AS state,
           CASE t.standing WHEN 'undone' THEN t.by_id END AS undo_id
    FROM cells AS l
    LEFT JOIN commit_standings AS t ON t.commit_id = l.commit_id AND t.line = l.line
)
SELECT o.sha AS original_sha,
       s.line,
       s.state,
       k.sha,
       u.sha AS undone_by,
       k.authored_at AS at,
       COALESCE(h.version, CASE s.line WHEN 'main' THEN r.version END) AS release,
       i.issues,
       o.subject
FROM states AS s
CROSS JOIN given AS g
CROSS JOIN commits AS o
CROSS JOIN commit_details AS i
LEFT JOIN commits AS k ON k.id = s.commit_id
LEFT JOIN commits AS u ON u.id = s.undo_id
LEFT JOIN release_commits AS rc ON rc.commit_id = s.commit_id
LEFT JOIN releases AS r ON r.id = rc.release_id
LEFT JOIN held AS h ON h.set_id = rc.set_id AND h.line = s.line AND h.place = 1
LEFT JOIN lives AS v ON v.line = s.line
WHERE o.id = s.original_id AND i.commit_id = s.original_id
  AND {line s.line from g}
  AND (g.state IS NULL OR s.state = g.state)
  -- A change that was undone on its own line is not missing on others.
  AND NOT (s.commit_id IS NULL
           AND EXISTS (SELECT 1
                       FROM commit_standings AS t
                       WHERE t.commit_id = s.original_id AND t.line = o.line AND t.standing = 'undone'))
-- A change that was merged from trunk to py3k has two rows on main.
ORDER BY o.authored_utc,
         o.sha,
         COALESCE(v.place, 1000000) DESC,
         s.line,
         CASE WHEN s.commit_id = s.original_id THEN 0 ELSE 1 END
{limit}
