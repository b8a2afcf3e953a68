-- title: Slowest reverts
-- description: The undone commits with the longest time from commit to undo, by committer date, longest first. Commits
--   of long ago are often only cited, so by default only firm reverts are told: those of which the contents show what
--   was taken back, and that are at least 70 per cent certain. A revert that came to several lines, or that took the
--   same change back from several lines, is told once, where it came first.
-- parameter: issue       issue    optional    only where either commit tags or closes this issue
-- parameter: line        line     optional    only undoing commits made for this line of development
-- parameter: since       day      optional    only undoing commits authored on or after this day
-- parameter: until       day      optional    only undoing commits authored on or before this day
-- parameter: confidence  integer  default 70  only reverts that are at least so many per cent certain
-- parameter: unproven    boolean  default 0   reverts whose extent is unknown, too
-- parameter: limit       integer  default 20  at most this many rows
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
),
told AS (
    SELECT u.*,
           ROW_NUMBER() OVER (PARTITION BY COALESCE(b.patch_id, u.undoing_id), COALESCE(h.patch_id, u.undone_id)
                              ORDER BY u.undoing_utc,
                                       u.undoing_sha,
                                       COALESCE(u.delay_seconds, -1) DESC,
                                       u.undone_sha) AS place
    FROM wanted AS w
    JOIN undo_links AS u ON u.relation_id = w.id
    LEFT JOIN patch_homes AS b ON b.commit_id = u.undoing_id
    LEFT JOIN patch_homes AS h ON h.commit_id = u.undone_id
    -- The parameters are selected as a row, because SQLite would first read all commits for filters that are plain
    -- values.
    CROSS JOIN (SELECT {given line, since, until, confidence, unproven}) AS given
    WHERE u.nature = 'revert' AND 100 * u.confidence >= given.confidence
      AND (u.extent <> 'unknown' OR given.unproven = 1)
      AND {line u.line from given}
      AND {days u.undoing_at from given}
)
SELECT t.delay_seconds,
       t.undone_sha,
       t.undone_at,
       t.undone_subject,
       t.undoing_sha,
       t.undoing_at,
       t.undoing_subject,
       t.line,
       t.extent,
       t.confidence
FROM told AS t
WHERE t.place = 1
ORDER BY COALESCE(t.delay_seconds, -1) DESC, t.undone_sha, t.undoing_sha
{limit}
