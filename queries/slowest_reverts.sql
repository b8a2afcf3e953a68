-- title: Slowest reverts
-- description: The undone commits that had been in for longest, longest first, by the clocks of the committers.
-- parameter: issue   issue    optional   only where either commit tags or closes this issue
-- parameter: line    line     optional   only undoing commits made for this line of development
-- parameter: since   day      optional   only undoing commits authored on or after this day
-- parameter: until   day      optional   only undoing commits authored on or before this day
-- parameter: limit   integer  default 20  at most this many rows
-- column: delay_seconds  how long the undone commit had been in
-- column: undone_sha  the commit that was undone
-- column: undone_at  its author's clock
-- column: undone_subject  its subject
-- column: undoing_sha  the commit that undoes it
-- column: undoing_at  its author's clock
-- column: undoing_subject  its subject
-- column: line  line of development of the undoing commit
-- column: extent  'full' or 'partial'
-- column: confidence  from 0 to 1
WITH tagged AS (
    SELECT m.commit_id AS id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue
),
-- One branch for each index instead of an OR.
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
-- The filters are in a row of their own, because SQLite would read all commits to prepare for filters that are plain
-- values.
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE u.kind = 'revert'
  AND {line u.line from given}
  AND {days u.undoing_at from given}
ORDER BY u.delay_seconds DESC, u.undone_sha, u.undoing_sha
{limit}
