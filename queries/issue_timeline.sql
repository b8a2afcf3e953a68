-- title: Timeline of an issue
-- description: All dated facts about an issue, oldest first. Besides the commits that tag it there are those that undo,
--   reland, backport or cite one of them, and those that only mention the issue. Commits have their committer date,
--   which is when they landed; an undo comes after what it undoes, whatever the clocks say. What trackers tell of the
--   issue and of its pull requests is there as far as it was fetched.
-- parameter: issue   issue    required   the issue
-- parameter: line    line     optional   only commits and NEWS of this line of development
-- parameter: since   day      optional   only events on or after this day
-- parameter: until   day      optional   only events on or before this day
-- parameter: merges  boolean  default 0  merge commits, too
-- column: at  when, with the UTC offset of the person who did it
-- column: kind  'opened', 'landed', 'reverted', 'relanded', 'backported', 'released', 'news', 'closed', 'reopened',
--   'superseded', 'cited' or 'proposed', a commit that no line has; 'unknown' if mining was cut short before it was
--   known; 'pr-opened', 'pr-merged' and 'pr-closed', without having been merged
-- column: sha  the commit, that of the release, or the one that closed the issue
-- column: subject  first line of the message, title of the issue or pull request, name of the release or text of the
--   news
-- column: line  line of development, that which a pull request was for; empty for a proposed commit
-- column: detail  what it does to which commit, which struct fields it moves, how many commits a release brought,
--   section and release of the news, or which pull request it is and who did it
-- column: source  where the fact comes from, 'message' or 'relation', a release tag, the tracker or the news file
WITH RECURSIVE tagged AS (
    SELECT DISTINCT m.commit_id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
    WHERE i.key = :issue
),
-- The ways in which a commit is involved, the most specific first:
-- 1 relands, 2 undoes, 3 backports, 4 lands another attempt after an undo, 5 lands, 6 cites a commit of the issue,
-- 7 mentions the issue in prose.
-- What only looks like a revert, such as a test that is skipped for a while, is left out.
acts AS (
    SELECT r.source_id AS commit_id,
           CASE
               WHEN r.nature = 'next-attempt' THEN 4
               WHEN r.kind = 'relands' THEN 1
               WHEN r.kind = 'undoes' THEN 2
               ELSE 3
           END AS way,
           r.target_id,
           r.extent,
           r.confidence
    FROM tagged AS t
    JOIN relations AS r ON r.source_id = t.commit_id AND r.kind IN ('relands', 'undoes', 'backports')
    WHERE (r.kind <> 'undoes' OR r.nature = 'revert')
    UNION
    SELECT r.source_id,
           CASE
               WHEN r.nature = 'next-attempt' THEN 4
               WHEN r.kind = 'relands' THEN 1
               WHEN r.kind = 'undoes' THEN 2
               WHEN r.kind = 'backports' THEN 3
               ELSE 6
           END,
           r.target_id,
           r.extent,
           r.confidence
    FROM tagged AS t
    JOIN relations AS r ON r.target_id = t.commit_id
    WHERE (r.kind <> 'undoes' OR r.nature = 'revert')
),
ways AS (
    SELECT a.commit_id, a.way FROM acts AS a WHERE a.confidence >= 0.5
    UNION
    SELECT t.commit_id, 5 FROM tagged AS t
    UNION
    SELECT m.commit_id, 7
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id AND m.role = 'mentions' AND m.position <> 'quoted'
    WHERE i.key = :issue
),
involved AS (
    SELECT s.commit_id, MIN(s.way) AS way
    FROM ways AS s
    JOIN commits AS c ON c.id = s.commit_id
    -- Selected as a row, because SQLite would first read all commits for filters that are plain values.
    CROSS JOIN (SELECT {given line, merges}) AS given
    WHERE {line c.line from given} AND (given.merges = 1 OR c.parent_count < 2)
    GROUP BY s.commit_id
),
facts AS (
    SELECT v.commit_id,
           v.way,
           d.sha,
           d.subject,
           d.line,
           d.committed_at,
           d.committed_utc,
           d.standing,
           CASE WHEN v.way = 7 OR t.commit_id IS NOT NULL THEN 'message' ELSE 'relation' END AS source
    FROM involved AS v
    JOIN commit_details AS d ON d.commit_id = v.commit_id
    LEFT JOIN tagged AS t ON t.commit_id = v.commit_id
),
-- Ancestry goes before clocks, which may be wrong: what undoes or relands a commit is told after it. The depth orders
-- those that come out at the same second.
follows AS (
    SELECT r.source_id AS commit_id, r.target_id AS earlier_id
    FROM involved AS v
    JOIN relations AS r ON r.source_id = v.commit_id AND r.kind IN ('undoes', 'relands')
    WHERE r.confidence >= 0.5
    UNION
    SELECT r.source_id, r.through_id
    FROM involved AS v
    JOIN relations AS r ON r.source_id = v.commit_id AND r.kind = 'relands'
    WHERE r.confidence >= 0.5 AND r.through_id IS NOT NULL
),
chains(commit_id, utc, depth) AS (
    SELECT f.commit_id, f.committed_utc, 0 FROM facts AS f
    UNION
    SELECT f.commit_id, c.utc, c.depth + 1
    FROM chains AS c
    JOIN follows AS f ON f.earlier_id = c.commit_id
),
instants AS (
    SELECT c.commit_id, MAX(c.utc) AS utc, MAX(c.depth) AS depth FROM chains AS c GROUP BY c.commit_id
),
targets AS (
    SELECT a.commit_id,
           SUBSTR(c.sha, 1, 10) || CASE a.extent WHEN 'partial' THEN ' in part' ELSE '' END AS name,
           ROW_NUMBER() OVER (PARTITION BY a.commit_id ORDER BY c.committed_utc, c.sha) AS rank
    FROM involved AS v
    JOIN acts AS a ON a.commit_id = v.commit_id AND a.way = v.way
    JOIN commits AS c ON c.id = a.target_id
    WHERE a.confidence >= 0.5
),
-- The dialects share no ordered aggregate, so a recursive query appends one item at a time.
lists(commit_id, rank, names) AS (
    SELECT t.commit_id, t.rank, t.name FROM targets AS t WHERE t.rank = 1
    UNION ALL
    SELECT t.commit_id, t.rank, l.names || ', ' || t.name
    FROM lists AS l
    JOIN targets AS t ON t.commit_id = l.commit_id AND t.rank = l.rank + 1
),
-- The struct fields that commits moved, if structs were read; two of them are named.
moved AS (
    SELECT k.commit_id,
           k.move,
           ROW_NUMBER() OVER (PARTITION BY k.commit_id ORDER BY k.move) AS place,
           COUNT(*) OVER (PARTITION BY k.commit_id) AS moves
    FROM (SELECT DISTINCT f.commit_id,
                          COALESCE(s.name || '.' || o.path, m.variable) || ' to ' || x.name || '.' || n.path AS move
          FROM facts AS f
          CROSS JOIN field_moves AS m
          JOIN struct_fields AS n ON n.id = m.to_field_id
          JOIN structs AS x ON x.id = n.struct_id
          LEFT JOIN struct_fields AS o ON o.id = m.field_id
          LEFT JOIN structs AS s ON s.id = o.struct_id
          WHERE m.commit_id = f.commit_id AND f.way < 6) AS k
),
moves AS (
    SELECT d.commit_id,
           'moves ' || MAX(CASE d.place WHEN 1 THEN d.move END)
           || CASE MAX(d.moves)
               WHEN 1 THEN ''
               WHEN 2 THEN ' and ' || MAX(CASE d.place WHEN 2 THEN d.move END)
               ELSE ', ' || MAX(CASE d.place WHEN 2 THEN d.move END) || ' and '
                   || CAST(MAX(d.moves) - 2 AS text) || ' more'
           END AS told
    FROM moved AS d
    GROUP BY d.commit_id
),
-- For commits that were undone at some time, the first release with the change, and the next of its line without it.
had AS (
    SELECT f.commit_id,
           e.release_id,
           ROW_NUMBER() OVER (PARTITION BY f.commit_id ORDER BY e.released_utc, e.position) AS place
    FROM facts AS f
    CROSS JOIN exposures AS e
    WHERE f.way IN (1, 3, 4, 5) AND e.commit_id = f.commit_id
),
dropped AS (
    SELECT h.commit_id,
           n.id AS release_id,
           ROW_NUMBER() OVER (PARTITION BY h.commit_id ORDER BY n.released_utc, n.position) AS place
    FROM had AS h
    CROSS JOIN releases AS o
    CROSS JOIN undone_in_releases AS u
    CROSS JOIN releases AS n
    WHERE h.place < 2 AND o.id = h.release_id AND u.undone_id = h.commit_id AND n.id = u.release_id
      AND n.line = o.line AND n.released_utc > o.released_utc
),
lost AS (
    SELECT h.release_id, d.release_id AS next_id
    FROM had AS h
    LEFT JOIN dropped AS d ON d.commit_id = h.commit_id AND d.place < 2
    WHERE h.place < 2
),
shipped AS (
    SELECT s.release_id, SUM(s.gained) AS gained, SUM(s.doomed) AS doomed, SUM(s.dropped) AS dropped
    FROM (SELECT rc.release_id, 1 AS gained, 0 AS doomed, 0 AS dropped
          FROM facts AS f
          JOIN release_commits AS rc ON rc.commit_id = f.commit_id
          WHERE f.way IN (1, 3, 4, 5) AND NOT EXISTS (SELECT 1 FROM full_reverts AS r WHERE r.undone_id = f.commit_id)
          UNION ALL
          SELECT l.release_id, 1, CASE WHEN l.next_id IS NULL THEN 0 ELSE 1 END, 0 FROM lost AS l
          UNION ALL
          SELECT l.next_id, 0, 0, 1 FROM lost AS l WHERE l.next_id IS NOT NULL) AS s
    GROUP BY s.release_id
),
numbers AS (
    SELECT n.issue_id, n.tracker, n.number
    FROM issues AS i
    JOIN issue_numbers AS n ON n.issue_id = i.id
    WHERE i.key = :issue
),
happened AS (
    SELECT h.utc,
           h.at,
           h.kind,
           h.sha,
           h.number,
           h.actor,
           h.reason,
           COALESCE(h.to_tracker, l.to_tracker) AS to_tracker,
           COALESCE(h.to_number, l.to_number) AS to_number
    FROM numbers AS n
    CROSS JOIN issue_events AS h
    -- An event need not say of which issue this is a duplicate; the record may.
    LEFT JOIN (SELECT k.tracker, k.number, MIN(k.to_tracker) AS to_tracker, MIN(k.to_number) AS to_number
               FROM numbers AS m
               CROSS JOIN issue_links AS k
               WHERE k.tracker = m.tracker AND k.number = m.number AND k.kind = 'superseded-by'
               GROUP BY k.tracker, k.number
               HAVING COUNT(*) = 1) AS l
         ON h.kind = 'duplicate' AND h.to_number IS NULL AND l.tracker = h.tracker AND l.number = h.number
    WHERE h.tracker = n.tracker AND h.number = n.number AND h.kind <> 'referenced'
),
pulls AS (
    SELECT p.*, CASE p.base WHEN 'master' THEN 'main' ELSE p.base END AS line
    FROM (SELECT l.pull_number AS number
          FROM numbers AS n
          CROSS JOIN issue_pull_requests AS l
          -- An address in the text of a pull request may be that of any issue.
          WHERE l.tracker = n.tracker AND l.number = n.number AND l.source <> 'address'
          UNION
          SELECT CAST(m.number AS bigint)
          FROM tagged AS t
          CROSS JOIN mentions AS m
          WHERE m.commit_id = t.commit_id AND m.tracker = 'pr' AND m.role = 'tags'
            AND COALESCE(m.resolution, '') <> 'elsewhere') AS w
    CROSS JOIN pull_requests AS p
    WHERE p.number = w.number AND p.opened_at IS NOT NULL
),
events AS (
    SELECT i.opened_utc AS utc,
           i.opened_at AS at,
           0 AS stage,
           0 AS depth,
           0 AS place,
           'opened' AS kind,
           CAST(NULL AS text) AS sha,
           i.title AS subject,
           CAST(NULL AS text) AS line,
           'by ' || i.creator AS detail,
           i.source
    FROM issues AS i
    WHERE i.key = :issue AND i.opened_at IS NOT NULL
    UNION ALL
    SELECT n.utc,
           f.committed_at,
           2,
           n.depth,
           f.way,
           CASE f.way
               WHEN 1 THEN 'relanded'
               WHEN 2 THEN 'reverted'
               WHEN 3 THEN 'backported'
               WHEN 4 THEN 'landed'
               WHEN 5 THEN CASE
                   WHEN f.standing IS NULL THEN 'unknown'
                   WHEN f.line IS NULL THEN 'proposed'
                   ELSE 'landed'
               END
               ELSE 'cited'
           END,
           f.sha,
           f.subject,
           f.line,
           NULLIF(COALESCE(CASE f.way
                               WHEN 1 THEN 'lands again ' || l.names
                               WHEN 2 THEN 'undoes ' || l.names
                               WHEN 3 THEN 'from ' || l.names
                               WHEN 4 THEN 'next attempt after ' || l.names
                               WHEN 6 THEN 'cites ' || l.names
                               WHEN 7 THEN 'mentions the issue'
                           END || CASE WHEN v.told IS NULL THEN '' ELSE '; ' END, '')
                  || COALESCE(v.told, ''), ''),
           f.source
    FROM facts AS f
    JOIN instants AS n ON n.commit_id = f.commit_id
    LEFT JOIN moves AS v ON v.commit_id = f.commit_id
    LEFT JOIN lists AS l ON l.commit_id = f.commit_id
         AND NOT EXISTS (SELECT 1 FROM targets AS t WHERE t.commit_id = l.commit_id AND t.rank = l.rank + 1)
    UNION ALL
    SELECT r.released_utc,
           r.released_at,
           4,
           0,
           7,
           'released',
           c.sha,
           {product} || r.version,
           r.line,
           CASE WHEN s.gained = 0 THEN '' ELSE
               'first with ' || CAST(s.gained AS text) || CASE s.gained WHEN 1 THEN ' commit' ELSE ' commits' END
                   || ' of the issue'
           END
           || CASE WHEN s.doomed = 0 THEN '' ELSE ', ' || CAST(s.doomed AS text) || ' undone later' END
           || CASE WHEN s.gained > 0 AND s.dropped > 0 THEN '; ' ELSE '' END
           || CASE WHEN s.dropped = 0 THEN '' ELSE
               'first without ' || CAST(s.dropped AS text) || CASE s.dropped WHEN 1 THEN ' commit' ELSE ' commits' END
                   || ' of the issue that had been undone'
           END,
           r.tag
    FROM shipped AS s
    JOIN releases AS r ON r.id = s.release_id
    JOIN commits AS c ON c.id = r.commit_id
    UNION ALL
    -- An entry has the date of the commit that added it, or else its own, or else that of its release.
    SELECT COALESCE(n.committed_utc, n.released_utc),
           COALESCE(n.committed_at, n.dated_at, n.released_at),
           5,
           0,
           8,
           'news',
           n.sha,
           n.text,
           n.line,
           n.told,
           n.path
    FROM (SELECT c.committed_utc,
                 d.released_utc,
                 c.committed_at,
                 d.dated_at,
                 d.released_at,
                 d.sha,
                 d.text,
                 d.line,
                 COALESCE(d.section || ', ', '')
                 || CASE
                     WHEN d.release IS NOT NULL THEN {product} || d.release
                     WHEN d.fate = 'withdrawn' THEN 'taken away before a release'
                     WHEN d.fate = 'unknown' THEN 'its release is not known'
                     ELSE 'waits for a release'
                 END AS told,
                 d.path
          FROM issues AS i
          JOIN news_issues AS k ON k.issue_id = i.id AND k.role = 'tags'
          CROSS JOIN news_details AS d
          LEFT JOIN commits AS c ON c.id = d.commit_id
          CROSS JOIN (SELECT {given line}) AS given
          WHERE i.key = :issue AND d.entry_id = k.entry_id AND d.issue = i.key
            AND (given.line IS NULL OR d.line = given.line OR c.line = given.line)) AS n
    WHERE COALESCE(n.committed_at, n.dated_at, n.released_at) IS NOT NULL
    UNION ALL
    SELECT p.utc,
           p.at,
           p.stage,
           0,
           9,
           p.kind,
           p.sha,
           p.title,
           p.line,
           'GH-' || CAST(p.number AS text) || p.told,
           'python/cpython#' || CAST(p.number AS text)
    FROM (SELECT q.opened_utc AS utc,
                 q.opened_at AS at,
                 1 AS stage,
                 'pr-opened' AS kind,
                 CAST(NULL AS text) AS sha,
                 q.title,
                 q.number,
                 q.line,
                 CASE WHEN q.creator IS NULL THEN '' ELSE ' by ' || q.creator END
                 -- When it was closed may not be known.
                 || CASE WHEN q.state = 'closed' AND q.closed_at IS NULL THEN ', never landed' ELSE '' END AS told
          FROM pulls AS q
          UNION ALL
          SELECT q.merged_utc,
                 q.merged_at,
                 3,
                 'pr-merged',
                 COALESCE((SELECT c.sha
                           FROM commits AS c
                           WHERE c.id = q.commit_id), q.merge_sha),
                 q.title,
                 q.number,
                 q.line,
                 ''
          FROM pulls AS q
          UNION ALL
          SELECT q.closed_utc,
                 q.closed_at,
                 3,
                 'pr-closed',
                 CAST(NULL AS text),
                 q.title,
                 q.number,
                 q.line,
                 CASE
                     WHEN EXISTS (SELECT 1
                                  FROM record_claims AS k
                                  WHERE k.tracker = 'pr' AND k.number = CAST(q.number AS text) AND k.comment = 0
                                    AND k.says = 'undoes') THEN ' would have undone something, but never landed'
                     ELSE ' never landed'
                 END
          FROM pulls AS q
          WHERE q.merged_at IS NULL) AS p
    CROSS JOIN (SELECT {given line}) AS given
    WHERE p.at IS NOT NULL AND (given.line IS NULL OR p.line = given.line)
    UNION ALL
    SELECT h.utc,
           h.at,
           6,
           0,
           9,
           CASE h.kind WHEN 'duplicate' THEN 'superseded' ELSE h.kind END,
           h.sha,
           i.title,
           CAST(NULL AS text),
           SUBSTR(CASE
                      WHEN h.to_number IS NULL THEN ''
                      ELSE ' by ' || COALESCE(o.key, h.to_tracker || '-' || h.to_number)
                  END
                  || CASE h.reason WHEN 'completed' THEN '' ELSE COALESCE(' as ' || REPLACE(h.reason, '_', ' '), '') END
                  || CASE
                      WHEN h.actor IS NULL THEN ''
                      WHEN h.to_number IS NULL THEN ' by ' || h.actor
                      ELSE ', says ' || h.actor
                  END, 2),
           'python/cpython#' || h.number
    FROM happened AS h
    JOIN issues AS i ON i.key = :issue
    LEFT JOIN issue_numbers AS n ON n.tracker = h.to_tracker AND n.number = h.to_number
    LEFT JOIN issues AS o ON o.id = n.issue_id
    UNION ALL
    SELECT i.closed_utc,
           i.closed_at,
           6,
           0,
           9,
           'closed',
           CAST(NULL AS text),
           i.title,
           CAST(NULL AS text),
           CAST(NULL AS text),
           i.source
    FROM issues AS i
    WHERE i.key = :issue AND i.closed_at IS NOT NULL
      AND NOT EXISTS (SELECT 1
                      FROM happened AS h
                      WHERE h.kind = 'closed' AND h.utc = i.closed_utc)
    UNION ALL
    -- Records of migrated issues tell by what, but not when; it is what closed them.
    SELECT i.closed_utc,
           i.closed_at,
           6,
           0,
           10,
           'superseded',
           CAST(NULL AS text),
           i.title,
           CAST(NULL AS text),
           'by ' || COALESCE(o.key, l.to_tracker || '-' || l.to_number),
           i.source
    FROM issues AS i
    JOIN (SELECT DISTINCT m.issue_id, k.to_tracker, k.to_number
          FROM numbers AS m
          JOIN issue_links AS k ON k.tracker = m.tracker AND k.number = m.number AND k.kind = 'superseded-by') AS l
         ON l.issue_id = i.id
    LEFT JOIN issue_numbers AS n ON n.tracker = l.to_tracker AND n.number = l.to_number
    LEFT JOIN issues AS o ON o.id = n.issue_id
    WHERE i.key = :issue AND i.closed_at IS NOT NULL
      AND NOT EXISTS (SELECT 1
                      FROM happened AS h
                      WHERE h.kind = 'duplicate')
)
SELECT e.at,
       e.kind,
       e.sha,
       e.subject,
       e.line,
       e.detail,
       e.source
FROM events AS e
WHERE {days e.at}
ORDER BY CASE WHEN e.utc IS NULL THEN 1 ELSE 0 END,
         e.utc,
         e.stage,
         e.depth,
         e.place,
         e.sha,
         e.source,
         e.subject,
         e.line,
         e.detail
