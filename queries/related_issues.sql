-- title: Related issues
-- description: Issues that are related to an issue, because one message names both, or because a commit of one cites,
--   undoes, relands or backports a commit of the other, is another attempt at it, names the pull request that landed
--   it, or lands the same patch. What a revert quotes counts; quoted logs and merges do not. Or because a tracker says
--   so, as far as it was fetched, or a document that lists both.
-- parameter: issue  issue    optional  only issues related to this one
-- parameter: limit  integer  optional  at most this many rows
-- column: issue  the issue
-- column: related  the issue related to it
-- column: how  'same commit', 'cites', 'undoes', 'relands', 'next-attempt', 'backports', 'pull request' or 'same
--   patch', in either direction; of trackers 'superseded', 'depends', 'same pull request', 'named' in the text of one,
--   or 'referenced'; 'listed together' by a document
-- column: commits  number of commits that relate them in this way, 0 if it is not known from commits
-- column: first_at  author date of the first of these commits, or when a tracker first said so
-- column: last_at  author date of the last of them, or when a tracker last said so
-- column: title  title of the related issue
-- column: sha  the first of the commits
-- column: subject  first line of its message, the sentence of the tracker, or the document
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
own AS (
    SELECT n.issue_id, n.tracker, n.number FROM wanted AS w CROSS JOIN issue_numbers AS n WHERE n.issue_id = w.id
),
owned AS (
    SELECT DISTINCT o.issue_id, l.pull_number, CAST(l.pull_number AS text) AS number
    FROM own AS o
    CROSS JOIN issue_pull_requests AS l
    -- An address in the text of a pull request may be that of any issue.
    WHERE l.tracker = o.tracker AND l.number = o.number AND l.source <> 'address'
),
-- What trackers say, in either direction, as (issue, tracker and number of the other, way, when, words).
said AS (
    SELECT o.issue_id,
           l.to_tracker AS tracker,
           l.to_number AS number,
           CASE l.kind WHEN 'superseded-by' THEN 11 WHEN 'depends-on' THEN 12 ELSE 16 END AS way,
           CAST(NULL AS text) AS at,
           CASE l.source WHEN 'record' THEN CAST(NULL AS text) ELSE l.source END AS words
    FROM own AS o
    CROSS JOIN issue_links AS l
    WHERE l.tracker = o.tracker AND l.number = o.number AND l.kind <> 'refused'
    UNION ALL
    SELECT o.issue_id,
           l.tracker,
           l.number,
           CASE l.kind WHEN 'superseded-by' THEN 11 WHEN 'depends-on' THEN 12 ELSE 16 END,
           CAST(NULL AS text),
           CASE l.source WHEN 'record' THEN CAST(NULL AS text) ELSE l.source END
    FROM own AS o
    CROSS JOIN issue_links AS l
    WHERE l.to_tracker = o.tracker AND l.to_number = o.number AND l.kind <> 'refused'
    UNION ALL
    SELECT o.issue_id, l.tracker, l.number, 13, CAST(NULL AS text), 'GH-' || o.number
    FROM owned AS o
    CROSS JOIN issue_pull_requests AS l
    WHERE l.pull_number = o.pull_number AND l.source <> 'address'
    UNION ALL
    SELECT o.issue_id, k.to_tracker, k.to_number, 14, k.said_at, k.words
    FROM own AS o
    CROSS JOIN record_claims AS k
    WHERE k.tracker = o.tracker AND k.number = o.number AND k.says = 'names'
    UNION ALL
    SELECT o.issue_id, k.to_tracker, k.to_number, 14, k.said_at, k.words
    FROM owned AS o
    CROSS JOIN record_claims AS k
    WHERE k.tracker = 'pr' AND k.number = o.number AND k.says = 'names'
    UNION ALL
    SELECT o.issue_id, k.tracker, k.number, 14, k.said_at, k.words
    FROM own AS o
    CROSS JOIN record_claims AS k
    WHERE k.to_tracker = o.tracker AND k.to_number = o.number AND k.says = 'names' AND k.tracker = 'gh'
    UNION ALL
    SELECT o.issue_id, l.tracker, l.number, 14, k.said_at, k.words
    FROM own AS o
    CROSS JOIN record_claims AS k
    CROSS JOIN issue_pull_requests AS l
    WHERE k.to_tracker = o.tracker AND k.to_number = o.number AND k.says = 'names' AND k.tracker = 'pr'
      AND l.pull_number = CAST(k.number AS bigint) AND l.source <> 'address'
    UNION ALL
    SELECT o.issue_id, e.to_tracker, e.to_number, 15, e.at, CAST(NULL AS text)
    FROM own AS o
    CROSS JOIN issue_events AS e
    WHERE e.tracker = o.tracker AND e.number = o.number AND e.to_tracker = 'gh'
    UNION ALL
    SELECT o.issue_id, l.tracker, l.number, 15, e.at, 'GH-' || e.to_number
    FROM own AS o
    CROSS JOIN issue_events AS e
    CROSS JOIN issue_pull_requests AS l
    WHERE e.tracker = o.tracker AND e.number = o.number AND e.to_tracker = 'pr'
      AND l.pull_number = CAST(e.to_number AS bigint) AND l.source <> 'address'
    UNION ALL
    SELECT o.issue_id, e.tracker, e.number, 15, e.at, CAST(NULL AS text)
    FROM own AS o
    CROSS JOIN issue_events AS e
    WHERE e.to_tracker = o.tracker AND e.to_number = o.number
    UNION ALL
    SELECT o.issue_id, e.tracker, e.number, 15, e.at, 'GH-' || e.to_number
    FROM owned AS o
    CROSS JOIN issue_events AS e
    WHERE e.to_tracker = 'pr' AND e.to_number = o.number
),
told AS (
    SELECT s.issue_id,
           n.issue_id AS related_id,
           s.way,
           s.at,
           s.words,
           ROW_NUMBER() OVER (PARTITION BY s.issue_id, n.issue_id, s.way
                              ORDER BY CASE WHEN s.at IS NULL THEN 1 ELSE 0 END, s.at, s.words) AS rank
    FROM said AS s
    CROSS JOIN issue_numbers AS n
    WHERE n.tracker = s.tracker AND n.number = s.number AND n.issue_id <> s.issue_id
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
),
found AS (
    SELECT p.issue_id,
           p.related_id,
           p.way,
           p.commits,
           MAX(CASE WHEN p.rank = 1 THEN p.authored_at END) AS first_at,
           MAX(CASE WHEN p.rank = p.commits THEN p.authored_at END) AS last_at,
           MAX(CASE WHEN p.rank = 1 THEN p.sha END) AS sha,
           MAX(CASE WHEN p.rank = 1 THEN p.subject END) AS subject
    FROM placed AS p
    WHERE p.rank = 1 OR p.rank = p.commits
    GROUP BY p.issue_id, p.related_id, p.way, p.commits
    UNION ALL
    SELECT t.issue_id,
           t.related_id,
           t.way,
           0,
           MIN(t.at),
           MAX(t.at),
           CAST(NULL AS text),
           MAX(CASE WHEN t.rank = 1 THEN t.words END)
    FROM told AS t
    GROUP BY t.issue_id, t.related_id, t.way
)
SELECT i.key AS issue,
       o.key AS related,
       CASE f.way
           WHEN 1 THEN 'same commit'
           WHEN 2 THEN 'cites'
           WHEN 3 THEN 'undoes'
           WHEN 4 THEN 'relands'
           WHEN 5 THEN 'next-attempt'
           WHEN 6 THEN 'backports'
           WHEN 7 THEN 'pull request'
           WHEN 8 THEN 'same patch'
           WHEN 11 THEN 'superseded'
           WHEN 12 THEN 'depends'
           WHEN 13 THEN 'same pull request'
           WHEN 14 THEN 'named'
           WHEN 15 THEN 'referenced'
           ELSE 'listed together'
       END AS how,
       f.commits,
       f.first_at,
       f.last_at,
       o.title,
       f.sha,
       f.subject
FROM found AS f
JOIN issues AS i ON i.id = f.issue_id
JOIN issues AS o ON o.id = f.related_id
ORDER BY i.key, f.commits DESC, o.key, f.way
{limit}
