-- title: Releases whose ancestors commits are
-- description: What the graph says, as `git tag --contains` does: the releases that have each commit among their
--   ancestors, one row per commit and release. A merge can make a commit an ancestor without bringing its
--   content: commit_releases has the releases that hold it.
-- column: sha  the commit
-- column: line  line of development of the commit
-- column: release  version of the release
-- column: tag  the release's tag
-- column: release_line  line of development of the release
-- column: held  1 if the release holds the commit, else 0
-- column: commit_id  key of the commit in commits
-- column: release_id  key of the release in releases
SELECT c.sha,
       c.line,
       r.version AS release,
       r.tag,
       r.line    AS release_line,
       CASE
           WHEN EXISTS (SELECT 1
                        FROM release_sets AS h
                        WHERE h.set_id = rc.set_id AND r.place BETWEEN h.first_place AND h.last_place) THEN 1
           ELSE 0
       END AS held,
       c.id      AS commit_id,
       r.id      AS release_id
-- CROSS JOIN keeps SQLite from starting with the releases.
FROM commits AS c
CROSS JOIN release_commits AS rc
CROSS JOIN release_sets AS s
CROSS JOIN releases AS r
WHERE rc.commit_id = c.id AND s.set_id = rc.contained_set_id AND r.place BETWEEN s.first_place AND s.last_place
