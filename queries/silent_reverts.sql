-- title: Silent reverts
-- description: Commits that put back what another one changed and do not say so, oldest first. Only the contents speak
--   for these reverts; the message claims no undo, quotes no title to undo and names no commit or pull request to undo.
-- parameter: issue   issue    optional  only where either commit tags or closes this issue
-- parameter: commit  commit   optional  only where this commit undoes or is undone
-- parameter: path    path     optional  only undone commits that changed this file, folder or pattern with * and ?
-- parameter: author  person   optional  only undoing commits by authors whose name or address contains this, in any
--   case
-- parameter: line    line     optional  only undoing commits made for this line of development
-- parameter: since   day      optional  only undoing commits authored on or after this day
-- parameter: until   day      optional  only undoing commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: undoing_sha  the commit that undoes
-- column: undone_sha  the commit that it undoes
-- column: undoing_subject  subject of the undoing commit
-- column: undone_subject  subject of the undone commit
-- column: extent  'full', 'partial' or 'unknown'
-- column: confidence  from 0 to 1
-- column: evidence  kinds of evidence, comma-separated in text order
-- column: delay_seconds  how long the undone commit had been in, by the clocks of both committers
-- column: line  line of development of the undoing commit
-- column: undoing_at  author's clock of the undoing commit
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
-- One branch for each index instead of an OR.
wanted AS (
    SELECT r.id FROM named AS n JOIN relations AS r ON r.source_id = n.id AND r.kind = 'undoes'
    UNION
    SELECT r.id FROM named AS n JOIN relations AS r ON r.target_id = n.id AND r.kind = 'undoes'
    UNION
    SELECT r.id
    FROM relations AS r
    WHERE r.kind = 'undoes' AND CAST(:issue AS text) IS NULL AND CAST(:commit AS text) IS NULL
),
silent AS (
    SELECT w.id
    FROM wanted AS w
    JOIN relations AS r ON r.id = w.id
    WHERE NOT EXISTS (SELECT 1 FROM undo_claims AS d WHERE d.commit_id = r.source_id)
      AND NOT EXISTS (SELECT 1 FROM quoted_titles AS q WHERE q.commit_id = r.source_id)
      AND NOT EXISTS (SELECT 1 FROM mentions AS m WHERE m.commit_id = r.source_id AND m.role = 'undoes')
)
SELECT u.undoing_sha,
       u.undone_sha,
       u.undoing_subject,
       u.undone_subject,
       u.extent,
       u.confidence,
       u.evidence,
       u.delay_seconds,
       u.line,
       u.undoing_at
FROM silent AS s
JOIN undo_links AS u ON u.relation_id = s.id
JOIN commits AS c ON c.id = u.undoing_id
JOIN people AS a ON a.id = c.author_id
-- The filters are in a row of their own, because SQLite would read all commits to prepare for filters that are plain
-- values.
CROSS JOIN (SELECT {given line, author, since, until, path}) AS given
WHERE u.nature = 'revert'
  AND (CAST(:issue AS text) IS NULL
       OR u.undoing_id IN (SELECT t.id FROM tagged AS t)
       OR u.undone_id IN (SELECT t.id FROM tagged AS t))
  AND {touches u.undone_id from given}
  AND {line u.line from given}
  AND {author a.canonical_name, a.canonical_email from given}
  AND {days u.undoing_at from given}
ORDER BY u.undoing_utc, u.undoing_sha, u.undone_sha
{limit}
