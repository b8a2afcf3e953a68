-- title: Exposures
-- description: Releases that hold an undone commit and no undo of it that is in force there, one row per commit and
--   release. Users of such a release had the change; an undone commit without a row was never shipped.
-- column: sha  the undone commit
-- column: release  version of the release
-- column: released_at  when it was tagged
-- column: release_line  line of development of the release
-- column: phase  'alpha', 'beta', 'candidate' or 'final'
-- column: released_utc  released_at, in seconds since 1970
-- column: position  rank of the release among all releases, by PEP 440
-- column: commit_id  key of the undone commit in commits
-- column: release_id  key of the release in releases
SELECT c.sha,
       r.version AS release,
       r.released_at,
       r.line    AS release_line,
       r.phase,
       r.released_utc,
       r.position,
       c.id      AS commit_id,
       r.id      AS release_id
-- CROSS JOIN keeps SQLite from starting with the releases.
FROM commits AS c
CROSS JOIN release_commits AS rc
CROSS JOIN release_sets AS s
CROSS JOIN releases AS r
WHERE rc.commit_id = c.id AND s.set_id = rc.set_id AND r.place BETWEEN s.first_place AND s.last_place
  AND EXISTS (SELECT 1 FROM full_reverts AS f WHERE f.undone_id = c.id)
  -- Most are undone before their first release, by a commit that stands: then the same releases hold both, and none of
  -- them needs to be looked at.
  AND NOT EXISTS (SELECT 1
                  FROM full_reverts AS f
                  CROSS JOIN release_commits AS o
                  WHERE f.undone_id = c.id AND o.commit_id = f.undoing_id AND o.set_id = rc.set_id
                    AND NOT EXISTS (SELECT 1 FROM full_reverts AS a WHERE a.undone_id = f.undoing_id))
  AND NOT EXISTS (SELECT 1 FROM undone_in_releases AS u WHERE u.undone_id = c.id AND u.release_id = r.id)
