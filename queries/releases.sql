-- title: Releases
-- description: Tags that are Python versions, in version order (PEP 440), with their dates. The query other-tags lists
--   all other tags.
-- parameter: release  release  optional  only this release
-- parameter: line     line     optional  only releases of this line of development
-- parameter: phase    choice(alpha, beta, candidate, final)  optional  only releases of this phase
-- parameter: since    day      optional  only releases tagged on or after this day
-- parameter: until    day      optional  only releases tagged on or before this day
-- parameter: limit    integer  optional  at most this many rows
-- column: release  the version
-- column: tag  the tag
-- column: line  line of development
-- column: phase  'alpha', 'beta', 'candidate' or 'final'
-- column: released_at  when it was tagged, or else the committer date of its commit, or the day that the NEWS gives if
--   the tag came more than a week later
-- column: date_basis  'tag', 'commit' if the tag has no date of its own, or 'news'
-- column: previous  the previous release on its line; for the first of a line, the one that shares most commits with it
-- column: first_commits  number of commits that no earlier release (by date) holds, merges not counted
-- column: sha  the commit that is tagged
SELECT r.version AS release,
       r.tag,
       r.line,
       r.phase,
       r.released_at,
       r.date_basis,
       p.version AS previous,
       -- The id of a set is that of one of its commits, so one look-up gives the first release of the set.
       (SELECT COUNT(*)
        FROM release_sets AS s
        CROSS JOIN release_commits AS k
        CROSS JOIN release_commits AS rc
        CROSS JOIN commits AS m
        WHERE r.place BETWEEN s.first_place AND s.last_place AND k.commit_id = s.set_id AND k.release_id = r.id
          AND rc.set_id = s.set_id AND m.id = rc.commit_id AND m.parent_count < 2) AS first_commits,
       c.sha
FROM releases AS r
JOIN commits AS c ON c.id = r.commit_id
LEFT JOIN releases AS p ON p.id = r.previous_id
WHERE (CAST(:release AS text) IS NULL OR :release IN (r.tag, r.version))
  AND {line r.line}
  AND (CAST(:phase AS text) IS NULL OR r.phase = :phase)
  AND {days r.released_at}
ORDER BY r.position, r.tag
{limit}
