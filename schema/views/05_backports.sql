-- title: Backports
-- description: Commits that bring a change from one line of development to another.
-- column: original_sha  the commit that was brought over
-- column: backport_sha  the commit that brings it
-- column: line  line of development of the backport
-- column: extent  'exact' if all files have the same contents before and after on both lines, else 'adapted'
-- column: evidence  kinds of evidence, comma-separated in text order
-- column: confidence  from 0 to 1
-- column: delay_seconds  seconds from the original to the backport, by committer date; empty if the clocks
--   contradict the order
-- column: backport_at  author date of the backport
-- column: original_subject  subject of the original
-- column: backport_subject  subject of the backport
-- column: backport_utc  committer date of the backport, in seconds since 1970
-- column: original_id  key of the original in commits
-- column: backport_id  key of the backport in commits
-- column: relation_id  key of the row in relations
SELECT d.target_sha     AS original_sha,
       d.source_sha     AS backport_sha,
       d.line,
       d.extent,
       d.evidence,
       d.confidence,
       d.delay_seconds,
       d.source_at      AS backport_at,
       d.target_subject AS original_subject,
       d.source_subject AS backport_subject,
       d.source_utc     AS backport_utc,
       d.target_id      AS original_id,
       d.source_id      AS backport_id,
       d.relation_id
FROM relation_details AS d
WHERE d.kind = 'backports'
