-- title: What a release brings
-- description: The commits that a release holds and an earlier one does not, grouped by issue in the order of the
--   issues' numbers; commits without an issue come last. Of some, the earlier release may have the change by another
--   commit, such as a backport. By default the earlier release is the previous one on the
--   line, or for the first of a line the one that shares most commits with it. Commits that an even older release had,
--   and that only a graft of old history brings back, are left out, and so are commits that only set the version. The
--   state says whether a commit was undone before the release, and what undos undo. With a branch instead of a release,
--   what it has today, by default since its newest release.
-- parameter: release   release  optional   the release, by default the newest; does not count with a branch
-- parameter: previous  release  optional   the release to compare it with
-- parameter: branch    line     optional   instead of a release a line of development as it is now, such as main
-- parameter: issue     issue    optional   only commits that tag or close this issue
-- parameter: path      path     optional   only commits that changed this file, folder or pattern with * and ?
-- parameter: author    person   optional   only authors whose name or address contains this, in any case
-- parameter: line      line     optional   only commits made for this line of development
-- parameter: state     choice('in it', undone, undoes, 'takes back')  optional  only commits in this state
-- parameter: merges    boolean  default 0  merge commits, too
-- parameter: versions  boolean  default 0  commits that only set the version, too
-- parameter: limit     integer  optional   at most this many rows
-- column: issue  the first issue that the message names, empty if it names none
-- column: sha  the commit
-- column: state  'in it', 'undone' before the release, 'undoes' such a one, 'takes back' what the earlier release had
-- column: other_sha  the commit that undid it, or the one that it undoes
-- column: part  1 if a later commit in the release undid it in part, else 0
-- column: had_by  the commit by which the earlier release has the same change in force, empty if it has not
-- column: authored_at  author date
-- column: author  the author's name after the mailmap
-- column: subject  first line of the message
-- column: line  line of development of the commit
-- column: issues  all issues of the commit, comma-separated in text order
-- column: title  title of the issue, if a tracker record is known
-- column: news_of  the release in whose NEWS the title was, if those of the release that is asked about do not say it
-- column: first_release  the earliest release, by date, that holds the commit
-- column: housekeeping  1 if it only changes settings of services, templates, lists of names or the NEWS, else 0
-- column: sets_version  1 if it only sets the version, else 0
-- column: is_merge  1 if it is a merge, else 0
WITH asked AS (
    SELECT {given release, previous, branch, line, state, merges, versions}
),
ends AS (
    SELECT r.id AS last_id,
           p.id AS previous_id,
           p.released_utc,
           CASE WHEN r.line = p.line OR r.previous_id = p.id OR a.branch IN (p.line, 'main') THEN 1 ELSE 0 END AS near,
           a.branch, a.line, a.state, a.merges, a.versions
    FROM asked AS a
    LEFT JOIN releases AS r
         ON a.branch IS NULL
            AND r.id = CASE
                           WHEN a.release IS NULL
                               THEN (SELECT MIN(g.id)
                                     FROM releases AS g
                                     WHERE g.position = (SELECT MAX(o.position) FROM releases AS o))
                           ELSE (SELECT MIN(g.id) FROM releases AS g WHERE a.release IN (g.tag, g.version))
                       END
    LEFT JOIN releases AS p
         ON p.id = CASE
                       WHEN a.previous IS NOT NULL
                           THEN (SELECT MIN(g.id) FROM releases AS g WHERE a.previous IN (g.tag, g.version))
                       WHEN a.branch IS NULL THEN r.previous_id
                       -- The newest of the line; main has none of its own.
                       ELSE (SELECT MIN(g.id)
                             FROM releases AS g
                             WHERE g.position = COALESCE((SELECT MAX(o.position)
                                                          FROM releases AS o
                                                          WHERE o.line = a.branch),
                                                         (SELECT MAX(o.position) FROM releases AS o)))
                   END
),
-- What the earlier release had; grafted commits are in some release that is older. Of each set one such release is
-- enough.
had AS (
    SELECT s.set_id
    FROM ends AS e
    CROSS JOIN release_sets AS s
    WHERE EXISTS (SELECT 1
                  FROM releases AS r
                  WHERE r.place BETWEEN s.first_place AND s.last_place
                    AND (r.id = e.previous_id OR (e.near = 1 AND r.released_utc <= e.released_utc)))
),
sets AS (
    SELECT s.set_id
    FROM ends AS e
    CROSS JOIN release_set_members AS s
    WHERE s.release_id = e.last_id
      AND s.set_id NOT IN (SELECT h.set_id FROM had AS h)
),
brought AS (
    SELECT c.commit_id AS id FROM sets AS s CROSS JOIN release_commits AS c WHERE c.set_id = s.set_id
    UNION ALL
    SELECT k.commit_id
    FROM ends AS e
    CROSS JOIN line_set_members AS m
    CROSS JOIN line_commits AS k
    LEFT JOIN release_commits AS c ON c.commit_id = k.commit_id
    WHERE m.line = e.branch AND k.set_id = m.set_id
      AND (c.set_id IS NULL OR c.set_id NOT IN (SELECT h.set_id FROM had AS h))
),
-- What is asked about of it.
chosen AS (
    SELECT b.id
    FROM brought AS b
    WHERE CAST(:issue AS text) IS NULL
    UNION ALL
    SELECT b.id
    FROM brought AS b
    WHERE CAST(:issue AS text) IS NOT NULL AND b.id IN (SELECT t.commit_id FROM ({tagging}) AS t)
),
undone AS (
    SELECT b.id,
           k.sha AS other_sha,
           ROW_NUMBER() OVER (PARTITION BY b.id ORDER BY k.committed_utc, k.sha) AS place
    FROM ends AS e
    CROSS JOIN chosen AS b
    CROSS JOIN undone_in_releases AS u
    CROSS JOIN commits AS k
    WHERE u.undone_id = b.id AND u.release_id = e.last_id AND k.id = u.undoing_id
    UNION ALL
    -- The branch holds an undo that it did not take back itself. That the change came again later is another commit's.
    SELECT b.id, k.sha, ROW_NUMBER() OVER (PARTITION BY b.id ORDER BY k.committed_utc, k.sha)
    FROM ends AS e
    CROSS JOIN chosen AS b
    CROSS JOIN full_reverts AS f
    CROSS JOIN line_commits AS l
    CROSS JOIN line_set_members AS m
    CROSS JOIN commits AS k
    LEFT JOIN commit_standings AS t ON t.commit_id = f.undoing_id AND t.line = e.branch AND t.standing = 'undone'
    WHERE f.undone_id = b.id AND l.commit_id = f.undoing_id AND m.set_id = l.set_id AND m.line = e.branch
      AND k.id = f.undoing_id AND t.commit_id IS NULL
),
-- Targets that the earlier release had are preferred to those that came and went within this one.
undoing AS (
    SELECT t.id,
           t.other_sha,
           1 - t.came AS back,
           ROW_NUMBER() OVER (PARTITION BY t.id ORDER BY t.came, t.committed_utc, t.other_sha) AS place
    FROM (SELECT b.id,
                 k.sha AS other_sha,
                 k.committed_utc,
                 c.commit_id AS released_id,
                 CASE WHEN f.undone_id IN (SELECT o.id FROM brought AS o) THEN 1 ELSE 0 END AS came
          FROM chosen AS b
          CROSS JOIN full_reverts AS f
          CROSS JOIN commits AS k
          LEFT JOIN release_commits AS c ON c.commit_id = f.undone_id
          WHERE f.undoing_id = b.id AND k.id = f.undone_id) AS t
    WHERE t.came = 1 OR t.released_id IS NOT NULL
),
-- What the earlier release has of the same patch, the first that is in force there, as `standing` tells it.
same AS (
    SELECT b.id,
           c.sha,
           ROW_NUMBER() OVER (PARTITION BY b.id ORDER BY c.committed_utc, c.sha) AS place
    FROM ends AS e
    CROSS JOIN brought AS b
    CROSS JOIN patch_homes AS h
    CROSS JOIN patch_commits AS o
    CROSS JOIN release_commits AS k
    CROSS JOIN release_set_members AS s
    CROSS JOIN commits AS c
    WHERE h.commit_id = b.id AND o.patch_id = h.patch_id AND o.role <> 'undo' AND k.commit_id = o.commit_id
      AND s.set_id = k.set_id AND s.release_id = e.previous_id AND c.id = o.commit_id
      AND NOT EXISTS (SELECT 1
                      FROM undone_in_releases AS u
                      WHERE u.undone_id = o.commit_id AND u.release_id = e.previous_id)
),
-- If a message names several issues, the first is what the commit is about.
about AS (
    SELECT m.commit_id,
           m.issue_id,
           ROW_NUMBER() OVER (PARTITION BY m.commit_id ORDER BY m.ordinal) AS place
    FROM chosen AS b
    CROSS JOIN mentions AS m
    WHERE m.commit_id = b.id AND m.issue_id IS NOT NULL AND m.role IN ('closes', 'tags')
),
in_part AS (
    SELECT DISTINCT b.id
    FROM chosen AS b
    CROSS JOIN reverts AS p
    CROSS JOIN brought AS o
    WHERE p.undone_id = b.id AND p.extent = 'partial' AND o.id = p.undoing_id
),
told AS (
    SELECT b.id,
           CASE
               WHEN u.id IS NOT NULL THEN 'undone'
               WHEN f.back = 1 THEN 'takes back'
               WHEN f.back = 0 THEN 'undoes'
               ELSE 'in it'
           END AS state,
           COALESCE(u.other_sha, f.other_sha) AS other_sha,
           CASE WHEN p.id IS NULL THEN 0 ELSE 1 END AS part,
           s.sha AS had_by,
           a.issue_id
    FROM chosen AS b
    LEFT JOIN undone AS u ON u.id = b.id AND u.place < 2
    LEFT JOIN undoing AS f ON f.id = b.id AND f.place < 2
    LEFT JOIN in_part AS p ON p.id = b.id
    LEFT JOIN same AS s ON s.id = b.id AND s.place < 2
    LEFT JOIN about AS a ON a.commit_id = b.id AND a.place < 2
)
SELECT i.key AS issue,
       d.sha,
       t.state,
       t.other_sha,
       t.part,
       t.had_by,
       d.authored_at,
       d.author,
       d.subject,
       d.line,
       d.issues,
       i.title,
       CASE
           WHEN i.source = 'derived from the NEWS'
           THEN (SELECT f.release
                 FROM (SELECT n.release, n.text
                       FROM news_issues AS k
                       CROSS JOIN news_entries AS n
                       LEFT JOIN releases AS r ON r.version = n.release
                       WHERE k.issue_id = i.id AND k.role = 'tags' AND n.id = k.entry_id
                         AND (n.release IS NOT NULL OR n.fate IS NULL)
                       -- As titles are derived.
                       ORDER BY CASE WHEN r.released_utc IS NULL THEN 1 ELSE 0 END, r.released_utc, n.line, n.release,
                                n.path, n.blob, n.ordinal
                       LIMIT 1) AS f
                 WHERE NOT EXISTS (SELECT 1
                                   FROM news_issues AS k
                                   CROSS JOIN news_entries AS n
                                   CROSS JOIN releases AS r
                                   WHERE k.issue_id = i.id AND k.role = 'tags' AND n.id = k.entry_id
                                     AND n.text = f.text AND r.version = n.release AND r.id = e.last_id))
       END AS news_of,
       d.first_release,
       CASE WHEN {keeps_house t.id} THEN 1 ELSE 0 END AS housekeeping,
       CASE WHEN {sets_version t.id} THEN 1 ELSE 0 END AS sets_version,
       CASE WHEN d.parent_count > 1 THEN 1 ELSE 0 END AS is_merge
-- CROSS JOIN keeps SQLite from starting with the authors.
FROM told AS t
CROSS JOIN ends AS e
CROSS JOIN commit_details AS d
LEFT JOIN issues AS i ON i.id = t.issue_id
WHERE d.commit_id = t.id AND (e.merges = 1 OR d.parent_count < 2)
  AND (e.versions = 1 OR NOT {sets_version t.id})
  AND {line d.line from e}
  AND {touches t.id}
  AND {author d.author, d.author_email}
  AND (e.state IS NULL OR t.state = e.state)
-- bpo-900 before bpo-1000: by length, then by text.
ORDER BY CASE WHEN i.key IS NULL THEN 1 ELSE 0 END,
         SUBSTR(i.key, 1, 3),
         LENGTH(i.key),
         i.key,
         d.committed_utc,
         d.sha
{limit}
