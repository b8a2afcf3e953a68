-- title: Reverted fixes
-- description: Commits that tag or close an issue and were undone, in full or in part, oldest undo first, and whether
--   they were landed again. Commits that are undos themselves do not count as fixes, unless they land something again.
-- parameter: issue   issue    optional  only fixes for this issue
-- parameter: path    path     optional  only fixes that changed this file, folder or pattern with * and ?
-- parameter: author  person   optional  only fixes by authors whose name or address contains this, in any case
-- parameter: line    line     optional  only undoing commits made for this line of development
-- parameter: since   day      optional  only undoing commits authored on or after this day
-- parameter: until   day      optional  only undoing commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: issue  the issue
-- column: role  'closes' if the message of the fix closes the issue, else 'tags'
-- column: sha  the fix
-- column: subject  its subject
-- column: undoing_sha  the commit that undoes it
-- column: undoing_at  author date of the undoing commit
-- column: delay_seconds  seconds from the fix to its undo, by committer date; empty if the clocks
--   contradict the order
-- column: extent  'full', 'partial' or 'unknown'
-- column: confidence  of the undo, from 0 to 1
-- column: line  line of development of the undoing commit
-- column: relanded_by  the first commit that landed the fix again, if any
-- column: standing  what became of the fix, 'stands' (after a partial undo), 'undone' or 'relanded'
WITH wanted AS (
    SELECT r.id, r.target_id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    JOIN relations AS r ON r.target_id = m.commit_id AND r.kind = 'undoes'
    WHERE i.key = :issue
    UNION
    SELECT r.id, r.target_id FROM relations AS r WHERE r.kind = 'undoes' AND CAST(:issue AS text) IS NULL
),
fixes AS (
    SELECT w.id, w.target_id, m.issue_id, MIN(m.role) AS role
    FROM wanted AS w
    JOIN mentions AS m ON m.commit_id = w.target_id
    WHERE m.issue_id IS NOT NULL AND m.role IN ('closes', 'tags')
      AND (NOT EXISTS (SELECT 1 FROM full_reverts AS undo WHERE undo.undoing_id = w.target_id)
           OR EXISTS (SELECT 1
                      FROM relations AS again
                      WHERE again.source_id = w.target_id AND again.kind = 'relands'))
    GROUP BY w.id, w.target_id, m.issue_id
)
SELECT i.key AS issue,
       f.role,
       u.undone_sha AS sha,
       u.undone_subject AS subject,
       u.undoing_sha,
       u.undoing_at,
       u.delay_seconds,
       u.extent,
       u.confidence,
       u.line,
       (SELECT s.sha
        FROM relations AS r
        JOIN commits AS s ON s.id = r.source_id
        WHERE r.target_id = f.target_id AND r.kind = 'relands' AND r.nature = 'reland'
        ORDER BY s.committed_utc, s.sha
        LIMIT 1) AS relanded_by,
       d.standing
FROM fixes AS f
JOIN issues AS i ON i.id = f.issue_id
JOIN undo_links AS u ON u.relation_id = f.id
JOIN commit_details AS d ON d.commit_id = f.target_id
-- The parameters are selected as a row, because SQLite would first read all commits for filters that are plain
-- values.
CROSS JOIN (SELECT {given issue, line, author, since, until, path}) AS given
WHERE u.nature = 'revert'
  AND (given.issue IS NULL OR i.key = given.issue)
  AND {touches f.target_id from given}
  AND {line u.line from given}
  AND {author d.author, d.author_email from given}
  AND {days u.undoing_at from given}
ORDER BY u.undoing_utc, u.undoing_sha, u.undone_sha, i.key
{limit}
