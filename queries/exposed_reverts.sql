-- title: Reverts that users saw
-- description: Changes that were undone after at least one release had them, with a row for each line of such releases,
--   by date of its first one. A row has the first release with the change, the next one without it, and how many
--   releases of each phase had it. If the undo was made for other lines only, there is no release without the change.
-- parameter: issue   issue    optional  only where the undone or an undoing commit tags or closes this issue
-- parameter: commit  commit   optional  only where this commit is undone or undoes
-- parameter: line    line     optional  only releases of this line of development
-- parameter: phase   choice(alpha, beta, candidate, final)  optional  only changes that a release of this phase had
-- parameter: since   day      optional  only where the first release that had it was tagged on or after this day
-- parameter: until   day      optional  only where the first release that had it was tagged on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: undone_sha  the change that users saw
-- column: undoing_sha  the commit that undid it; of several the first one on the line, or else the first of all
-- column: line  line of development of the releases
-- column: exposed_from  the first release that had it
-- column: exposed_until  the next release without it, empty if the line still has it
-- column: exposed_days  days between the two releases
-- column: alphas  alphas that had it
-- column: betas  betas that had it
-- column: candidates  release candidates that had it
-- column: finals  final releases that had it
-- column: exposed_at  when the first release that had it was tagged
-- column: issues  issues of the undone commit, comma-separated in text order
-- column: undone_subject  subject of the undone commit
WITH given AS (
    SELECT {given line, phase, since, until}
),
named AS (
    SELECT c.id FROM commits AS c WHERE c.sha = :commit
    UNION
    SELECT m.commit_id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue AND CAST(:commit AS text) IS NULL
),
-- Branches instead of an OR, so that each uses an index.
fallen AS (
    SELECT f.undone_id AS id FROM named AS n JOIN full_reverts AS f ON f.undone_id = n.id
    UNION
    SELECT f.undone_id FROM named AS n JOIN full_reverts AS f ON f.undoing_id = n.id
    UNION
    SELECT f.undone_id FROM full_reverts AS f WHERE CAST(:commit AS text) IS NULL AND CAST(:issue AS text) IS NULL
),
had AS (
    SELECT e.commit_id,
           e.release_line,
           e.release_id,
           e.phase,
           ROW_NUMBER() OVER (PARTITION BY e.commit_id, e.release_line ORDER BY e.released_utc, e.position) AS place
    FROM fallen AS f
    CROSS JOIN exposures AS e
    CROSS JOIN given AS g
    WHERE e.commit_id = f.id AND {line e.release_line from g}
),
spans AS (
    SELECT h.commit_id,
           h.release_line,
           MAX(CASE h.place WHEN 1 THEN h.release_id END) AS first_id,
           SUM(CASE h.phase WHEN 'alpha' THEN 1 ELSE 0 END) AS alphas,
           SUM(CASE h.phase WHEN 'beta' THEN 1 ELSE 0 END) AS betas,
           SUM(CASE h.phase WHEN 'candidate' THEN 1 ELSE 0 END) AS candidates,
           SUM(CASE h.phase WHEN 'final' THEN 1 ELSE 0 END) AS finals
    FROM had AS h
    GROUP BY h.commit_id, h.release_line
),
ended AS (
    SELECT s.*,
           (SELECT n.id
            FROM releases AS n
            JOIN releases AS o ON o.id = s.first_id
            JOIN release_commits AS rc ON rc.commit_id = s.commit_id
            WHERE n.line = s.release_line AND n.released_utc > o.released_utc
              AND (NOT EXISTS (SELECT 1
                               FROM release_sets AS x
                               WHERE x.set_id = rc.set_id AND n.place BETWEEN x.first_place AND x.last_place)
                   OR EXISTS (SELECT 1
                              FROM undone_in_releases AS u
                              WHERE u.undone_id = s.commit_id AND u.release_id = n.id))
            ORDER BY n.released_utc, n.position
            LIMIT 1) AS next_id
    FROM spans AS s
)
SELECT d.sha AS undone_sha,
       (SELECT k.sha
        FROM (SELECT m.sha,
                     m.committed_utc,
                     CASE
                         WHEN EXISTS (SELECT 1
                                      FROM undone_in_releases AS u
                                      WHERE u.undone_id = s.commit_id AND u.undoing_id = m.id
                                        AND u.release_id = n.id) THEN 1
                         ELSE 0
                     END AS there
              FROM full_reverts AS f
              JOIN commits AS m ON m.id = f.undoing_id
              WHERE f.undone_id = s.commit_id) AS k
        ORDER BY k.there DESC, k.committed_utc, k.sha
        LIMIT 1) AS undoing_sha,
       s.release_line AS line,
       r.version AS exposed_from,
       n.version AS exposed_until,
       CAST((n.released_utc - r.released_utc) / 86400 AS integer) AS exposed_days,
       CAST(s.alphas AS integer) AS alphas,
       CAST(s.betas AS integer) AS betas,
       CAST(s.candidates AS integer) AS candidates,
       CAST(s.finals AS integer) AS finals,
       r.released_at AS exposed_at,
       d.issues,
       d.subject AS undone_subject
FROM ended AS s
JOIN releases AS r ON r.id = s.first_id
JOIN commit_details AS d ON d.commit_id = s.commit_id
LEFT JOIN releases AS n ON n.id = s.next_id
CROSS JOIN given AS g
-- A change whose undo was itself undone before a release is left out. If a line keeps a change, only a later undo on
-- another line counts: what 2.2 took back in 2001 says nothing about 3.8.
WHERE (n.id IS NOT NULL
       OR EXISTS (SELECT 1
                  FROM full_reverts AS f
                  JOIN commits AS m ON m.id = f.undoing_id
                  WHERE f.undone_id = s.commit_id AND m.committed_utc > r.released_utc
                    AND NOT EXISTS (SELECT 1 FROM full_reverts AS a WHERE a.undone_id = f.undoing_id)
                    AND NOT EXISTS (SELECT 1
                                    FROM commit_releases AS x
                                    WHERE x.commit_id = f.undoing_id AND x.release_line = s.release_line)))
  AND (g.phase IS NULL
       OR CASE g.phase
              WHEN 'alpha' THEN s.alphas
              WHEN 'beta' THEN s.betas
              WHEN 'candidate' THEN s.candidates
              WHEN 'final' THEN s.finals
              ELSE 0
          END > 0)
  AND {days r.released_at from g}
ORDER BY r.released_utc, r.position, d.authored_utc, d.sha
{limit}
