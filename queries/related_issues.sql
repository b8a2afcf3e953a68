-- title: Related issues
-- description: Issues that are related to an issue, because one message names both, or because a commit of one cites,
--   undoes, relands or backports a commit of the other, is another attempt at it, names the pull request that landed
--   it, or lands the same patch. What a revert quotes counts; quoted logs and merges do not.
-- parameter: issue  issue    optional  only issues related to this one
-- parameter: limit  integer  optional  at most this many rows
-- column: issue  the issue
-- column: related  the issue related to it
-- column: how  'same commit', 'cites', 'undoes', 'relands', 'next-attempt', 'backports', 'pull request' or 'same
--   patch', in either direction
-- column: commits  number of commits that relate them in this way
-- column: first_at  author date of the first of these commits
-- column: last_at  author date of the last of them
-- column: title  title of the related issue
-- column: sha  the first of the commits
-- column: subject  first line of its message
WITH wanted AS (
    SELECT i.id FROM issues AS i WHERE i.key = :issue
    UNION ALL
    SELECT i.id FROM issues AS i WHERE CAST(:issue AS text) IS NULL
),
named AS (
    SELECT DISTINCT m.issue_id, m.commit_id, CASE WHEN m.role = 'mentions' THEN 0 ELSE 1 END AS tagged
    -- CROSS JOIN keeps SQLite from reordering the joins.
    FROM wanted AS w
    CROSS JOIN mentions AS m
    -- A quoted log belongs to other commits; what else is quoted, such as in reverts, may be the commit's own.
    WHERE m.issue_id = w.id AND (m.position <> 'quoted' OR m.role <> 'mentions')
      AND NOT EXISTS (SELECT 1 FROM parents AS p WHERE p.commit_id = m.commit_id AND p.position = 1)
),
near AS (
    SELECT n.issue_id, n.commit_id, 1 AS way, n.commit_id AS other_id, n.tagged FROM named AS n
    UNION ALL
    SELECT n.issue_id,
           r.source_id,
           CASE
               WHEN r.nature = 'next-attempt' THEN 5
               WHEN r.kind = 'cites' THEN 2
               WHEN r.kind = 'undoes' THEN 3
               WHEN r.kind = 'relands' THEN 4
               ELSE 6
           END,
           r.target_id,
           0
    FROM named AS n
    JOIN relations AS r ON r.source_id = n.commit_id
    WHERE n.tagged = 1
    UNION ALL
    SELECT n.issue_id,
           r.source_id,
           CASE
               WHEN r.nature = 'next-attempt' THEN 5
               WHEN r.kind = 'cites' THEN 2
               WHEN r.kind = 'undoes' THEN 3
               WHEN r.kind = 'relands' THEN 4
               ELSE 6
           END,
           r.source_id,
           0
    FROM named AS n
    JOIN relations AS r ON r.target_id = n.commit_id
    WHERE n.tagged = 1
    UNION ALL
    SELECT n.issue_id, n.commit_id, 7, p.resolved_id, 0
    FROM named AS n
    CROSS JOIN mentions AS p
    WHERE n.tagged = 1 AND p.commit_id = n.commit_id AND p.tracker IN ('pr', 'gh') AND p.resolved_id <> n.commit_id
      AND p.role = 'mentions' AND p.position <> 'quoted'
    UNION ALL
    SELECT n.issue_id, p.commit_id, 7, p.commit_id, 0
    FROM named AS n
    CROSS JOIN mentions AS p
    WHERE n.tagged = 1 AND p.resolved_id = n.commit_id AND p.tracker IN ('pr', 'gh') AND p.commit_id <> n.commit_id
      AND p.role = 'mentions' AND p.position <> 'quoted'
    UNION ALL
    SELECT n.issue_id, n.commit_id, 8, o.commit_id, 0
    FROM named AS n
    CROSS JOIN patch_homes AS h
    CROSS JOIN patch_homes AS o
    WHERE n.tagged = 1 AND h.commit_id = n.commit_id AND o.patch_id = h.patch_id AND o.commit_id <> n.commit_id
      -- What a relation ties is told by it.
      AND NOT EXISTS (SELECT 1
                      FROM relations AS r
                      WHERE r.source_id = h.commit_id AND r.target_id = o.commit_id)
      AND NOT EXISTS (SELECT 1
                      FROM relations AS r
                      WHERE r.source_id = o.commit_id AND r.target_id = h.commit_id)
),
ties AS (
    SELECT DISTINCT x.issue_id, m.issue_id AS related_id, x.way, x.commit_id
    FROM near AS x
    JOIN mentions AS m ON m.commit_id = x.other_id
    -- If one message names both issues, the commit must belong to one of them; for two commits, each to its own issue.
    WHERE m.issue_id <> x.issue_id
      AND CASE
              WHEN m.role IN ('closes', 'tags') THEN 1
              WHEN m.position <> 'quoted' THEN x.tagged
              ELSE 0
          END = 1
),
placed AS (
    SELECT t.issue_id,
           t.related_id,
           t.way,
           c.authored_at,
           c.sha,
           c.subject,
           ROW_NUMBER() OVER (PARTITION BY t.issue_id, t.related_id, t.way ORDER BY c.authored_utc, c.sha) AS rank,
           COUNT(*) OVER (PARTITION BY t.issue_id, t.related_id, t.way) AS commits
    FROM ties AS t
    JOIN commits AS c ON c.id = t.commit_id
)
SELECT i.key AS issue,
       o.key AS related,
       CASE p.way
           WHEN 1 THEN 'same commit'
           WHEN 2 THEN 'cites'
           WHEN 3 THEN 'undoes'
           WHEN 4 THEN 'relands'
           WHEN 5 THEN 'next-attempt'
           WHEN 6 THEN 'backports'
           WHEN 7 THEN 'pull request'
           ELSE 'same patch'
       END AS how,
       p.commits,
       MAX(CASE WHEN p.rank = 1 THEN p.authored_at END) AS first_at,
       MAX(CASE WHEN p.rank = p.commits THEN p.authored_at END) AS last_at,
       o.title,
       MAX(CASE WHEN p.rank = 1 THEN p.sha END) AS sha,
       MAX(CASE WHEN p.rank = 1 THEN p.subject END) AS subject
FROM placed AS p
JOIN issues AS i ON i.id = p.issue_id
JOIN issues AS o ON o.id = p.related_id
GROUP BY i.key, o.key, o.title, p.way, p.commits
ORDER BY i.key, p.commits DESC, o.key, p.way
{limit}
