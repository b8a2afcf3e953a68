-- title: Relations
-- description: Every relation between two commits, of any kind, with its evidence.
-- column: kind  'undoes', 'relands', 'backports' or 'cites'
-- column: source_sha  the commit that undoes, relands, backports or cites
-- column: source_subject  its subject
-- column: source_at  its author date
-- column: target_sha  the commit that is undone, landed again, backported or cited
-- column: target_subject  its subject
-- column: target_at  its author date
-- column: through_sha  of a reland, the undo of the target
-- column: extent  of an undo, 'full', 'partial' or 'unknown'; of a backport, 'exact' or 'adapted'
-- column: nature  of an undo, 'revert'; or of an inverse that does not call itself one, 'toggle' (disabled or tried for
--   a while), 'removal' (planned), 'move', 'bump' (versions, dates, tags) or 'trial' (test check-ins); of a reland,
--   'reland' (the same change again) or 'next-attempt' (another solution of the same issue)
-- column: confidence  from 0 to 1
-- column: evidence  kinds of evidence, comma-separated in text order
-- column: delay_seconds  seconds from the target to the source, by committer date; empty if the clocks
--   contradict the order
-- column: line  line of development of the source
-- column: source_utc  committer date of the source, in seconds since 1970
-- column: target_utc  committer date of the target, in seconds since 1970
-- column: source_id  key of the source in commits
-- column: target_id  key of the target in commits
-- column: through_id  key of the undo of the target in commits
-- column: relation_id  key of the row in relations
SELECT r.kind,
       s.sha         AS source_sha,
       s.subject     AS source_subject,
       s.authored_at AS source_at,
       t.sha         AS target_sha,
       t.subject     AS target_subject,
       t.authored_at AS target_at,
       (SELECT u.sha FROM commits AS u WHERE u.id = r.through_id) AS through_sha,
       r.extent,
       r.nature,
       r.confidence,
       -- The dialects share no ordered aggregate, so a recursive query appends one kind at a time.
       (WITH RECURSIVE reasons(kind, list) AS (
            SELECT MIN(e.kind), SUBSTR(MIN(e.kind), 1, 0)
            FROM evidence AS e
            WHERE e.relation_id = r.id
            UNION ALL
            SELECT (SELECT MIN(e.kind) FROM evidence AS e WHERE e.relation_id = r.id AND e.kind > reasons.kind),
                   reasons.list || reasons.kind || ','
            FROM reasons
            WHERE reasons.kind IS NOT NULL
        )
        SELECT RTRIM(reasons.list, ',') FROM reasons WHERE reasons.kind IS NULL) AS evidence,
       -- The source is the later one, whatever the clocks say.
       CASE WHEN s.committed_utc >= t.committed_utc THEN s.committed_utc - t.committed_utc END AS delay_seconds,
       s.line,
       s.committed_utc AS source_utc,
       t.committed_utc AS target_utc,
       r.source_id,
       r.target_id,
       r.through_id,
       r.id AS relation_id
FROM relations AS r
JOIN commits AS s ON s.id = r.source_id
JOIN commits AS t ON t.id = r.target_id
