-- title: Releases of commits
-- description: The releases that hold each commit, one row per commit and release. A held commit is not always shipped,
--   because the release may also hold its undo.
-- column: sha  the commit
-- column: line  line of development of the commit
-- column: release  version of the release
-- column: released_at  when it was tagged
-- column: tag  the release's tag
-- column: release_line  line of development of the release
-- column: phase  'alpha', 'beta', 'candidate' or 'final'
-- column: released_utc  released_at, in seconds since 1970
-- column: commit_id  key of the commit in commits
-- column: release_id  key of the release in releases
SELECT c.sha,
       c.line,
       r.version AS release,
       r.released_at,
       r.tag,
       r.line    AS release_line,
       r.phase,
       r.released_utc,
       c.id      AS commit_id,
       r.id      AS release_id
-- CROSS JOIN keeps SQLite from starting with the releases.
FROM commits AS c
CROSS JOIN release_commits AS rc
CROSS JOIN release_sets AS s
CROSS JOIN releases AS r
WHERE rc.commit_id = c.id AND s.set_id = rc.set_id AND r.place BETWEEN s.first_place AND s.last_place
