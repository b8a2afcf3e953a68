-- title: Undos
-- description: Which commit undid which, in full or in part, and the delay.
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
-- column: undoing_utc  committer date of the undoing commit, in seconds since 1970
-- column: undoing_id  key of the undoing commit in commits
-- column: undone_id  key of the undone commit in commits
-- column: relation_id  key of the row in relations
SELECT d.source_sha     AS undoing_sha,
       d.target_sha     AS undone_sha,
       d.extent,
       d.nature,
       d.confidence,
       d.evidence,
       d.delay_seconds,
       d.line,
       d.source_at      AS undoing_at,
       d.target_at      AS undone_at,
       d.source_subject AS undoing_subject,
       d.target_subject AS undone_subject,
       d.source_utc     AS undoing_utc,
       d.source_id      AS undoing_id,
       d.target_id      AS undone_id,
       d.relation_id
FROM relation_details AS d
WHERE d.kind = 'undoes'
