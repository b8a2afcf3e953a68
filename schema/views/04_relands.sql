-- title: Relands
-- description: Changes that were landed again after an undo, and other attempts at what they were for.
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
-- column: reland_utc  committer date of the reland, in seconds since 1970
-- column: original_id  key of the original in commits
-- column: reland_id  key of the reland in commits
-- column: relation_id  key of the row in relations
SELECT d.target_sha     AS original_sha,
       d.through_sha    AS undoing_sha,
       d.source_sha     AS reland_sha,
       d.nature         AS kind,
       d.confidence,
       d.evidence,
       d.delay_seconds,
       d.line,
       d.source_at      AS reland_at,
       d.target_subject AS original_subject,
       d.source_subject AS reland_subject,
       d.source_utc     AS reland_utc,
       d.target_id      AS original_id,
       d.source_id      AS reland_id,
       d.relation_id
FROM relation_details AS d
WHERE d.kind = 'relands'
