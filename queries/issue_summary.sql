-- title: Issues in summary
-- description: One row for each issue that a commit tags or closes, the latest commit first. Merges and proposed
--   commits are not counted.
-- parameter: issue   issue    optional  only this issue
-- parameter: path    path     optional  only commits that changed this file, folder or pattern with * and ?
-- parameter: author  person   optional  only commits by authors whose name or address contains this, in any case
-- parameter: line    line     optional  only commits made for this line of development
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: issue  the issue's key, bpo-N, or gh-N if no number at bugs.python.org is known
-- column: other_numbers  its other numbers, comma-separated in text order
-- column: title  its title
-- column: source  where the title and the dates come from; titles that no tracker gave are 'derived from the NEWS' or
--   'derived from a commit'
-- column: opened_at  when it was opened, if a tracker said so
-- column: closed_at  when it was closed
-- column: creator  who opened it
-- column: commits  commits that tag or close it
-- column: undone  how many of them are undone on their own line
-- column: reverts  how many of them revert something; the revert of a revert lands it again and does not count
-- column: lines  lines of development that they were made for
-- column: first_at  author date of the first of them
-- column: last_at  author date of the last of them
WITH tagged AS (
    {tagging}
),
placed AS (
    SELECT t.issue_id,
           c.line,
           c.authored_at,
           c.authored_utc,
           CASE WHEN s.standing = 'undone' THEN 1 ELSE 0 END AS undone,
           CASE WHEN EXISTS (SELECT 1
                             FROM cycle_steps AS y
                             WHERE y.commit_id = c.id AND y.role = 'revert') THEN 1
                ELSE 0
           END AS reverts,
           ROW_NUMBER() OVER (PARTITION BY t.issue_id ORDER BY c.authored_utc, c.sha) AS place,
           COUNT(*) OVER (PARTITION BY t.issue_id) AS commits
    FROM tagged AS t
    CROSS JOIN commits AS c
    CROSS JOIN people AS a
    CROSS JOIN (SELECT {given line, author, since, until, path}) AS given
    LEFT JOIN commit_standings AS s ON s.commit_id = c.id AND s.line = c.line
    WHERE c.id = t.commit_id AND a.id = c.author_id AND c.parent_count < 2 AND c.line IS NOT NULL
      AND {touches c.id from given}
      AND {line c.line from given}
      AND {author a.canonical_name, a.canonical_email from given}
      AND {days c.authored_at from given}
),
summed AS (
    SELECT p.issue_id,
           p.commits,
           SUM(p.undone) AS undone,
           SUM(p.reverts) AS reverts,
           COUNT(DISTINCT p.line) AS lines,
           MAX(CASE WHEN p.place = 1 THEN p.authored_at END) AS first_at,
           MAX(CASE WHEN p.place = p.commits THEN p.authored_at END) AS last_at,
           MAX(p.authored_utc) AS last_utc
    FROM placed AS p
    GROUP BY p.issue_id, p.commits
)
SELECT i.key AS issue,
       -- Few issues have other numbers.
       CASE
           WHEN n.issue_id IS NOT NULL
           THEN (SELECT d.other_numbers FROM issue_details AS d WHERE d.issue_id = i.id)
       END AS other_numbers,
       i.title,
       i.source,
       i.opened_at,
       i.closed_at,
       i.creator,
       s.commits,
       s.undone,
       s.reverts,
       s.lines,
       s.first_at,
       s.last_at
FROM summed AS s
JOIN issues AS i ON i.id = s.issue_id
LEFT JOIN (SELECT b.issue_id FROM issue_numbers AS b GROUP BY b.issue_id HAVING COUNT(*) > 1) AS n
       ON n.issue_id = s.issue_id
ORDER BY s.last_utc DESC, i.key
{limit}
