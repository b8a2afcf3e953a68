-- title: What was tried and taken back
-- description: Every commit that was undone, the latest undo first: who took it back, after how long, in which releases
--   it had been, and whether it came back. Of several undos of a commit the first full one is told, or else the first.
--   `miner tried` asks this about a diff, a branch or several paths, and adds the reason.
-- parameter: path    path     optional  only undone commits that changed this file, folder or pattern with * and ?
-- parameter: issue   issue    optional  only undone commits that tag or close this issue
-- parameter: line    line     optional  only undos made for this line of development
-- parameter: before  commit   optional  only what had happened before this commit, by committer date
-- parameter: since   day      optional  only undoing commits authored on or after this day
-- parameter: until   day      optional  only undoing commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: sha  the commit that was taken back
-- column: authored_at  its author date
-- column: author  its author
-- column: subject  its subject
-- column: issues  its issues, comma-separated in text order
-- column: undoing_sha  the commit that took it back
-- column: undoing_at  author date of that commit
-- column: undoing_author  its author
-- column: line  line of development of the undoing commit
-- column: delay_seconds  seconds from the one to the other, by committer date; empty if the clocks contradict the order
-- column: extent  how much was taken back, 'full', 'partial' or 'unknown'
-- column: pull_request  the pull request that landed the undoing commit
-- column: releases  number of known releases that had it before it was taken back; empty if only a part was, or if it
--   is younger than all tags of its line
-- column: first_release  the first of these releases
-- column: last_release  the last of them
-- column: again_sha  the first commit that landed the change again; a next attempt, another solution, does not count
-- column: again_at  its author date
-- column: again_undone  1 if that one was taken back in full, too, else 0; empty if there is none
-- column: port_of  the commit of another line that the undone one is a backport of, if that was undone, too
WITH given AS (
    SELECT {given path, line, since, until},
           (SELECT b.committed_utc FROM commits AS b WHERE b.sha = :before) AS before_utc
),
tagged AS (
    SELECT DISTINCT m.commit_id AS id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue
),
undone AS (
    SELECT x.undone_id, x.undoing_id, x.extent, x.before_utc
    FROM (SELECT r.undone_id,
                 r.undoing_id,
                 r.extent,
                 g.before_utc,
                 ROW_NUMBER() OVER (PARTITION BY r.undone_id
                                    ORDER BY CASE r.extent WHEN 'full' THEN 0 ELSE 1 END, v.committed_utc, v.sha)
                     AS place
          FROM reverts AS r
          JOIN commits AS v ON v.id = r.undoing_id
          CROSS JOIN given AS g
          WHERE (g.before_utc IS NULL OR v.committed_utc < g.before_utc)
            AND (CAST(:issue AS text) IS NULL OR r.undone_id IN (SELECT t.id FROM tagged AS t))
            AND {touches r.undone_id from g}
            AND {line v.line from g}
            AND {days v.authored_at from g}) AS x
    WHERE x.place < 2
),
-- The releases that had it, as the view exposures says. First those without this undo, because that is quickly seen.
had AS (
    SELECT u.undone_id,
           r.version AS release,
           ROW_NUMBER() OVER (PARTITION BY u.undone_id ORDER BY r.released_utc, r.position) AS place,
           ROW_NUMBER() OVER (PARTITION BY u.undone_id ORDER BY r.released_utc DESC, r.position DESC) AS from_last
    FROM undone AS u
    CROSS JOIN release_commits AS rc
    CROSS JOIN release_sets AS s
    CROSS JOIN releases AS r
    WHERE u.extent = 'full' AND rc.commit_id = u.undone_id AND s.set_id = rc.set_id
      AND r.place BETWEEN s.first_place AND s.last_place
      AND (u.before_utc IS NULL OR r.released_utc < u.before_utc)
      AND NOT EXISTS (SELECT 1
                      FROM release_commits AS k
                      CROSS JOIN release_sets AS t
                      WHERE k.commit_id = u.undoing_id AND t.set_id = k.set_id
                        AND r.place BETWEEN t.first_place AND t.last_place)
      AND NOT EXISTS (SELECT 1 FROM undone_in_releases AS x WHERE x.undone_id = u.undone_id AND x.release_id = r.id)
),
shipped AS (
    SELECT h.undone_id,
           COUNT(*) AS releases,
           MAX(CASE h.place WHEN 1 THEN h.release END) AS first_release,
           MAX(CASE h.from_last WHEN 1 THEN h.release END) AS last_release
    FROM had AS h
    GROUP BY h.undone_id
),
newest AS (
    SELECT r.line, MAX(r.released_utc) AS released_utc FROM releases AS r WHERE r.line <> 'main' GROUP BY r.line
    UNION ALL
    SELECT 'main', MAX(r.released_utc) FROM releases AS r
),
again AS (
    SELECT a.undone_id, a.reland_id, a.sha, a.authored_at
    FROM (SELECT u.undone_id,
                 c.id AS reland_id,
                 c.sha,
                 c.authored_at,
                 ROW_NUMBER() OVER (PARTITION BY u.undone_id ORDER BY c.committed_utc, c.sha) AS place
          FROM undone AS u
          JOIN relations AS r ON r.target_id = u.undone_id AND r.kind = 'relands' AND r.nature = 'reland'
          JOIN commits AS c ON c.id = r.source_id
          WHERE u.before_utc IS NULL OR c.committed_utc < u.before_utc) AS a
    WHERE a.place < 2
),
-- Read once, because it has no index by commit.
pulls AS (
    SELECT p.commit_id, MIN(p.number) AS number
    FROM pull_requests AS p
    WHERE p.commit_id IN (SELECT u.undoing_id FROM undone AS u)
    GROUP BY p.commit_id
)
SELECT c.sha,
       c.authored_at,
       a.canonical_name AS author,
       c.subject,
       i.issues,
       v.sha            AS undoing_sha,
       v.authored_at    AS undoing_at,
       b.canonical_name AS undoing_author,
       v.line,
       -- The undo is the later one, whatever the clocks say.
       CASE WHEN v.committed_utc >= c.committed_utc THEN v.committed_utc - c.committed_utc END AS delay_seconds,
       u.extent,
       q.number         AS pull_request,
       CASE
           WHEN s.releases IS NOT NULL THEN s.releases
           WHEN u.extent = 'full' AND (k.set_id IS NOT NULL OR c.committed_utc <= COALESCE(n.released_utc, 0)) THEN 0
       END AS releases,
       s.first_release,
       s.last_release,
       l.sha            AS again_sha,
       l.authored_at    AS again_at,
       CASE
           WHEN l.reland_id IS NULL THEN NULL
           WHEN EXISTS (SELECT 1
                        FROM full_reverts AS f
                        JOIN commits AS w ON w.id = f.undoing_id
                        WHERE f.undone_id = l.reland_id
                          AND (u.before_utc IS NULL OR w.committed_utc < u.before_utc)) THEN 1
           ELSE 0
       END AS again_undone,
       (SELECT MIN(o.sha)
        FROM relations AS r
        JOIN commits AS o ON o.id = r.target_id
        WHERE r.source_id = c.id AND r.kind = 'backports'
          AND EXISTS (SELECT 1 FROM reverts AS t WHERE t.undone_id = o.id)) AS port_of
FROM undone AS u
JOIN commits AS c ON c.id = u.undone_id
JOIN commits AS v ON v.id = u.undoing_id
JOIN people AS a ON a.id = c.author_id
JOIN people AS b ON b.id = v.author_id
JOIN issue_lists AS i ON i.commit_id = c.id
LEFT JOIN pulls AS q ON q.commit_id = v.id
LEFT JOIN shipped AS s ON s.undone_id = u.undone_id
LEFT JOIN release_commits AS k ON k.commit_id = c.id
LEFT JOIN newest AS n ON n.line = c.line
LEFT JOIN again AS l ON l.undone_id = u.undone_id
ORDER BY v.committed_utc DESC, v.sha, c.committed_utc DESC, c.sha
{limit}
