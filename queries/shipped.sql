-- title: Shipped
-- description: Whether users got a change, oldest commit first. For each commit there is the first release, by
--   date, that holds it and not its undo; for an undone commit also the next release of that line without the
--   change. An undo that was itself undone before a release does not count there.
-- parameter: issue         issue    optional   only commits that tag or close this issue
-- parameter: commit        commit   optional   only this commit
-- parameter: line          line     optional   only commits made for this line of development
-- parameter: release_line  line     optional   only releases of this line, such as 3.8
-- parameter: by_line       boolean  default 0  a row for each line of releases that holds the commit
-- parameter: undone        boolean  default 0  only commits that were undone
-- parameter: since         day      optional   only commits authored on or after this day
-- parameter: until         day      optional   only commits authored on or before this day
-- parameter: limit         integer  optional   at most this many rows
-- column: sha  the commit
-- column: line  line of development of the commit
-- column: shipped  1 if some release holds it and not its undo, else 0; empty if it is younger than all tags of its
--   line, so that tags may be missing, and for a proposed commit
-- column: release  the first such release
-- column: undone_by  the commit that undid it in the releases that the row is about
-- column: exposed_from  of an undone commit, the first release that had it, empty if it was never shipped
-- column: exposed_until  the next release of that line without it, empty if the line still has it
-- column: exposed_seconds  seconds between the two releases
-- column: contained_in  the first release that holds the commit, with or without its undo
-- column: release_line  line of development of the release that shipped it, else of the one that holds it
-- column: released_at  when the release that shipped it was tagged
-- column: authored_at  author date of the commit
-- column: subject  subject of the commit
WITH tagged AS (
    SELECT DISTINCT m.commit_id AS id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue
),
-- Branches instead of an OR, so that each uses an index.
named AS (
    SELECT c.id FROM commits AS c WHERE c.sha = :commit
    UNION ALL
    SELECT t.id FROM tagged AS t WHERE CAST(:commit AS text) IS NULL
    UNION ALL
    SELECT DISTINCT f.undone_id
    FROM full_reverts AS f
    WHERE CAST(:commit AS text) IS NULL AND CAST(:issue AS text) IS NULL AND CAST(:undone AS integer) = 1
    UNION ALL
    SELECT c.id
    FROM commits AS c
    WHERE CAST(:commit AS text) IS NULL AND CAST(:issue AS text) IS NULL AND CAST(:undone AS integer) = 0
      AND c.line IS NOT NULL
),
-- Read once, because asking for each of all commits takes longer than everything else.
undone AS (
    SELECT f.undone_id AS id FROM full_reverts AS f
),
wanted AS (
    SELECT c.id,
           rc.set_id,
           CASE WHEN c.id IN (SELECT u.id FROM undone AS u) THEN 1 ELSE 0 END AS fallen
    FROM named AS n
    CROSS JOIN commits AS c
    LEFT JOIN release_commits AS rc ON rc.commit_id = c.id
    WHERE c.id = n.id
      AND (CAST(:issue AS text) IS NULL OR c.id IN (SELECT t.id FROM tagged AS t))
      AND {line c.line}
      AND (CAST(:undone AS integer) = 0 OR c.id IN (SELECT u.id FROM undone AS u))
      AND {days c.authored_at}
),
-- Releases are looked up once for each set, because thousands of commits share a set.
held AS (
    SELECT p.set_id, p.release_id, p.part
    FROM (SELECT s.set_id,
                 r.id AS release_id,
                 CASE CAST(:by_line AS integer) WHEN 1 THEN r.line ELSE '' END AS part,
                 ROW_NUMBER() OVER (PARTITION BY s.set_id, CASE CAST(:by_line AS integer) WHEN 1 THEN r.line ELSE '' END
                                    ORDER BY r.released_utc, r.position) AS place
          FROM (SELECT DISTINCT w.set_id FROM wanted AS w) AS w
          CROSS JOIN release_sets AS s
          CROSS JOIN releases AS r
          WHERE s.set_id = w.set_id AND r.place BETWEEN s.first_place AND s.last_place
            AND (CAST(:release_line AS text) IS NULL OR r.line = CAST(:release_line AS text))) AS p
    WHERE p.place < 2
),
-- The releases in which the undone ones were in force.
exposed AS (
    SELECT e.commit_id, e.release_id, e.release_line, e.released_utc, e.position
    FROM wanted AS w
    CROSS JOIN exposures AS e
    WHERE w.fallen = 1 AND e.commit_id = w.id
),
had AS (
    SELECT e.commit_id,
           e.release_id,
           CASE CAST(:by_line AS integer) WHEN 1 THEN e.release_line ELSE '' END AS part,
           ROW_NUMBER() OVER (PARTITION BY e.commit_id,
                                           CASE CAST(:by_line AS integer) WHEN 1 THEN e.release_line ELSE '' END
                              ORDER BY e.released_utc, e.position) AS place
    FROM exposed AS e
    WHERE CAST(:release_line AS text) IS NULL OR e.release_line = CAST(:release_line AS text)
),
-- For each the next release of the line without it.
ends AS (
    SELECT h.commit_id,
           h.part,
           n.id AS release_id,
           ROW_NUMBER() OVER (PARTITION BY h.commit_id, h.part ORDER BY n.released_utc, n.position) AS place
    FROM had AS h
    JOIN releases AS o ON o.id = h.release_id
    JOIN releases AS n ON n.line = o.line AND n.released_utc > o.released_utc
    LEFT JOIN exposed AS e ON e.commit_id = h.commit_id AND e.release_id = n.id
    WHERE h.place < 2 AND e.commit_id IS NULL
),
-- The first release that holds the commit, the first with the change, and the next without it.
spans AS (
    SELECT w.id,
           w.fallen,
           h.part,
           h.release_id AS held_id,
           CASE WHEN w.fallen = 1 THEN a.release_id ELSE h.release_id END AS first_id,
           e.release_id AS next_id
    FROM wanted AS w
    LEFT JOIN held AS h ON h.set_id = w.set_id
    LEFT JOIN had AS a ON a.commit_id = w.id AND a.part = h.part AND a.place < 2
    LEFT JOIN ends AS e ON e.commit_id = a.commit_id AND e.part = a.part AND e.place < 2
),
newest AS (
    SELECT r.line, MAX(r.released_utc) AS released_utc FROM releases AS r WHERE r.line <> 'main' GROUP BY r.line
    UNION ALL
    SELECT 'main', MAX(r.released_utc) FROM releases AS r
)
SELECT c.sha,
       c.line,
       -- What is younger than the newest tag of its line, or than all tags for main, may have been shipped since.
       CASE
           WHEN r.id IS NOT NULL THEN 1
           WHEN h.id IS NULL
                AND c.committed_utc > COALESCE(y.released_utc, 0) THEN NULL
           ELSE 0
       END AS shipped,
       r.version AS release,
       CASE
           WHEN p.fallen = 1 THEN
               (SELECT k.sha
                FROM (SELECT m.id,
                             m.sha,
                             m.committed_utc,
                             CASE
                                 WHEN EXISTS (SELECT 1
                                              FROM undone_in_releases AS u
                                              WHERE u.undone_id = p.id AND u.undoing_id = m.id
                                                AND u.release_id
                                                    = COALESCE(n.id, CASE WHEN r.id IS NULL THEN h.id END)) THEN 1
                                 ELSE 0
                             END AS there
                      FROM full_reverts AS f
                      JOIN commits AS m ON m.id = f.undoing_id
                      WHERE f.undone_id = p.id) AS k
                WHERE k.there = 1 OR CAST(:by_line AS integer) = 0
                ORDER BY k.there DESC, k.committed_utc, k.sha
                LIMIT 1)
       END AS undone_by,
       CASE WHEN p.fallen = 1 THEN r.version END AS exposed_from,
       n.version AS exposed_until,
       n.released_utc - r.released_utc AS exposed_seconds,
       h.version AS contained_in,
       COALESCE(r.line, h.line) AS release_line,
       r.released_at,
       c.authored_at,
       c.subject
FROM spans AS p
JOIN commits AS c ON c.id = p.id
LEFT JOIN releases AS r ON r.id = p.first_id
LEFT JOIN releases AS n ON n.id = p.next_id
LEFT JOIN releases AS h ON h.id = p.held_id
LEFT JOIN newest AS y ON y.line = c.line
ORDER BY c.authored_utc, c.sha, COALESCE(h.released_utc, 0), COALESCE(h.position, 0)
{limit}
