-- title: C API that releases added
-- description: The names of Python's C API by the release that had them first in a header, told by whether the limited
--   API has them. A name counts that begins with Py, _Py or PY from the first commit on that brings more of it into the
--   headers than it takes away, and that was not undone; it may be mentioned there before it is declared. Which
--   conditions a name is under was not read, so that the limited API is unknown for headers that ask for it. Needs
--   `miner mine --lines`.
-- parameter: release       release  optional  only what this release had first
-- parameter: release_line  line     optional  only what a release of this line had first
-- parameter: path          path     optional  only in this header or folder
-- parameter: api           choice(limited, cpython, internal, unknown)  optional  only this part of the API
-- parameter: limit         integer  optional  at most this many rows
-- column: symbol  the name
-- column: release  earliest release, by date, that holds the commit
-- column: released_at  when it was tagged
-- column: api  'limited' in headers of Include that have no part for others, 'cpython' below Include/cpython,
--   'internal' below Include/internal, else 'unknown'
-- column: path  the header; of several the one that comes first in this order
-- column: sha  the commit
-- column: authored_at  author date
-- column: subject  first line of the message
-- column: issues  the issues that the message tags or closes, comma-separated in text order
WITH headers AS (
    SELECT p.id,
           p.path,
           CASE
               WHEN p.path LIKE 'Include/cpython/%' THEN 'cpython'
               WHEN p.path LIKE 'Include/internal/%' THEN 'internal'
               -- Headers that never speak of it are the same for all; what a header had once may have been moved out.
               WHEN EXISTS (SELECT 1
                            FROM symbols AS s
                            JOIN symbol_changes AS x ON x.symbol_id = s.id
                            WHERE s.name = 'Py_LIMITED_API' AND x.path_id = p.id) THEN 'unknown'
               ELSE 'limited'
           END AS api
    FROM paths AS p
    WHERE p.path > 'Include/' AND p.path < 'Include0'
),
names AS (
    SELECT s.id, s.name
    FROM symbols AS s
    WHERE SUBSTR(s.name, 1, 2) IN ('Py', 'PY') OR SUBSTR(s.name, 1, 3) = '_Py'
),
-- Names that only went from one header to another are not new.
brought AS (
    SELECT x.symbol_id, x.commit_id
    FROM symbol_changes AS x
    JOIN headers AS h ON h.id = x.path_id
    JOIN names AS n ON n.id = x.symbol_id
    GROUP BY x.symbol_id, x.commit_id
    HAVING SUM(x.added - x.removed) > 0
),
firsts AS (
    SELECT b.symbol_id,
           b.commit_id,
           rc.release_id,
           ROW_NUMBER() OVER (PARTITION BY b.symbol_id ORDER BY r.released_utc, r.position, c.committed_utc, c.sha)
               AS place
    FROM brought AS b
    JOIN commits AS c ON c.id = b.commit_id
    JOIN release_commits AS rc ON rc.commit_id = b.commit_id
    JOIN releases AS r ON r.id = rc.release_id
    LEFT JOIN commit_standings AS t ON t.commit_id = c.id AND t.line = c.line
    WHERE c.line IS NOT NULL AND COALESCE(t.standing, 'stands') <> 'undone'
),
placed AS (
    SELECT f.symbol_id,
           f.commit_id,
           f.release_id,
           h.path,
           h.api,
           ROW_NUMBER() OVER (PARTITION BY f.symbol_id
                              ORDER BY CASE h.api
                                           WHEN 'limited' THEN 0
                                           WHEN 'unknown' THEN 1
                                           WHEN 'cpython' THEN 2
                                           ELSE 3
                                       END,
                                       h.path) AS place
    FROM firsts AS f
    JOIN symbol_changes AS x ON x.symbol_id = f.symbol_id AND x.commit_id = f.commit_id AND x.added > x.removed
    JOIN headers AS h ON h.id = x.path_id
    WHERE f.place < 2
)
SELECT s.name AS symbol,
       r.version AS release,
       r.released_at,
       p.api,
       p.path,
       c.sha,
       c.authored_at,
       c.subject,
       i.issues
FROM placed AS p
JOIN symbols AS s ON s.id = p.symbol_id
JOIN releases AS r ON r.id = p.release_id
JOIN commits AS c ON c.id = p.commit_id
JOIN issue_lists AS i ON i.commit_id = c.id
CROSS JOIN (SELECT {given release_line, path, api}) AS given
WHERE p.place < 2
  AND (CAST(:release AS text) IS NULL OR :release IN (r.tag, r.version))
  AND (given.release_line IS NULL OR r.line = given.release_line)
  AND (given.path IS NULL OR {path p.path from given})
  AND (given.api IS NULL OR p.api = given.api)
ORDER BY r.position, s.name
{limit}
