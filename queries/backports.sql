-- title: Backports
-- description: Commits that bring a change from one line of development to another, oldest first.
-- parameter: issue   issue    optional  only where either commit tags or closes this issue
-- parameter: commit  commit   optional  only where this commit is the original or the backport
-- parameter: line    line     optional  only backports made for this line of development
-- parameter: since   day      optional  only backports authored on or after this day
-- parameter: until   day      optional  only backports authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: original_sha  the commit that was brought over
-- column: backport_sha  the commit that brings it
-- column: line  line of development of the backport
-- column: evidence  kinds of evidence, comma-separated in text order
-- column: confidence  from 0 to 1
-- column: delay_seconds  seconds from the original to the backport, by committer date; empty if the clocks
--   contradict the order
-- column: backport_at  author date of the backport
-- column: extent  'exact' if all files have the same contents before and after on both lines, else 'adapted'
-- column: original_subject  subject of the original
-- column: backport_subject  subject of the backport
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
    SELECT r.id FROM named AS n JOIN relations AS r ON r.source_id = n.id AND r.kind = 'backports'
    UNION
    SELECT r.id FROM named AS n JOIN relations AS r ON r.target_id = n.id AND r.kind = 'backports'
    UNION
    SELECT r.id
    FROM relations AS r
    WHERE r.kind = 'backports' AND CAST(:issue AS text) IS NULL AND CAST(:commit AS text) IS NULL
)
SELECT b.original_sha,
       b.backport_sha,
       b.line,
       b.evidence,
       b.confidence,
       b.delay_seconds,
       b.backport_at,
       b.extent,
       b.original_subject,
       b.backport_subject
FROM wanted AS w
JOIN backports AS b ON b.relation_id = w.id
-- The parameters are selected as a row, because SQLite would first read all commits for filters that are plain
-- values.
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE (CAST(:issue AS text) IS NULL
       OR b.original_id IN (SELECT t.id FROM tagged AS t)
       OR b.backport_id IN (SELECT t.id FROM tagged AS t))
  AND {line b.line from given}
  AND {days b.backport_at from given}
ORDER BY b.backport_utc, b.backport_sha, b.original_sha
{limit}
