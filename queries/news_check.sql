-- title: Does the NEWS tell the truth?
-- description: Where the NEWS and the history disagree. According to the devguide, the entry of a change that is undone
--   before its release is removed, and an undo after the release gets an entry of its own. Only releases whose tag is
--   in the database and whose NEWS could be read are checked, and only commits that no release without a tag can have
--   had; changes that need no entry are listed only with --excused.
-- parameter: release  release  optional  only this release
-- parameter: line     line     optional  only releases and unreleased changes of this line
-- parameter: issue    issue    optional  only entries about this issue and commits that tag or close it
-- parameter: finding  choice(undone, undoes, 'untold undo', 'one line', unnamed, untold)  optional
--   only findings of this kind
-- parameter: excused  boolean  default 0  findings with an excuse, too
-- parameter: limit    integer  optional  at most this many rows
-- column: finding  'undone' (an entry whose change was undone before the release, while no
--   other commit of its issue stands), 'undoes' (an entry about the undo of
--   a change that no release had), 'untold undo' (no entry about the undo of a change that a release had), 'one line'
--   (the same change has an entry on another line only), 'unnamed' (no commit names the entry's issue), 'untold' (no
--   entry about the issue of a commit)
-- column: release  the release that has the entry or lacks it, empty if not released yet
-- column: line  line of development of the release, or of the unreleased change
-- column: issue  the issue, of several the first in text order
-- column: sha  the commit that added the entry, or that has none
-- column: subject  its subject
-- column: other_sha  the commit that undoes or is undone, or the same change on the other line
-- column: section  section of the entry
-- column: text  the entry
-- column: explanation  what is wrong, as a sentence
-- column: excuse  why it may be right, 'documentation', 'tests', 'automation', 'no code' (several of these, or no path
--   at all), 'news' (the commit changes a NEWS file itself), 'undo' and 'undone' (see the other findings), 'backport'
--   (its original has no entry, either), 'told elsewhere' (the issue has an entry in another release), 'never told'
--   (the undone change had no entry, either), 'in part' (only a part of the change, or its tests and documentation, is
--   undone)
WITH asked AS (
    SELECT (SELECT MIN(r.version) FROM releases AS r WHERE :release IN (r.tag, r.version)) AS release,
           (SELECT i.id FROM issues AS i WHERE i.key = :issue) AS issue_id
),
-- Branches instead of ORs, so that each uses an index. Entries that are neither in a release nor at a tip (those with a
-- fate and no release) are left out, here and below: no user has read them.
entries AS (
    SELECT n.id, n.release, n.line, n.section, n.text, n.commit_id
    FROM asked AS a
    JOIN news_entries AS n ON n.release = a.release
    WHERE CAST(:issue AS text) IS NULL AND CAST(:release AS text) IS NOT NULL
    UNION
    SELECT n.id, n.release, n.line, n.section, n.text, n.commit_id
    -- CROSS JOIN keeps SQLite from starting with all entries.
    FROM asked AS a
    CROSS JOIN news_issues AS k
    CROSS JOIN news_entries AS n
    WHERE k.issue_id = a.issue_id AND k.role = 'tags' AND n.id = k.entry_id
      AND CAST(:issue AS text) IS NOT NULL AND (n.release IS NOT NULL OR n.fate IS NULL)
      AND (n.release IS NULL OR n.release IN (SELECT r.version FROM releases AS r))
    UNION
    SELECT n.id, n.release, n.line, n.section, n.text, n.commit_id
    FROM news_entries AS n
    WHERE CAST(:issue AS text) IS NULL AND CAST(:release AS text) IS NULL AND (n.release IS NOT NULL OR n.fate IS NULL)
      AND (n.release IS NULL OR n.release IN (SELECT r.version FROM releases AS r))
),
-- The days of releases that have no tag here: which commits they had is not known.
untagged AS (
    SELECT e.line, e.released_on AS day
    FROM news_editions AS e
    WHERE e.released_on IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM releases AS r WHERE r.version = e.release)
    GROUP BY e.line, e.released_on
),
-- Commits with an issue, in the first release that had them, or unreleased on their line.
candidates AS (
    SELECT f.commit_id, f.release_id
    FROM asked AS a
    JOIN releases AS r ON r.version = a.release
    JOIN release_commits AS f ON f.release_id = r.id
    WHERE CAST(:issue AS text) IS NULL AND CAST(:release AS text) IS NOT NULL
    UNION
    SELECT m.commit_id, f.release_id
    FROM asked AS a
    JOIN mentions AS m ON m.issue_id = a.issue_id AND m.role IN ('closes', 'tags')
    LEFT JOIN release_commits AS f ON f.commit_id = m.commit_id
    WHERE CAST(:issue AS text) IS NOT NULL
    UNION
    SELECT c.id, f.release_id
    FROM commits AS c
    LEFT JOIN release_commits AS f ON f.commit_id = c.id
    WHERE CAST(:issue AS text) IS NULL AND CAST(:release AS text) IS NULL
),
made AS (
    SELECT c.id,
           c.sha,
           c.subject,
           c.line AS own_line,
           r.version AS release,
           COALESCE(r.line, c.line) AS line,
           r.released_utc
    FROM candidates AS x
    CROSS JOIN commits AS c
    LEFT JOIN releases AS r ON r.id = x.release_id
    WHERE c.id = x.commit_id
      AND c.parent_count < 2
      AND (EXISTS (SELECT 1 FROM news_entries AS t WHERE t.release = r.version AND t.line = r.line)
           OR (r.version IS NULL
               AND EXISTS (SELECT 1
                           FROM news_entries AS t
                           WHERE t.line = c.line AND t.release IS NULL AND t.fate IS NULL)))
      AND NOT EXISTS (SELECT 1
                      FROM untagged AS u
                      WHERE (u.line = r.line OR (r.version IS NULL AND c.line IN (u.line, 'main')))
                        AND u.day || 'Z' > c.committed_at
                        AND (r.version IS NULL OR u.day || 'Z' < r.released_at))
),
-- A commit has no entry if it added none and none on the line is about one of its issues.
silent AS (
    SELECT m.id,
           m.sha,
           m.subject,
           m.own_line,
           m.release,
           m.line,
           m.released_utc
    FROM made AS m
    WHERE EXISTS (SELECT 1
                  FROM mentions AS k
                  WHERE k.commit_id = m.id AND k.issue_id IS NOT NULL AND k.role IN ('closes', 'tags'))
      AND NOT EXISTS (SELECT 1
                      FROM news_entries AS n
                      WHERE n.commit_id = m.id AND (n.release IS NOT NULL OR n.fate IS NULL))
      AND NOT EXISTS (SELECT 1
                      FROM mentions AS k
                      JOIN news_issues AS i ON i.issue_id = k.issue_id AND i.role = 'tags'
                      JOIN news_entries AS n ON n.id = i.entry_id
                      WHERE k.commit_id = m.id AND k.role IN ('closes', 'tags') AND n.line = m.line
                        AND COALESCE(n.release, '') = COALESCE(m.release, '')
                        AND (n.release IS NOT NULL OR n.fate IS NULL))
),
undos AS NOT MATERIALIZED (
    SELECT r.undoing_id, r.undone_id, r.extent
    FROM reverts AS r
    CROSS JOIN commits AS s
    CROSS JOIN commits AS t
    WHERE s.id = r.undoing_id
      AND t.id = r.undone_id
      AND t.line = s.line
),
-- Undone before the release and not landed again before it, by whichever commit of the issue.
undone AS (
    SELECT e.id AS entry_id, u.undoing_id, u.undone_id, u.extent
    -- CROSS JOIN keeps SQLite from reordering the joins.
    FROM entries AS e
    CROSS JOIN undos AS u
    LEFT JOIN releases AS r ON r.version = e.release
    LEFT JOIN release_commits AS f ON f.commit_id = u.undoing_id
    LEFT JOIN releases AS with_undo ON with_undo.id = f.release_id
    WHERE e.commit_id = u.undone_id
      AND (e.release IS NULL OR with_undo.released_utc <= r.released_utc)
      AND NOT EXISTS (SELECT 1
                      FROM relations AS again
                      JOIN commits AS l ON l.id = again.source_id
                      LEFT JOIN release_commits AS fl ON fl.commit_id = l.id
                      LEFT JOIN releases AS with_reland ON with_reland.id = fl.release_id
                      WHERE again.kind = 'relands' AND again.target_id = e.commit_id
                        AND l.line = (SELECT c.line FROM commits AS c WHERE c.id = e.commit_id)
                        AND (e.release IS NULL OR with_reland.released_utc <= r.released_utc))
      AND NOT EXISTS (SELECT 1
                      FROM news_issues AS k
                      CROSS JOIN mentions AS m
                      CROSS JOIN commits AS o
                      WHERE k.entry_id = e.id AND k.role = 'tags'
                        AND m.issue_id = k.issue_id AND m.role IN ('closes', 'tags') AND m.position <> 'quoted'
                        AND o.id = m.commit_id AND o.id <> e.commit_id AND o.parent_count < 2
                        AND (EXISTS (SELECT 1
                                     FROM release_commits AS held
                                     JOIN release_set_members AS s ON s.set_id = held.set_id
                                     WHERE held.commit_id = o.id AND s.release_id = r.id)
                             OR (e.release IS NULL AND o.line = e.line))
                        AND NOT EXISTS (SELECT 1
                                        FROM reverts AS also
                                        WHERE also.undone_id = o.id AND also.extent <> 'partial')
                        AND (NOT EXISTS (SELECT 1 FROM reverts AS also WHERE also.undoing_id = o.id)
                             OR EXISTS (SELECT 1
                                        FROM relations AS again
                                        WHERE again.kind = 'relands' AND again.source_id = o.id)))
),
-- The kinds of paths that commits without an entry, undos and undone commits changed.
touched AS (
    SELECT x.commit_id AS id,
           CASE
               WHEN SUBSTR(p.path, 1, 9) = 'Misc/NEWS' THEN 'news'
               WHEN p.path IN ('Misc/ACKS', 'Misc/HISTORY') THEN 'documentation'
               WHEN SUBSTR(p.path, 1, 4) = 'Doc/' OR SUBSTR(p.path, LENGTH(p.path) - 3) IN ('.rst', '.txt', '.man')
                    OR REPLACE(p.path, 'README', '') <> p.path THEN 'documentation'
               WHEN SUBSTR(p.path, 1, 9) = 'Lib/test/' OR REPLACE(p.path, '/test/', '') <> p.path
                    OR REPLACE(p.path, '/tests/', '') <> p.path OR REPLACE(p.path, '/idle_test/', '') <> p.path
                    OR SUBSTR(p.path, 1, 13) = 'Modules/_test' THEN 'tests'
               WHEN SUBSTR(p.path, 1, 1) = '.' OR p.path = 'appveyor.yml' THEN 'automation'
               ELSE 'code'
           END AS kind
    FROM (SELECT s.id FROM silent AS s
          UNION
          SELECT u.undoing_id FROM undone AS u
          UNION
          SELECT u.undone_id FROM undone AS u) AS w
    CROSS JOIN changes AS x
    CROSS JOIN paths AS p
    WHERE x.commit_id = w.id AND p.id = x.path_id
),
kinds AS (
    SELECT t.id,
           MAX(CASE t.kind WHEN 'news' THEN 1 ELSE 0 END) AS news,
           MAX(CASE t.kind WHEN 'code' THEN 1 ELSE 0 END) AS code,
           CASE WHEN MIN(t.kind) = MAX(t.kind) THEN MIN(t.kind) END AS only_kind
    FROM touched AS t
    GROUP BY t.id
),
excused AS (
    SELECT s.id,
           s.release,
           s.line,
           s.released_utc,
           CASE
               WHEN k.news = 1 THEN 'news'
               WHEN k.code = 1 THEN CAST(NULL AS text)
               ELSE COALESCE(k.only_kind, 'no code')
           END AS excuse
    FROM silent AS s
    LEFT JOIN kinds AS k ON k.id = s.id
),
-- The same change on another line, where it has an entry, while no release of this line has one about the issue.
twins AS (
    SELECT p.commit_id, p.other_id, o.line
    FROM (SELECT s.id AS commit_id, s.own_line, s.line, r.target_id AS other_id
          FROM silent AS s
          JOIN relations AS r ON r.kind = 'backports' AND r.source_id = s.id AND r.confidence >= 0.5
          UNION
          SELECT s.id, s.own_line, s.line, r.source_id
          FROM silent AS s
          JOIN relations AS r ON r.kind = 'backports' AND r.target_id = s.id AND r.confidence >= 0.5) AS p
    JOIN commits AS o ON o.id = p.other_id AND o.line <> p.own_line
    WHERE EXISTS (SELECT 1
                  FROM news_entries AS n
                  WHERE n.commit_id = o.id AND (n.release IS NOT NULL OR n.fate IS NULL))
      AND NOT EXISTS (SELECT 1
                      FROM mentions AS k
                      JOIN news_issues AS i ON i.issue_id = k.issue_id AND i.role = 'tags'
                      JOIN news_entries AS n ON n.id = i.entry_id
                      WHERE k.commit_id = p.commit_id AND k.role IN ('closes', 'tags') AND n.line = p.line
                        AND (n.release IS NOT NULL OR n.fate IS NULL))
),
findings AS (
    SELECT 'undone' AS finding,
           e.release,
           e.line,
           e.id AS entry_id,
           e.commit_id,
           x.undoing_id AS other_id,
           CASE x.extent
               WHEN 'partial' THEN 'the change was undone in part before the release'
               ELSE 'the change was undone before the release'
           END AS explanation,
           CASE
               WHEN x.extent = 'partial' THEN 'in part'
               WHEN had.code = 1 AND undoing.code = 0 THEN 'in part'
           END AS excuse
    FROM undone AS x
    JOIN news_entries AS e ON e.id = x.entry_id
    LEFT JOIN kinds AS had ON had.id = x.undone_id
    LEFT JOIN kinds AS undoing ON undoing.id = x.undoing_id
    UNION ALL
    SELECT 'undoes',
           e.release,
           e.line,
           e.id,
           e.commit_id,
           u.undone_id,
           'it tells of the undo of a change that no release had',
           CAST(NULL AS text)
    FROM entries AS e
    CROSS JOIN undos AS u
    WHERE e.commit_id = u.undoing_id
      AND u.extent = 'full'
      AND NOT EXISTS (SELECT 1
                      FROM undos AS also
                      JOIN release_commits AS f ON f.commit_id = also.undone_id
                      JOIN releases AS had ON had.id = f.release_id
                      WHERE also.undoing_id = e.commit_id
                        AND had.released_utc < COALESCE((SELECT MIN(r.released_utc)
                                                         FROM release_commits AS fu
                                                         JOIN releases AS r ON r.id = fu.release_id
                                                         WHERE fu.commit_id = e.commit_id), 9223372036854775807))
      -- The entry of a commit that undoes an undo is about the relanded change.
      AND NOT EXISTS (SELECT 1 FROM relations AS r WHERE r.kind = 'relands' AND r.source_id = u.undoing_id)
    UNION ALL
    SELECT 'untold undo',
           s.release,
           s.line,
           CAST(NULL AS integer),
           s.id,
           u.undone_id,
           'a release had what it undoes, and no entry says that it is gone',
           CASE
               WHEN s.excuse IS NOT NULL THEN s.excuse
               WHEN NOT EXISTS (SELECT 1
                                FROM news_entries AS n
                                WHERE n.commit_id = u.undone_id
                                  AND (n.release IS NOT NULL OR n.fate IS NULL)) THEN 'never told'
           END
    FROM undos AS u
    CROSS JOIN excused AS s
    JOIN release_commits AS fc ON fc.commit_id = u.undone_id
    JOIN releases AS had ON had.id = fc.release_id
    WHERE s.id = u.undoing_id
      AND u.extent = 'full'
      AND (s.released_utc IS NULL OR had.released_utc < s.released_utc)
      AND NOT EXISTS (SELECT 1
                      FROM relations AS again
                      WHERE again.kind = 'relands' AND s.id IN (again.through_id, again.source_id))
    UNION ALL
    SELECT 'one line',
           s.release,
           s.line,
           CAST(NULL AS integer),
           s.id,
           t.other_id,
           'the same change has an entry on ' || t.line,
           s.excuse
    FROM excused AS s
    JOIN twins AS t ON t.commit_id = s.id
    UNION ALL
    SELECT 'unnamed',
           e.release,
           e.line,
           e.id,
           e.commit_id,
           CAST(NULL AS integer),
           CASE
               WHEN e.commit_id IS NULL THEN 'no commit names the issue of the entry'
               ELSE 'no commit names the issue of the entry, not even the one that added it'
           END,
           CAST(NULL AS text)
    FROM entries AS e
    WHERE EXISTS (SELECT 1 FROM news_issues AS k WHERE k.entry_id = e.id AND k.role = 'tags')
      AND NOT EXISTS (SELECT 1
                      FROM news_issues AS k
                      JOIN mentions AS m ON m.issue_id = k.issue_id
                      WHERE k.entry_id = e.id AND k.role = 'tags')
    UNION ALL
    SELECT 'untold',
           s.release,
           s.line,
           CAST(NULL AS integer),
           s.id,
           CAST(NULL AS integer),
           CASE
               WHEN EXISTS (SELECT 1
                            FROM news_entries AS n
                            WHERE n.commit_id = s.id AND n.release IS NULL AND n.fate = 'withdrawn')
               THEN 'the commit has an issue, and its entry was taken away before a release'
               ELSE 'the commit has an issue and no entry'
           END,
           CASE
               WHEN EXISTS (SELECT 1 FROM undos AS u WHERE u.undoing_id = s.id) THEN 'undo'
               WHEN EXISTS (SELECT 1 FROM undos AS u WHERE u.undone_id = s.id) THEN 'undone'
               WHEN s.excuse IS NOT NULL THEN s.excuse
               WHEN EXISTS (SELECT 1
                            FROM mentions AS k
                            JOIN news_issues AS i ON i.issue_id = k.issue_id AND i.role = 'tags'
                            JOIN news_entries AS n ON n.id = i.entry_id
                            WHERE k.commit_id = s.id AND k.role IN ('closes', 'tags')
                              AND (n.release IS NOT NULL OR n.fate IS NULL)) THEN 'told elsewhere'
               WHEN EXISTS (SELECT 1
                            FROM relations AS r
                            WHERE r.kind = 'backports' AND r.source_id = s.id) THEN 'backport'
           END
    FROM excused AS s
    WHERE s.id NOT IN (SELECT t.commit_id FROM twins AS t)
)
SELECT f.finding,
       f.release,
       f.line,
       CASE
           WHEN f.entry_id IS NULL
           THEN (SELECT MIN(i.key)
                 FROM mentions AS m
                 JOIN issues AS i ON i.id = m.issue_id
                 WHERE m.commit_id = f.commit_id AND m.role IN ('closes', 'tags'))
           ELSE (SELECT MIN(i.key)
                 FROM news_issues AS k
                 JOIN issues AS i ON i.id = k.issue_id
                 WHERE k.entry_id = f.entry_id AND k.role = 'tags')
       END AS issue,
       c.sha,
       c.subject,
       o.sha AS other_sha,
       n.section,
       n.text,
       f.explanation,
       f.excuse
