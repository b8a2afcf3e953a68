-- title: Pull requests of issues
-- description: The pull requests that landed commits of an issue, and those that their messages name, in the order of
--   their numbers. Pull requests that never landed are only known from the tracker.
-- parameter: issue  issue    optional  only pull requests of this issue
-- parameter: line   line     optional  only commits made for this line of development
-- parameter: since  day      optional  only commits authored on or after this day
-- parameter: until  day      optional  only commits authored on or before this day
-- parameter: limit  integer  optional  at most this many rows
-- column: issue  the issue
-- column: number  the pull request
-- column: how  'landed' a commit of the issue, or 'named' by one
-- column: sha  the commit that it landed, or else the commit that names it
-- column: authored_at  author date of that commit
-- column: subject  subject of that commit
-- column: line  line of development of that commit
-- column: standing  of the landed commit on its own line, 'stands', 'undone', 'relanded' or 'proposed'
-- column: address  where it was discussed, if it landed a commit
WITH tagged AS (
    {tagging}
),
named AS (
    SELECT t.issue_id,
           p.number,
           t.commit_id,
           CASE WHEN p.role = 'tags' THEN 1 ELSE 2 END AS way,
           ROW_NUMBER() OVER (PARTITION BY t.issue_id, p.number
                              ORDER BY CASE WHEN p.role = 'tags' THEN 1 ELSE 2 END, c.committed_utc, c.sha) AS place
    FROM tagged AS t
    CROSS JOIN mentions AS p
    CROSS JOIN commits AS c
    WHERE p.commit_id = t.commit_id AND p.tracker = 'pr' AND COALESCE(p.resolution, '') <> 'elsewhere'
      AND c.id = t.commit_id
)
SELECT i.key AS issue,
       CAST(n.number AS bigint) AS number,
       CASE n.way WHEN 1 THEN 'landed' ELSE 'named' END AS how,
       c.sha,
       c.authored_at,
       c.subject,
       c.line,
       CASE WHEN n.way = 1 THEN (SELECT d.standing FROM commit_details AS d WHERE d.commit_id = c.id) END AS standing,
       (SELECT w.address
        FROM pull_requests AS q
        JOIN commit_addresses AS w ON w.commit_id = q.commit_id
        WHERE q.number = CAST(n.number AS bigint)) AS address
FROM named AS n
JOIN issues AS i ON i.id = n.issue_id
JOIN commits AS c ON c.id = n.commit_id
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE n.place = 1
  AND {line c.line from given}
  AND {days c.authored_at from given}
ORDER BY i.key, CAST(n.number AS bigint)
{limit}
