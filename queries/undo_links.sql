-- title: Undos
-- description: Which commit undid which, in full or in part, with the evidence and the delay, oldest first. The nature
--   distinguishes reverts from other inverses, such as tests that are skipped and enabled again.
-- parameter: issue   issue    optional  only where either commit tags or closes this issue
-- parameter: commit  commit   optional  only where this commit undoes or is undone
-- parameter: nature  choice(revert, toggle, removal, move, bump, trial, all)  default revert  only undos of this nature
-- parameter: line    line     optional  only undoing commits made for this line of development
-- parameter: since   day      optional  only undoing commits authored on or after this day
-- parameter: until   day      optional  only undoing commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: undoing_sha  the commit that undoes
-- column: undone_sha  the commit that it undoes
-- column: extent  'full', 'partial' or 'unknown'
-- column: nature  'revert', or what only looks like one: 'toggle', 'removal', 'move', 'bump' or 'trial'
-- column: confidence  from 0 to 1
-- column: evidence  kinds of evidence, comma-separated in text order
-- column: delay_seconds  seconds from the undone commit to the undoing one, by committer date; empty if the clocks
--   contradict the order
-- column: line  line of development of the undoing commit
-- column: undoing_at  author date of the undoing commit
-- column: undone_at  author date of the undone commit
-- column: undoing_subject  subject of the undoing commit
-- column: undone_subject  subject of the undone commit
WITH tagged AS (
    SELECT m.commit_id AS id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue
),
named AS (
    SELECT c.id FROM commits AS c WHERE c.sha = :commit
    UNION
    SELECT t.id FROM tagged AS t WHERE CAST(:commit AS text) IS NULL
),
-- Branches instead of an OR, so that each uses an index.
wanted AS (
    SELECT r.id FROM named AS n JOIN relations AS r ON r.source_id = n.id AND r.kind = 'undoes'
    UNION
    SELECT r.id FROM named AS n JOIN relations AS r ON r.target_id = n.id AND r.kind = 'undoes'
    UNION
    SELECT r.id
    FROM relations AS r
    WHERE r.kind = 'undoes' AND CAST(:issue AS text) IS NULL AND CAST(:commit AS text) IS NULL
)
SELECT u.undoing_sha,
       u.undone_sha,
       u.extent,
       u.nature,
       u.confidence,
       u.evidence,
       u.delay_seconds,
       u.line,
       u.undoing_at,
       u.undone_at,
       u.undoing_subject,
       u.undone_subject
FROM wanted AS w
JOIN undo_links AS u ON u.relation_id = w.id
-- The parameters are selected as a row, because SQLite would first read all commits for filters that are plain
-- values.
CROSS JOIN (SELECT {given line, since, until, nature}) AS given
WHERE (CAST(:issue AS text) IS NULL
       OR u.undoing_id IN (SELECT t.id FROM tagged AS t)
       OR u.undone_id IN (SELECT t.id FROM tagged AS t))
  AND (given.nature = 'all' OR u.nature = given.nature)
  AND {line u.line from given}
  AND {days u.undoing_at from given}
ORDER BY u.undoing_utc, u.undoing_sha, u.undone_sha
{limit}
