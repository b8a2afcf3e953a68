-- title: Pull requests of issues
-- description: The pull requests that landed commits of an issue, those that their messages name, and those that
--   trackers tie to it, as far as that was fetched, in the order of their numbers. Only trackers know those that never
--   landed.
-- parameter: issue  issue    optional  only pull requests of this issue
-- parameter: line   line     optional  only for this line of development
-- parameter: since  day      optional  only with commits authored on or after this day, or else opened then
-- parameter: until  day      optional  only with commits authored on or before this day, or else opened then
-- parameter: limit  integer  optional  at most this many rows
-- column: issue  the issue
-- column: number  the pull request
-- column: how  'landed' a commit of the issue, 'named' by one, or 'listed' by a tracker
-- column: sha  the commit that it landed, or else the commit that names it
-- column: authored_at  author date of that commit
-- column: subject  subject of that commit
-- column: line  line of development of that commit
-- column: standing  of the landed commit on its own line, 'stands', 'undone', 'relanded', 'absent' or 'proposed'
-- column: address  where it was discussed, if it landed a commit
-- column: state  'open', 'merged', or 'closed' without being merged, if a tracker told it
-- column: title  its title there; without a fetched record in this tool's words, if it is known at all
-- column: opened_at  when it was opened
-- column: closed_at  when it was merged or closed
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
),
wanted AS (
    SELECT i.id FROM issues AS i WHERE i.key = :issue
    UNION ALL
    SELECT i.id FROM issues AS i WHERE CAST(:issue AS text) IS NULL
),
listed AS (
    SELECT DISTINCT w.id AS issue_id, l.pull_number AS number
    FROM wanted AS w
    CROSS JOIN issue_numbers AS n
    CROSS JOIN issue_pull_requests AS l
    -- An address in the text of a pull request may be that of any issue.
    WHERE n.issue_id = w.id AND l.tracker = n.tracker AND l.number = n.number AND l.source <> 'address'
),
found AS (
    SELECT n.issue_id, CAST(n.number AS bigint) AS number, n.way, n.commit_id FROM named AS n WHERE n.place = 1
    UNION ALL
    SELECT l.issue_id, l.number, 3, p.commit_id
    FROM listed AS l
    LEFT JOIN pull_requests AS p ON p.number = l.number
    LEFT JOIN named AS n ON n.issue_id = l.issue_id AND CAST(n.number AS bigint) = l.number
    WHERE n.issue_id IS NULL
),
dated AS (
    SELECT f.issue_id,
           f.number,
           f.way,
           c.id AS commit_id,
           c.sha,
           c.authored_at,
           c.subject,
           COALESCE(c.line, CASE p.base WHEN 'master' THEN 'main' ELSE p.base END) AS line,
           COALESCE(c.authored_at, p.opened_at) AS at,
           p.commit_id AS landed_id,
           p.state,
           p.title,
           p.opened_at,
           COALESCE(p.merged_at, p.closed_at) AS closed_at
    FROM found AS f
    LEFT JOIN commits AS c ON c.id = f.commit_id
    LEFT JOIN pull_requests AS p ON p.number = f.number
)
SELECT i.key AS issue,
       d.number,
       CASE d.way WHEN 1 THEN 'landed' WHEN 2 THEN 'named' ELSE 'listed' END AS how,
       d.sha,
       d.authored_at,
       d.subject,
       d.line,
       CASE
           WHEN d.way <> 2
           THEN (SELECT x.standing
                 FROM commit_details AS x
                 WHERE x.commit_id = d.commit_id)
       END AS standing,
       (SELECT w.address
        FROM commit_addresses AS w
        WHERE w.commit_id = d.landed_id) AS address,
       d.state,
       d.title,
       d.opened_at,
       d.closed_at
FROM dated AS d
JOIN issues AS i ON i.id = d.issue_id
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE {line d.line from given}
  AND {days d.at from given}
ORDER BY i.key, d.number
{limit}
