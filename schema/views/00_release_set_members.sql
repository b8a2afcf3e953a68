-- title: Sets of releases
-- description: The releases of each set: commits that the same releases hold, or contain, share a set. See
--   commit_releases and contained_releases.
-- column: set_id  key of the set, as in release_commits
-- column: release_id  key of the release in releases
SELECT s.set_id,
       r.id AS release_id
FROM release_sets AS s
JOIN releases AS r ON r.place BETWEEN s.first_place AND s.last_place
