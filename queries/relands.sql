-- title: Relands
-- description: Changes that were landed again after an undo, and other attempts at what they were for, oldest first.
-- parameter: issue   issue    optional  only where the original or the reland tags or closes this issue
-- parameter: commit  commit   optional  only where this commit is the original, the undo or the reland
-- parameter: kind    choice(reland, next-attempt)  optional  only relands of this kind
-- parameter: line    line     optional  only relands made for this line of development
-- parameter: since   day      optional  only relands authored on or after this day
-- parameter: until   day      optional  only relands authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: original_sha  the commit that had been undone
-- column: undoing_sha  the undo of the original
-- column: reland_sha  the commit that landed the change again, or made the next attempt
-- column: kind  'reland' if it makes the same change again, perhaps reworked, or 'next-attempt' if it solves the same
--   issue in another way
-- column: confidence  from 0 to 1
-- column: evidence  kinds of evidence, comma-separated in text order
-- column: delay_seconds  seconds from the original to the reland, by committer date; empty if the clocks
--   contradict the order
-- column: line  line of development of the reland
-- column: reland_at  author date of the reland
-- column: original_subject  subject of the original
-- column: reland_subject  subject of the reland
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
    SELECT r.id FROM named AS n JOIN relations AS r ON r.source_id = n.id AND r.kind = 'relands'
    UNION
    SELECT r.id FROM named AS n JOIN relations AS r ON r.target_id = n.id AND r.kind = 'relands'
    UNION
    SELECT r.id FROM named AS n JOIN relations AS r ON r.through_id = n.id AND r.kind = 'relands'
    UNION
    SELECT r.id
    FROM relations AS r
    WHERE r.kind = 'relands' AND CAST(:issue AS text) IS NULL AND CAST(:commit AS text) IS NULL
)
SELECT l.original_sha,
       l.undoing_sha,
       l.reland_sha,
       l.kind,
       l.confidence,
       l.evidence,
       l.delay_seconds,
       l.line,
       l.reland_at,
       l.original_subject,
       l.reland_subject
FROM wanted AS w
JOIN relands AS l ON l.relation_id = w.id
-- The parameters are selected as a row, because SQLite would first read all commits for filters that are plain
-- values.
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE (CAST(:issue AS text) IS NULL
       OR l.original_id IN (SELECT t.id FROM tagged AS t)
       OR l.reland_id IN (SELECT t.id FROM tagged AS t))
  AND (CAST(:kind AS text) IS NULL OR l.kind = :kind)
  AND {line l.line from given}
  AND {days l.reland_at from given}
ORDER BY l.reland_utc, l.reland_sha, l.original_sha
{limit}
