-- title: Numbers of issues
-- description: Issues that have numbers in several trackers, with the first commit that names both. With `open`, the
--   GitHub issues that were copied from bugs.python.org and of which nothing that was mined tells the old number.
-- parameter: issue  issue    optional   only this issue
-- parameter: open   boolean  default 0  the issues whose number at bugs.python.org is missing instead
-- parameter: limit  integer  optional   at most this many rows
-- column: issue  the issue's key
-- column: bpo  its number at bugs.python.org, or at SourceForge before
-- column: gh  its number on GitHub
-- column: other  its number in JitterBug
-- column: source  the weakest of the sources of its numbers, 'shipped' with the tool, a 'commit' that added a NEWS file
--   with it, a 'message', the 'news' or a fetched 'record'
-- column: sha  the first commit whose message names two of them
-- column: commits  commits that tag or close the issue, merges and proposed commits not counted
-- column: first_at  author date of the first of them
-- column: last_at  author date of the last of them
-- column: title  title of the issue
-- column: refused  the first number of the other tracker that a commit names together with one of its numbers and that
--   cannot be its own, or that is the same number, new when GitHub's issues began, and may have been meant
-- Branches instead of an OR, so that each uses an index.
WITH asked AS (
    SELECT i.id FROM issues AS i WHERE i.key = :issue
    UNION ALL
    SELECT i.id FROM issues AS i WHERE CAST(:issue AS text) IS NULL
),
wanted AS (
    SELECT n.issue_id,
           MIN(CASE n.tracker WHEN 'bpo' THEN n.number END) AS bpo,
           MIN(CASE n.tracker WHEN 'gh' THEN n.number END) AS gh,
           MIN(CASE WHEN n.tracker NOT IN ('bpo', 'gh', 'issue') THEN n.tracker || '-' || n.number END) AS other,
           MIN(CASE n.source
                   WHEN 'shipped' THEN '1shipped'
                   WHEN 'commit' THEN '2commit'
                   WHEN 'message' THEN '3message'
                   WHEN 'news' THEN '4news'
                   ELSE '5' || n.source
               END) AS source
    FROM asked AS a
    CROSS JOIN issue_numbers AS n
    CROSS JOIN (SELECT {given open}) AS given
    WHERE n.issue_id = a.id
    GROUP BY n.issue_id, given.open
    HAVING CASE
               WHEN given.open = 0 THEN CASE WHEN COUNT(*) > 1 THEN 1 ELSE 0 END
               -- Later numbers of GitHub were never at bugs.python.org.
               WHEN MIN(CASE n.tracker WHEN 'bpo' THEN n.number END) IS NULL
                    AND MIN(CASE n.tracker WHEN 'gh' THEN CAST(n.number AS bigint) END) <= 91417 THEN 1
               ELSE 0
           END = 1
),
tagged AS (
    SELECT w.issue_id,
           c.authored_at,
           ROW_NUMBER() OVER (PARTITION BY w.issue_id ORDER BY c.authored_utc, c.sha) AS place,
           COUNT(*) OVER (PARTITION BY w.issue_id) AS commits
    FROM wanted AS w
    CROSS JOIN (SELECT DISTINCT m.issue_id, m.commit_id
                FROM wanted AS n
                CROSS JOIN mentions AS m
                WHERE m.issue_id = n.issue_id AND m.role IN ('closes', 'tags')) AS t
    CROSS JOIN commits AS c
    WHERE t.issue_id = w.issue_id AND c.id = t.commit_id AND c.parent_count < 2 AND c.line IS NOT NULL
),
spans AS (
    SELECT t.issue_id,
           t.commits,
           MAX(CASE WHEN t.place = 1 THEN t.authored_at END) AS first_at,
           MAX(CASE WHEN t.place = t.commits THEN t.authored_at END) AS last_at
    FROM tagged AS t
    GROUP BY t.issue_id, t.commits
)
SELECT i.key AS issue,
       w.bpo,
       w.gh,
       w.other,
       SUBSTR(w.source, 2) AS source,
       (SELECT c.sha
        FROM mentions AS m
        JOIN mentions AS n ON n.commit_id = m.commit_id AND n.issue_id = m.issue_id AND n.tracker > m.tracker
        JOIN commits AS c ON c.id = m.commit_id
        WHERE m.issue_id = w.issue_id
        ORDER BY c.committed_utc, c.sha
        LIMIT 1) AS sha,
       COALESCE(s.commits, 0) AS commits,
       s.first_at,
       s.last_at,
       i.title,
       (SELECT MIN(CASE n.tracker
                       WHEN 'gh' THEN l.to_tracker || '-' || l.to_number
                       ELSE l.tracker || '-' || l.number
                   END)
        FROM issue_numbers AS n
        JOIN issue_links AS l ON l.kind = 'refused'
             AND ((l.tracker = n.tracker AND l.number = n.number)
                  OR (l.to_tracker = n.tracker AND l.to_number = n.number))
        WHERE n.issue_id = w.issue_id) AS refused
FROM wanted AS w
JOIN issues AS i ON i.id = w.issue_id
LEFT JOIN spans AS s ON s.issue_id = w.issue_id
ORDER BY CAST(COALESCE(w.bpo, w.gh) AS bigint), i.key
{limit}
