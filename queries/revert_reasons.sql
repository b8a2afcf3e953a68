-- title: Reasons of reverts
-- description: Why each undoing commit undoes, in its own words, oldest first, which is the sentence of its message
--   that says so, with line breaks as blanks; or that the message gives none, and where to read more. Quotations,
--   pointers ("see the bug"), what else the commit does and sentences that an undone commit has too are no reasons, nor
--   are titles, unless the words behind the undo say why. Only the first 3000 characters of a message are read. Commits
--   that undo an undo are left out, for they land a change again.
-- parameter: issue   issue    optional  only where the undoing or an undone commit tags or closes this issue
-- parameter: commit  commit   optional  only where this commit undoes or is undone
-- parameter: path    path     optional  only undoing commits that changed this file, folder or pattern with * and ?
-- parameter: author  person   optional  only undoing commits by authors whose name or address contains this, in any
--   case
-- parameter: line    line     optional  only undoing commits made for this line of development
-- parameter: since   day      optional  only undoing commits authored on or after this day
-- parameter: until   day      optional  only undoing commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: undoing_sha  the commit that undoes
-- column: undoing_at  author's clock of the undoing commit
-- column: reason  the sentence, that of its pull request or of a comment there, or 'the message gives none'
-- column: basis  'words' when words in it speak of a reason, 'place' when it is merely the next thing said, 'pull
--   request' or 'discussion' if it is from a tracker, 'none' without a reason
-- column: address  where more may be said, the commit's pull request or else its issue, empty if it names none
-- column: subject  subject of the undoing commit
-- column: line  line of development of the undoing commit
-- column: undone  how many commits it undoes
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
undoing AS (
    SELECT r.undoing_id AS id
    FROM wanted AS w
    JOIN reverts AS r ON r.relation_id = w.id
    WHERE (CAST(:issue AS text) IS NULL
           OR r.undoing_id IN (SELECT t.id FROM tagged AS t)
           OR r.undone_id IN (SELECT t.id FROM tagged AS t))
      AND NOT EXISTS (SELECT 1
                      FROM relations AS again
                      WHERE again.kind = 'relands'
                        AND again.source_id = r.undoing_id
                        AND again.through_id = r.undone_id
                        -- What takes such a commit back brings an undo back, but is an undo.
                        AND NOT EXISTS (SELECT 1 FROM reverts AS b WHERE b.undoing_id = again.target_id))
    GROUP BY r.undoing_id
),
-- Blanks and ends of lines do not count when a sentence is compared, for it may be broken into other lines.
undone AS (
    SELECT r.source_id AS undoing_id,
           REPLACE(REPLACE(o.message, ' ', ''), '
', '') AS bare
    FROM undoing AS u
    JOIN relations AS r ON r.source_id = u.id AND r.kind = 'undoes'
    JOIN commits AS o ON o.id = r.target_id
),
-- A sentence that an undone commit has too tells of that commit, not of the undo.
told AS (
    SELECT t.commit_id, t.sentence, t.basis, ROW_NUMBER() OVER (PARTITION BY t.commit_id ORDER BY t.ordinal) AS choice
    FROM undoing AS u
    JOIN reasons AS t ON t.commit_id = u.id
    WHERE NOT EXISTS (SELECT 1
                      FROM undone AS o
                      WHERE o.undoing_id = t.commit_id
                        AND REPLACE(o.bare, REPLACE(t.sentence, ' ', ''), '') <> o.bare)
),
-- What trackers say counts where the message says nothing.
said AS (
    SELECT u.id,
           MIN(p.reason) AS reason
    FROM undoing AS u
    CROSS JOIN mentions AS m
    CROSS JOIN pull_requests AS p
    WHERE m.commit_id = u.id AND m.tracker = 'pr' AND m.role = 'tags' AND p.number = CAST(m.number AS bigint)
      AND p.commit_id = u.id AND p.reason IS NOT NULL
    GROUP BY u.id
),
discussed AS (
    SELECT u.id,
           MIN(e.detail) AS reason
    FROM undoing AS u
    CROSS JOIN relations AS r
    CROSS JOIN evidence AS e
    WHERE r.source_id = u.id AND r.kind = 'undoes' AND e.relation_id = r.id AND e.kind = 'discussion'
    GROUP BY u.id
)
SELECT c.sha AS undoing_sha,
       c.authored_at AS undoing_at,
       COALESCE(t.sentence, s.reason, d.reason, 'the message gives none') AS reason,
       CASE
           WHEN t.sentence IS NOT NULL THEN t.basis
           WHEN s.reason IS NOT NULL THEN 'pull request'
           WHEN d.reason IS NOT NULL THEN 'discussion'
           ELSE 'none'
       END AS basis,
       (SELECT w.address
        FROM commit_addresses AS w
        WHERE w.commit_id = c.id) AS address,
       c.subject,
       c.line,
       (SELECT COUNT(*)
        FROM reverts AS r
        WHERE r.undoing_id = c.id) AS undone
FROM undoing AS u
JOIN commits AS c ON c.id = u.id
LEFT JOIN told AS t ON t.commit_id = u.id AND t.choice = 1
LEFT JOIN said AS s ON s.id = u.id
LEFT JOIN discussed AS d ON d.id = u.id
JOIN people AS a ON a.id = c.author_id
-- The filters are in a row of their own, because SQLite would read all commits to prepare for filters that are plain
-- values.
CROSS JOIN (SELECT {given line, author, since, until, path}) AS given
WHERE {touches c.id from given}
  AND {line c.line from given}
  AND {author a.canonical_name, a.canonical_email from given}
  AND {days c.authored_at from given}
ORDER BY c.committed_utc, c.sha
{limit}
