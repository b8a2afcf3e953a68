-- title: Citations
-- description: Commits whose message names another commit without undoing, relanding or backporting it.
-- column: citing_sha  the commit whose message names the other
-- column: cited_sha  the commit that is named
-- column: line  line of development of the citing commit
-- column: evidence  kinds of evidence, comma-separated in text order
-- column: confidence  from 0 to 1
-- column: citing_at  author date of the citing commit
-- column: citing_subject  subject of the citing commit
-- column: cited_subject  subject of the cited commit
-- column: citing_utc  committer date of the citing commit, in seconds since 1970
-- column: citing_id  key of the citing commit in commits
-- column: cited_id  key of the cited commit in commits
-- column: relation_id  key of the row in relations
SELECT d.source_sha     AS citing_sha,
       d.target_sha     AS cited_sha,
       d.line,
       d.evidence,
       d.confidence,
       d.source_at      AS citing_at,
       d.source_subject AS citing_subject,
       d.target_subject AS cited_subject,
       d.source_utc     AS citing_utc,
       d.source_id      AS citing_id,
       d.target_id      AS cited_id,
       d.relation_id
FROM relation_details AS d
WHERE d.kind = 'cites'
