-- title: Slowest reverts
-- description: The undone commits with the longest time from commit to undo, by committer date, longest first.
-- parameter: issue   issue    optional   only where either commit tags or closes this issue
-- parameter: line    line     optional   only undoing commits made for this line of development
-- parameter: since   day      optional   only undoing commits authored on or after this day
-- parameter: until   day      optional   only undoing commits authored on or before this day
-- parameter: limit   integer  default 20  at most this many rows
-- column: delay_seconds  seconds from the undone commit to the undoing one, by committer date; empty if the clocks
--   contradict the order
-- column: undone_sha  the commit that was undone
-- column: undone_at  its author date
-- column: undone_subject  its subject
-- column: undoing_sha  the commit that undoes it
-- column: undoing_at  its author date
-- column: undoing_subject  its subject
-- column: line  line of development of the undoing commit
-- column: extent  'full', 'partial' or 'unknown'
-- column: confidence  from 0 to 1
WITH tagged AS (
    SELECT m.commit_id AS id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue
),
-- Branches instead of an OR, so that each uses an index.
wanted AS (
    SELECT r.id FROM tagged AS t JOIN relations AS r ON r.source_id = t.id AND r.kind = 'undoes'
    UNION
    SELECT r.id FROM tagged AS t JOIN relations AS r ON r.target_id = t.id AND r.kind = 'undoes'
    UNION
    SELECT r.id FROM relations AS r WHERE r.kind = 'undoes' AND CAST(:issue AS text) IS NULL
)
SELECT u.delay_seconds,
       u.undone_sha,
       u.undone_at,
       u.undone_subject,
       u.undoing_sha,
       u.undoing_at,
       u.undoing_subject,
       u.line,
       u.extent,
       u.confidence
FROM wanted AS w
JOIN undo_links AS u ON u.relation_id = w.id
-- The parameters are selected as a row, because SQLite would first read all commits for filters that are plain
-- values.
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE u.nature = 'revert'
  AND {line u.line from given}
  AND {days u.undoing_at from given}
ORDER BY COALESCE(u.delay_seconds, -1) DESC, u.undone_sha, u.undoing_sha
{limit}
