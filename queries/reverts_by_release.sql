-- title: Reverts by release
-- description: How many reverts each release was the first to hold, and how many of the commits that they undo users
--   saw, in version order. Only reverts that are more likely than not count; releases without one have zeros.
-- parameter: release  release  optional  only this release
-- parameter: line     line     optional  only releases of this line of development
-- parameter: phase    choice(alpha, beta, candidate, final)  optional  only releases of this phase
-- parameter: since    day      optional  only releases tagged on or after this day
-- parameter: until    day      optional  only releases tagged on or before this day
-- parameter: limit    integer  optional  at most this many rows
-- column: release  the version
-- column: line  line of development
-- column: phase  'alpha', 'beta', 'candidate' or 'final'
-- column: released_at  when it was tagged
-- column: reverts  commits that undo others and that no earlier release, by date, holds
-- column: undone  commits that they undo
-- column: seen  how many of those that are undone in full some release had without an undo in force
WITH seen AS (
    SELECT DISTINCT e.commit_id FROM exposures AS e
),
counted AS (
    SELECT f.release_id,
           COUNT(DISTINCT r.undoing_id) AS reverts,
           COUNT(DISTINCT r.undone_id) AS undone,
           COUNT(DISTINCT s.commit_id) AS seen
    FROM reverts AS r
    JOIN release_commits AS f ON f.commit_id = r.undoing_id
    LEFT JOIN seen AS s ON s.commit_id = r.undone_id
    GROUP BY f.release_id
)
SELECT r.version AS release,
       r.line,
       r.phase,
       r.released_at,
       COALESCE(n.reverts, 0) AS reverts,
       COALESCE(n.undone, 0) AS undone,
       COALESCE(n.seen, 0) AS seen
FROM releases AS r
LEFT JOIN counted AS n ON n.release_id = r.id
WHERE (CAST(:release AS text) IS NULL OR :release IN (r.tag, r.version))
  AND {line r.line}
  AND (CAST(:phase AS text) IS NULL OR r.phase = :phase)
  AND {days r.released_at}
ORDER BY r.position
{limit}