FROM findings AS f
CROSS JOIN asked AS a
LEFT JOIN commits AS c ON c.id = f.commit_id
LEFT JOIN commits AS o ON o.id = f.other_id
LEFT JOIN news_entries AS n ON n.id = f.entry_id
LEFT JOIN releases AS r ON r.version = f.release
WHERE (CAST(:finding AS text) IS NULL OR f.finding = CAST(:finding AS text))
  AND (CAST(:excused AS integer) = 1 OR f.excuse IS NULL)
  AND (CAST(:line AS text) IS NULL OR f.line = CAST(:line AS text))
  AND (CAST(:issue AS text) IS NULL OR a.release IS NULL OR f.release = a.release)
ORDER BY CASE WHEN f.release IS NULL THEN 2 WHEN r.position IS NULL THEN 1 ELSE 0 END,
         r.position,
         f.release,
         f.line,
         CASE f.finding
             WHEN 'undone' THEN 1
             WHEN 'undoes' THEN 2
             WHEN 'untold undo' THEN 3
             WHEN 'one line' THEN 4
             WHEN 'unnamed' THEN 5
             ELSE 6
         END,
         -- The dialects sort NULL at different ends.
         CASE WHEN c.committed_utc IS NULL THEN 0 ELSE 1 END,
         c.committed_utc,
         c.sha,
         o.sha,
         f.entry_id
{limit}
