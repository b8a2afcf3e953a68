-- title: Mass reverts
-- description: Commits that undo several others at once, oldest first. Only reverts that are more likely than not
--   count.
-- parameter: least   integer  default 3  at least this many undone commits
-- parameter: issue   issue    optional   only where the undoing or an undone commit tags or closes this issue
-- parameter: author  person   optional   only undoing commits by authors whose name or address contains this, in any
--   case
-- parameter: line    line     optional   only undoing commits made for this line of development
-- parameter: since   day      optional   only undoing commits authored on or after this day
-- parameter: until   day      optional   only undoing commits authored on or before this day
-- parameter: limit   integer  optional   at most this many rows
-- column: undoing_sha  the commit that undoes
-- column: undoing_at  author date of the undoing commit
-- column: subject  subject of the undoing commit
-- column: line  line of development of the undoing commit
-- column: undone  how many commits it undoes
-- column: in_full  how many of them it undoes in full
-- column: undone_shas  the commits that it undoes, oldest first, comma-separated
WITH RECURSIVE tagged AS (
    SELECT m.commit_id AS id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue
),
wanted AS (
    SELECT t.id FROM tagged AS t
    UNION
    SELECT r.source_id FROM tagged AS t JOIN relations AS r ON r.target_id = t.id AND r.kind = 'undoes'
    UNION
    SELECT r.source_id FROM relations AS r WHERE r.kind = 'undoes' AND CAST(:issue AS text) IS NULL
),
undos AS (
    SELECT r.undoing_id,
           r.extent,
           t.sha,
           ROW_NUMBER() OVER (PARTITION BY r.undoing_id ORDER BY t.committed_utc, t.sha) AS place,
           COUNT(*) OVER (PARTITION BY r.undoing_id) AS undone
    FROM wanted AS w
    JOIN reverts AS r ON r.undoing_id = w.id
    JOIN commits AS t ON t.id = r.undone_id
),
many AS (
    SELECT u.undoing_id, u.extent, u.sha, u.place, u.undone
    FROM undos AS u
    WHERE u.undone >= CAST(:least AS integer)
),
-- The dialects share no ordered aggregate, so a recursive query appends one item at a time.
lists(undoing_id, place, undone, complete, shas) AS (
    SELECT m.undoing_id, m.place, m.undone, CASE m.extent WHEN 'full' THEN 1 ELSE 0 END, m.sha
    FROM many AS m
    WHERE m.place = 1
    UNION ALL
    SELECT m.undoing_id,
           m.place,
           m.undone,
           l.complete + CASE m.extent WHEN 'full' THEN 1 ELSE 0 END,
           l.shas || ',' || m.sha
    FROM lists AS l
    JOIN many AS m ON m.undoing_id = l.undoing_id AND m.place = l.place + 1
)
SELECT c.sha AS undoing_sha,
       c.authored_at AS undoing_at,
       c.subject,
       c.line,
       l.undone,
       l.complete AS in_full,
       l.shas AS undone_shas
FROM lists AS l
JOIN commits AS c ON c.id = l.undoing_id
JOIN people AS a ON a.id = c.author_id
WHERE l.place = l.undone
  AND {line c.line}
  AND {author a.canonical_name, a.canonical_email}
  AND {days c.authored_at}
ORDER BY c.committed_utc, c.sha
{limit}
