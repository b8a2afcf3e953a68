-- title: Undone in releases
-- description: Releases that hold a commit and also an undo of it that is in force there. An undo that was itself
--   undone before the release is not. Reverts of reverts are followed four levels deep; CPython has no deeper ones.
-- column: undone_id  key of the undone commit in commits
-- column: undoing_id  key of the undoing commit in commits
-- column: release_id  key of the release in releases
SELECT u.undone_id,
       u.undoing_id,
       r.id AS release_id
-- CROSS JOIN keeps SQLite from starting with the releases.
FROM full_reverts AS u
CROSS JOIN release_commits AS c
CROSS JOIN release_sets AS s
CROSS JOIN releases AS r
WHERE c.commit_id = u.undoing_id AND s.set_id = c.set_id AND r.place BETWEEN s.first_place AND s.last_place
  AND NOT EXISTS (
    SELECT 1
    FROM full_reverts AS u2
    CROSS JOIN release_commits AS c2
    CROSS JOIN release_sets AS s2
    WHERE u2.undone_id = u.undoing_id
      AND c2.commit_id = u2.undoing_id AND s2.set_id = c2.set_id
      AND r.place BETWEEN s2.first_place AND s2.last_place
      AND NOT EXISTS (
        SELECT 1
        FROM full_reverts AS u3
        CROSS JOIN release_commits AS c3
        CROSS JOIN release_sets AS s3
        WHERE u3.undone_id = u2.undoing_id
          AND c3.commit_id = u3.undoing_id AND s3.set_id = c3.set_id
          AND r.place BETWEEN s3.first_place AND s3.last_place
          AND NOT EXISTS (
            SELECT 1
            FROM full_reverts AS u4
            CROSS JOIN release_commits AS c4
            CROSS JOIN release_sets AS s4
            WHERE u4.undone_id = u3.undoing_id
              AND c4.commit_id = u4.undoing_id AND s4.set_id = c4.set_id
              AND r.place BETWEEN s4.first_place AND s4.last_place)))
