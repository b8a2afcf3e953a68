-- title: Standings
-- description: On which lines a change is in force, since when, and by which commit. A line that does not hold a commit
--   may hold a backport of it, which counts. Of an issue each patch is told once, under the commit that landed it
--   first. Without a commit or an issue, each commit is told on its own line only.
-- parameter: commit   commit   optional  only this commit
-- parameter: issue    issue    optional  only commits that tag or close this issue
-- parameter: line     line     optional  only on this line of development
-- parameter: release  release  optional  only in this release
-- parameter: limit    integer  optional  at most this many rows
-- column: sha  the commit
-- column: line  line of development on which it stands so; with a release, that of the release
-- column: standing  'stands', 'undone', 'relanded' or, if neither the commit nor a port of it is there, 'absent'
-- column: since  author date of the commit that made it so
-- column: by_sha  that commit: what brought the change to the line, took it back or landed it again
-- column: release  first release of the line, of main the first of all, with this standing
-- column: patch  ten digits of the sha of the commit that landed the patch first
-- column: subject  first line of the commit's message
WITH given AS (
    SELECT {given line},
           (SELECT MIN(r.id) FROM releases AS r WHERE :release IN (r.tag, r.version)) AS release_id,
           CASE WHEN CAST(:commit AS text) IS NULL AND CAST(:issue AS text) IS NULL THEN 1 ELSE 0 END AS everything
),
units AS (
    SELECT c.id FROM commits AS c WHERE c.sha = :commit
    UNION
    SELECT COALESCE(h.patch_id, m.commit_id)
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    JOIN commits AS c ON c.id = m.commit_id
    LEFT JOIN patch_homes AS h ON h.commit_id = m.commit_id
    -- An undo is told by what it undoes, a merge by what it merges.
    WHERE i.key = :issue AND CAST(:commit AS text) IS NULL AND c.parent_count < 2
      AND NOT EXISTS (SELECT 1 FROM full_reverts AS f WHERE f.undoing_id = m.commit_id)
    UNION ALL
    SELECT c.id FROM commits AS c WHERE CAST(:commit AS text) IS NULL AND CAST(:issue AS text) IS NULL
),
-- The commits with the same change.
landings AS (
    SELECT u.id, u.id AS landing_id FROM units AS u CROSS JOIN given AS g WHERE g.release_id IS NOT NULL
    UNION
    SELECT u.id, o.commit_id
    FROM units AS u
    CROSS JOIN given AS g
    CROSS JOIN patch_homes AS h
    CROSS JOIN patch_homes AS o
    WHERE g.release_id IS NOT NULL AND h.commit_id = u.id AND o.patch_id = h.patch_id
),
-- What the given release has of them, and whether it takes that back.
there AS (
    SELECT l.id,
           l.landing_id,
           c.committed_utc,
           c.sha,
           (SELECT MIN(x.undoing_id)
            FROM undone_in_releases AS x
            WHERE x.undone_id = l.landing_id AND x.release_id = g.release_id) AS undo_id,
           CASE
               WHEN EXISTS (SELECT 1
                            FROM full_reverts AS f
                            CROSS JOIN release_commits AS o
                            CROSS JOIN release_sets AS n
                            WHERE f.undone_id = l.landing_id AND o.commit_id = f.undoing_id AND n.set_id = o.set_id
                              AND n.release_id = g.release_id) THEN 1
               ELSE 0
           END AS undone_once
    FROM landings AS l
    CROSS JOIN given AS g
    CROSS JOIN release_commits AS rc
    CROSS JOIN release_sets AS s
    CROSS JOIN commits AS c
    WHERE rc.commit_id = l.landing_id AND s.set_id = rc.set_id AND s.release_id = g.release_id
      AND c.id = l.landing_id
),
-- What is in force counts, the first of it; otherwise what was undone last.
ranked AS (
    SELECT t.*,
           ROW_NUMBER() OVER (PARTITION BY t.id
                              ORDER BY CASE WHEN t.undo_id IS NULL THEN 0 ELSE 1 END,
                                       t.undone_once,
                                       CASE WHEN t.undo_id IS NULL THEN t.committed_utc ELSE -t.committed_utc END,
                                       t.sha) AS choice
    FROM there AS t
),
told AS (
    SELECT u.id,
           s.line,
           COALESCE(p.standing, s.standing) AS standing,
           COALESCE(p.since_id, s.by_id) AS by_id,
           NULL AS release_id
    FROM units AS u
    CROSS JOIN given AS g
    CROSS JOIN commits AS c
    CROSS JOIN standings AS s
    -- Of an issue the whole patch counts, not only its first attempt.
    LEFT JOIN patch_standings AS p
           ON p.patch_id = u.id AND p.line = s.line AND CAST(:commit AS text) IS NULL AND g.everything = 0
    WHERE g.release_id IS NULL AND c.id = u.id AND s.commit_id = u.id
      AND s.line = CASE WHEN g.line IS NOT NULL THEN g.line WHEN g.everything = 1 THEN c.line ELSE s.line END
    UNION ALL
    -- The line was asked about, and has nothing of it.
    SELECT u.id, g.line, 'absent', NULL, NULL
    FROM units AS u
    CROSS JOIN given AS g
    WHERE g.release_id IS NULL AND g.line IS NOT NULL AND g.everything = 0
      AND NOT EXISTS (SELECT 1 FROM standings AS s WHERE s.commit_id = u.id AND s.line = g.line)
    UNION ALL
    SELECT u.id,
           r.line,
           CASE
               WHEN f.id IS NULL THEN 'absent'
               WHEN f.undo_id IS NOT NULL THEN 'undone'
               WHEN EXISTS (SELECT 1
                            FROM there AS o
                            WHERE o.id = f.id AND o.undone_once = 1 AND o.committed_utc < f.committed_utc)
                   THEN 'relanded'
               ELSE 'stands'
           END,
           COALESCE(f.undo_id, f.landing_id),
           r.id
    FROM units AS u
    CROSS JOIN given AS g
    CROSS JOIN releases AS r
    LEFT JOIN ranked AS f ON f.id = u.id AND f.choice = 1
    WHERE r.id = g.release_id
),
-- Thousands of commits share a set of releases, which is looked up once.
firsts AS (
    SELECT d.set_id,
           d.line,
           (SELECT r.id
            FROM release_sets AS s
            CROSS JOIN releases AS r
            WHERE s.set_id = d.set_id AND r.id = s.release_id AND (r.line = d.line OR d.line = 'main')
            ORDER BY r.released_utc, r.position
            LIMIT 1) AS release_id
    FROM (SELECT DISTINCT rc.set_id, t.line
          FROM told AS t
          JOIN release_commits AS rc ON rc.commit_id = t.by_id
          WHERE t.release_id IS NULL) AS d
)
SELECT c.sha,
       t.line,
       t.standing,
       b.authored_at AS since,
       b.sha AS by_sha,
       r.version AS release,
       SUBSTR(COALESCE((SELECT p.sha
                        FROM patch_homes AS h
                        JOIN commits AS p ON p.id = h.patch_id
                        WHERE h.commit_id = c.id), c.sha), 1, 10) AS patch,
       c.subject
FROM told AS t
JOIN commits AS c ON c.id = t.id
LEFT JOIN commits AS b ON b.id = t.by_id
LEFT JOIN release_commits AS rc ON rc.commit_id = t.by_id AND t.release_id IS NULL
LEFT JOIN firsts AS f ON f.set_id = rc.set_id AND f.line = t.line
LEFT JOIN releases AS r ON r.id = COALESCE(t.release_id, f.release_id)
LEFT JOIN {lines_by_version} AS v ON v.line = t.line
ORDER BY c.authored_utc, c.sha, COALESCE(v.place, 1000000), t.line
{limit}
