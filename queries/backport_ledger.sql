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
    SELECT p.patch_id FROM patch_commits AS p CROSS JOIN given AS g WHERE g.way = 4 AND p.role = 'port'
),
-- A patch is told under the commit that landed it first. An undo does not count as a change, but a reland does.
changes_wanted AS (
    SELECT o.id, c.line, c.committed_utc, {day c.committed_at} AS day
    FROM (SELECT DISTINCT COALESCE(p.patch_id, n.id) AS id
          FROM named AS n
          LEFT JOIN patch_commits AS p ON p.commit_id = n.id AND p.role <> 'undo') AS o
    CROSS JOIN commits AS c
    WHERE c.id = o.id AND c.parent_count < 2 AND c.line IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM full_reverts AS f WHERE f.undoing_id = o.id)
),
landings AS (
    SELECT w.id AS original_id, w.line, w.id AS commit_id, 'original' AS role FROM changes_wanted AS w
    UNION ALL
    SELECT w.id, p.line, p.commit_id, p.role
    FROM changes_wanted AS w
    CROSS JOIN patch_commits AS p
    WHERE p.patch_id = w.id AND p.role IN ('port', 'reland') AND p.line IS NOT NULL
),
-- On each line the original, or else the last that landed there.
members AS (
    SELECT l.original_id,
           l.line,
           l.commit_id,
           l.role,
           ROW_NUMBER() OVER (PARTITION BY l.original_id, l.line
                              ORDER BY CASE l.role WHEN 'original' THEN 0 ELSE 1 END, c.committed_utc DESC, c.sha)
               AS choice
    FROM landings AS l
    CROSS JOIN commits AS c
    WHERE c.id = l.commit_id
),
cells AS (
    SELECT m.original_id,
           m.line,
           m.commit_id,
           CASE
               WHEN m.role = 'original' THEN 'original'
               WHEN EXISTS (SELECT 1
                            FROM relations AS r
                            WHERE r.source_id = m.commit_id AND r.kind = 'backports' AND r.extent = 'exact')
                   THEN 'exact'
               ELSE 'adapted'
           END AS found
    FROM members AS m
    WHERE m.choice = 1
    UNION ALL
    SELECT w.id,
           v.line,
           CASE
               WHEN s.set_id IS NOT NULL THEN w.id
               ELSE (SELECT MIN(l.commit_id)
                     FROM landings AS l
                     CROSS JOIN line_commits AS k
                     CROSS JOIN line_sets AS n
                     WHERE l.original_id = w.id AND k.commit_id = l.commit_id AND n.set_id = k.set_id
                       AND n.line = v.line)
           END,
           CASE
               WHEN v.ended_on <= w.day THEN 'ended'
               WHEN v.security_only_from <= w.day THEN 'security only'
               ELSE 'missing'
           END
    FROM changes_wanted AS w
    CROSS JOIN given AS g
    CROSS JOIN lives AS v
    LEFT JOIN line_commits AS lc ON lc.commit_id = w.id
    LEFT JOIN line_sets AS s ON s.set_id = lc.set_id AND s.line = v.line
    LEFT JOIN members AS m ON m.original_id = w.id AND m.line = v.line AND m.choice = 1
    WHERE v.first_utc <= w.committed_utc AND m.commit_id IS NULL
      AND (v.last_utc >= w.committed_utc OR g.line IS NOT NULL OR g.state = 'ended')
),
states AS (
    SELECT l.original_id,
           l.line,
           COALESCE(t.landing_id, l.commit_id) AS commit_id,
           CASE
               WHEN t.standing IN ('undone', 'relanded') THEN t.standing
               WHEN l.commit_id IS NOT NULL AND l.found IN ('missing', 'security only', 'ended') THEN 'contained'
               ELSE l.found
           END AS state,
           CASE t.standing WHEN 'undone' THEN t.since_id END AS undo_id
    FROM cells AS l
    LEFT JOIN patch_standings AS t ON t.patch_id = l.original_id AND t.line = l.line
),
-- Releases are looked up once for each set, because thousands of commits share a set.
held AS (
    SELECT s.set_id,
           r.line,
           r.version,
           ROW_NUMBER() OVER (PARTITION BY s.set_id, r.line ORDER BY r.released_utc, r.position) AS place
    FROM (SELECT DISTINCT c.set_id FROM states AS m CROSS JOIN release_commits AS c
          WHERE c.commit_id = m.commit_id) AS n
    CROSS JOIN release_sets AS s
    CROSS JOIN releases AS r
    WHERE s.set_id = n.set_id AND r.id = s.release_id
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
                       FROM patch_standings AS t
                       WHERE t.patch_id = s.original_id AND t.line = o.line AND t.standing = 'undone'))
ORDER BY o.authored_utc, o.sha, COALESCE(v.place, 1000000) DESC, s.line
{limit}
