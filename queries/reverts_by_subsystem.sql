-- title: Reverts by subsystem
-- description: How many commits changed files below each folder, and how many of them were later undone in full, most
--   undone first. A commit counts for every folder that it changed; only reverts that are more likely than not count.
-- parameter: depth   integer  optional   how many parts of a path are a subsystem, 1 for Lib, 2 for Lib/asyncio; by
--   default as many as the path has, and 1 without a path
-- parameter: path    path     optional   only changes of this file, folder or pattern with * and ?
-- parameter: author  person   optional   only commits by authors whose name or address contains this, in any case
-- parameter: line    line     optional   only commits made for this line of development
-- parameter: since   day      optional   only commits authored on or after this day
-- parameter: until   day      optional   only commits authored on or before this day
-- parameter: limit   integer  optional   at most this many rows
-- column: subsystem  the first parts of the path, which may be a file
-- column: commits  commits that changed something in it
-- column: undone  how many of them were undone in full
-- column: share  undone divided by commits, to four places
-- column: low  the lower end of the share's 95 % interval (Wilson), to four places
-- column: high  its upper end
WITH RECURSIVE asked AS (
    SELECT CASE
               WHEN CAST(:depth AS integer) > 0 THEN CAST(:depth AS integer)
               WHEN CAST(:path AS text) IS NULL THEN 1
               ELSE LENGTH(RTRIM(CAST(:path AS text), '/'))
                    - LENGTH(REPLACE(RTRIM(CAST(:path AS text), '/'), '/', '')) + 1
           END AS depth
),
-- Trimming all characters except slashes from the left leaves the rest of the path from its first slash on.
split AS (
    SELECT p.id, p.path, LTRIM(p.path, REPLACE(p.path, '/', '')) AS rest, 1 AS level
    FROM paths AS p
    WHERE CAST(:path AS text) IS NULL OR {path p.path}
    UNION ALL
    SELECT s.id, s.path, LTRIM(SUBSTR(s.rest, 2), REPLACE(SUBSTR(s.rest, 2), '/', '')), s.level + 1
    FROM split AS s
    CROSS JOIN asked AS a
    WHERE s.level < a.depth AND s.rest <> ''
),
named AS (
    SELECT s.id, SUBSTR(s.path, 1, LENGTH(s.path) - LENGTH(s.rest)) AS subsystem
    FROM split AS s
    CROSS JOIN asked AS a
    WHERE s.level = a.depth OR s.rest = ''
),
-- A number for each subsystem, because numbers are faster to compare than names.
placed AS (
    SELECT n.id, n.subsystem, MIN(n.id) OVER (PARTITION BY n.subsystem) AS place
    FROM named AS n
),
chosen AS (
    SELECT c.id,
           CASE
               WHEN c.id IN (SELECT r.undone_id FROM full_reverts AS r) THEN 1
               ELSE 0
           END AS undone
    FROM commits AS c
    CROSS JOIN people AS a
    WHERE a.id = c.author_id AND c.line IS NOT NULL
      AND {line c.line}
      AND {author a.canonical_name, a.canonical_email}
      AND {days c.authored_at}
),
touched AS (
    SELECT DISTINCT l.place, c.id, c.undone
    -- CROSS JOIN keeps SQLite from reordering the joins.
    FROM chosen AS c
    CROSS JOIN changes AS x
    CROSS JOIN placed AS l
    WHERE x.commit_id = c.id AND l.id = x.path_id
),
counted AS (
    SELECT t.place, COUNT(*) AS commits, SUM(t.undone) AS undone
    FROM touched AS t
    GROUP BY t.place
),
-- Newton's way to a square root, because not every SQLite has a function for it. After twenty steps from one half,
-- roots from 0.000001 on are exact to six places.
roots AS (
    SELECT n.place,
           CAST(1.0 * n.undone / n.commits * (n.commits - n.undone) / n.commits / n.commits
           + 3.8416 / (4.0 * n.commits * n.commits) AS double precision) AS square,
           CAST(0.5 AS double precision) AS root,
           0 AS step
    FROM counted AS n
    UNION ALL
    SELECT r.place, r.square, (r.root + r.square / r.root) / 2, r.step + 1
    FROM roots AS r
    WHERE r.step < 20
)
SELECT l.subsystem,
       n.commits,
       n.undone,
       -- Rounded with integers, because the dialects round halves differently.
       CAST((20000 * n.undone + n.commits) / (2 * n.commits) AS double precision) / 10000 AS share,
       CAST(ROUND(CAST((1.0 * n.undone / n.commits + 1.9208 / n.commits - 1.96 * r.root)
                       / (1 + 3.8416 / n.commits) AS numeric), 4) AS double precision) AS low,
       CAST(ROUND(CAST((1.0 * n.undone / n.commits + 1.9208 / n.commits + 1.96 * r.root)
                       / (1 + 3.8416 / n.commits) AS numeric), 4) AS double precision) AS high
FROM counted AS n
JOIN placed AS l ON l.id = n.place
JOIN roots AS r ON r.place = n.place AND r.step = 20
ORDER BY n.undone DESC, n.commits DESC, l.subsystem
{limit}
