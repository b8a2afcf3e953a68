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
-- column: address  where the commit in `by_sha` was discussed, its pull request or else its issue, if it names one
-- column: reason  why that took the change back, in the words of its pull request, if a tracker told them
-- The commits that are told.
WITH named AS (
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
),
units AS (
    SELECT n.id, 0 AS own_line FROM named AS n
    UNION ALL
    SELECT c.id, 1 FROM commits AS c WHERE CAST(:commit AS text) IS NULL AND CAST(:issue AS text) IS NULL
),
-- The lines that are asked about: of all commits each on its own.
asked AS (
    SELECT n.id, l.line, 0 AS own_line
    FROM named AS n
    CROSS JOIN lines AS l
    WHERE CAST(:release AS text) IS NULL AND {line l.line}
    UNION ALL
    SELECT c.id, COALESCE(CAST(:line AS text), c.line), 1
    FROM commits AS c
    WHERE CAST(:commit AS text) IS NULL AND CAST(:issue AS text) IS NULL AND CAST(:release AS text) IS NULL
),
placed AS (
    SELECT a.id, a.line, a.own_line, CASE WHEN s.set_id IS NULL THEN 0 ELSE 1 END AS held
    FROM asked AS a
    LEFT JOIN line_commits AS k ON k.commit_id = a.id
    LEFT JOIN line_set_members AS s ON s.set_id = k.set_id AND s.line = a.line
),
-- Where a line does not hold the commit, the first with the same change that it holds. PostgreSQL expects few rows for
-- an equation and many for a comparison.
elsewhere AS (
    SELECT f.id, f.line, f.patch_id, f.commit_id
    FROM (SELECT a.id,
                 a.line,
                 h.patch_id,
                 o.commit_id,
                 ROW_NUMBER() OVER (PARTITION BY a.id, a.line ORDER BY c.committed_utc, c.sha) AS place
          FROM placed AS a
          CROSS JOIN patch_homes AS h
          CROSS JOIN patch_commits AS o
          CROSS JOIN line_commits AS k
          CROSS JOIN line_set_members AS s
          CROSS JOIN commits AS c
          WHERE a.held < 1 AND h.commit_id = a.id AND o.patch_id = h.patch_id AND o.role <> 'undo'
            AND k.commit_id = o.commit_id AND s.set_id = k.set_id AND s.line = a.line AND c.id = o.commit_id) AS f
    WHERE f.place < 2
),
release_asked AS (
    SELECT r.id, r.line
    FROM releases AS r
    WHERE r.id = (SELECT MIN(n.id) FROM releases AS n WHERE :release IN (n.tag, n.version))
),
-- The sets of releases with the one that is asked about.
sets AS (
    SELECT s.set_id
    FROM release_asked AS r
    CROSS JOIN release_set_members AS s
    WHERE s.release_id = r.id
),
homes AS (
    SELECT u.id, h.patch_id
    FROM units AS u
    LEFT JOIN patch_homes AS h ON h.commit_id = u.id
    WHERE CAST(:release AS text) IS NOT NULL
),
-- What the release takes back, by the first undo of each, if there is one by that of its own line, and what it took
-- back at some time.
taken AS (
    SELECT x.undone_id, x.undoing_id
    FROM (SELECT u.undone_id,
                 u.undoing_id,
                 ROW_NUMBER() OVER (PARTITION BY u.undone_id
                                    ORDER BY CASE WHEN c.line = r.line THEN 0 ELSE 1 END, c.committed_utc, c.sha)
                     AS place
          FROM release_asked AS r
          CROSS JOIN undone_in_releases AS u
          CROSS JOIN commits AS c
          WHERE u.release_id = r.id AND c.id = u.undoing_id) AS x
    WHERE x.place < 2
),
taken_once AS (
    SELECT DISTINCT f.undone_id
    FROM full_reverts AS f
    CROSS JOIN release_commits AS o
    CROSS JOIN sets AS s
    WHERE o.commit_id = f.undoing_id AND s.set_id = o.set_id
),
-- What the release holds of patches; all commits of a patch share the answer.
there AS (
    SELECT l.patch_id,
           l.commit_id AS landing_id,
           c.committed_utc,
           c.sha,
           t.undoing_id AS undo_id,
           CASE WHEN o.undone_id IS NULL THEN 0 ELSE 1 END AS undone_once
    FROM (SELECT DISTINCT a.patch_id FROM homes AS a) AS w
    CROSS JOIN patch_commits AS l
    CROSS JOIN release_commits AS rc
    CROSS JOIN sets AS s
    CROSS JOIN commits AS c
    LEFT JOIN taken AS t ON t.undone_id = l.commit_id
    LEFT JOIN taken_once AS o ON o.undone_id = l.commit_id
    WHERE l.patch_id = w.patch_id AND l.role <> 'undo' AND rc.commit_id = l.commit_id AND s.set_id = rc.set_id
      AND c.id = l.commit_id
),
-- What is in force counts, the first of it; otherwise what was undone last.
ranked AS (
    SELECT t.*,
           ROW_NUMBER() OVER (PARTITION BY t.patch_id
                              ORDER BY CASE WHEN t.undo_id IS NULL THEN 0 ELSE 1 END,
                                       t.undone_once,
                                       CASE WHEN t.undo_id IS NULL THEN t.committed_utc ELSE -t.committed_utc END,
                                       t.sha) AS choice,
           MIN(CASE t.undone_once WHEN 1 THEN t.committed_utc END) OVER (PARTITION BY t.patch_id) AS first_undone_utc
    FROM there AS t
),
told AS (
    SELECT a.id,
           a.line,
           COALESCE(p.standing, t.standing, 'stands') AS standing,
           COALESCE(p.since_id, t.by_id, a.id) AS by_id,
           CAST(NULL AS integer) AS release_id,
           a.own_line
    FROM placed AS a
    LEFT JOIN commit_standings AS t ON t.commit_id = a.id AND t.line = a.line
    -- Of an issue the whole patch counts, not only its first attempt. Nothing is looked up for an empty key.
    LEFT JOIN patch_standings AS p
           ON p.patch_id = CASE WHEN a.own_line = 0 AND CAST(:commit AS text) IS NULL THEN a.id END
              AND p.line = a.line
    WHERE a.held > 0
    UNION ALL
    SELECT e.id, e.line, COALESCE(p.standing, 'stands'), COALESCE(p.since_id, e.commit_id), CAST(NULL AS integer), 0
    FROM elsewhere AS e
    LEFT JOIN patch_standings AS p ON p.patch_id = e.patch_id AND p.line = e.line
    UNION ALL
    -- The line was asked about, and has nothing of it.
    SELECT a.id, a.line, 'absent', CAST(NULL AS integer), CAST(NULL AS integer), 0
    FROM placed AS a
    WHERE CAST(:line AS text) IS NOT NULL AND a.own_line = 0 AND a.held < 1
      AND NOT EXISTS (SELECT 1 FROM elsewhere AS e WHERE e.id = a.id)
    UNION ALL
    SELECT h.id,
           r.line,
           CASE
               WHEN f.patch_id IS NULL THEN 'absent'
               WHEN f.undo_id IS NOT NULL THEN 'undone'
               WHEN f.first_undone_utc < f.committed_utc THEN 'relanded'
               ELSE 'stands'
           END,
           COALESCE(f.undo_id, f.landing_id),
           r.id,
           1
    FROM release_asked AS r
    CROSS JOIN homes AS h
    LEFT JOIN ranked AS f ON f.patch_id = h.patch_id AND f.choice < 2
    WHERE h.patch_id IS NOT NULL
    UNION ALL
    SELECT h.id,
           r.line,
           CASE WHEN s.set_id IS NULL THEN 'absent' WHEN t.undoing_id IS NULL THEN 'stands' ELSE 'undone' END,
           CASE WHEN s.set_id IS NOT NULL THEN COALESCE(t.undoing_id, h.id) END,
           r.id,
           1
    FROM release_asked AS r
    CROSS JOIN homes AS h
    LEFT JOIN release_commits AS rc ON rc.commit_id = h.id
    LEFT JOIN sets AS s ON s.set_id = rc.set_id
    LEFT JOIN taken AS t ON t.undone_id = h.id
    WHERE h.patch_id IS NULL
),
-- Mostly the first release of all is of the line, and otherwise the first of the line counts: then the set is kept.
released AS (
    SELECT t.*,
           CASE WHEN t.line IN (o.line, 'main') THEN o.version END AS version,
           CASE WHEN t.line <> 'main' AND t.line <> o.line THEN rc.set_id END AS set_id
    FROM told AS t
    LEFT JOIN release_commits AS rc ON rc.commit_id = CASE WHEN t.release_id IS NULL THEN t.by_id END
    LEFT JOIN releases AS o ON o.id = rc.release_id
),
-- The first of the line is looked up once for each set of releases, because thousands of commits share a set.
firsts AS (
    SELECT f.set_id, f.line, f.version
    FROM (SELECT d.set_id,
                 d.line,
                 r.version,
                 ROW_NUMBER() OVER (PARTITION BY d.set_id, d.line ORDER BY r.released_utc, r.position) AS place
          FROM (SELECT DISTINCT t.set_id, t.line FROM released AS t WHERE t.set_id IS NOT NULL) AS d
          CROSS JOIN release_set_members AS s
          CROSS JOIN releases AS r
          WHERE s.set_id = d.set_id AND r.id = s.release_id AND r.line = d.line) AS f
    WHERE f.place < 2
)
SELECT c.sha,
       t.line,
       t.standing,
       b.authored_at AS since,
       b.sha AS by_sha,
       COALESCE(t.version, f.version, r.version) AS release,
       SUBSTR(COALESCE(p.sha, c.sha), 1, 10) AS patch,
       c.subject,
       (SELECT w.address FROM commit_addresses AS w WHERE w.commit_id = t.by_id) AS address,
       CASE
           WHEN t.standing = 'undone'
           THEN (SELECT MIN(p.reason)
                 FROM mentions AS m
                 CROSS JOIN pull_requests AS p
                 WHERE m.commit_id = t.by_id AND m.tracker = 'pr' AND m.role = 'tags'
                   AND p.number = CAST(m.number AS bigint) AND p.commit_id = t.by_id)
       END AS reason
FROM released AS t
CROSS JOIN commits AS c
LEFT JOIN commits AS b ON b.id = t.by_id
LEFT JOIN patch_homes AS h ON h.commit_id = t.id
LEFT JOIN commits AS p ON p.id = h.patch_id
LEFT JOIN firsts AS f ON f.set_id = t.set_id AND f.line = t.line
LEFT JOIN releases AS r ON r.id = t.release_id
-- A commit that is told on its own line only has one row, which needs no place among others.
LEFT JOIN {lines_by_version} AS v ON v.line = CASE t.own_line WHEN 0 THEN t.line END
WHERE c.id = t.id
ORDER BY c.authored_utc, c.sha, COALESCE(v.place, 1000000), t.line
{limit}
