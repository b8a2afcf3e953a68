-- title: People of an issue
-- description: Who worked on issues, by the commits that tag or close them, merges not counted, and by whom their
--   messages credit; and who opened them, if a tracker said so. Names are as they were written, those of authors after
--   the mailmap.
-- parameter: issue   issue    required  the issue
-- parameter: author  person   optional  only people whose name or address contains this, in any case
-- parameter: line    line     optional  only by commits made for this line of development
-- parameter: limit   integer  optional  at most this many rows
-- column: name  name of the person
-- column: role  'author' of commits, 'opener' of the issue, or what a message credits the person for, such as 'patch',
--   'co-author' or 'reporter'
-- column: commits  number of commits, empty for the opener
-- column: first_at  author date of the first of them, or when the issue was opened
-- column: last_at  author date of the last of them
-- column: email  address of the person, if it is known
WITH tagged AS (
    SELECT DISTINCT c.id, c.author_id, c.authored_at, c.authored_utc, c.sha
    FROM issues AS i
    CROSS JOIN mentions AS m
    CROSS JOIN commits AS c
    WHERE i.key = :issue AND m.issue_id = i.id AND m.role IN ('closes', 'tags') AND c.id = m.commit_id
      AND c.parent_count < 2 AND {line c.line}
),
involved AS (
    SELECT a.canonical_name AS name,
           a.canonical_email AS email,
           'author' AS role,
           t.id,
           t.authored_at,
           t.authored_utc,
           t.sha
    FROM tagged AS t
    JOIN people AS a ON a.id = t.author_id
    UNION
    SELECT k.name, k.email, k.role, t.id, t.authored_at, t.authored_utc, t.sha
    FROM tagged AS t
    JOIN credits AS k ON k.commit_id = t.id
    WHERE k.role <> 'author'
),
placed AS (
    SELECT v.name,
           v.role,
           v.authored_at,
           v.email,
           ROW_NUMBER() OVER (PARTITION BY v.name, v.role ORDER BY v.authored_utc, v.sha) AS place,
           COUNT(*) OVER (PARTITION BY v.name, v.role) AS commits
    FROM involved AS v
),
told AS (
    SELECT p.name,
           p.role,
           p.commits,
           MAX(CASE WHEN p.place = 1 THEN p.authored_at END) AS first_at,
           MAX(CASE WHEN p.place = p.commits THEN p.authored_at END) AS last_at,
           MIN(p.email) AS email
    FROM placed AS p
    GROUP BY p.name, p.role, p.commits
    UNION ALL
    SELECT i.creator, 'opener', CAST(NULL AS integer), i.opened_at, CAST(NULL AS text), CAST(NULL AS text)
    FROM issues AS i
    WHERE i.key = :issue AND i.creator IS NOT NULL
)
SELECT t.name,
       t.role,
       t.commits,
       t.first_at,
       t.last_at,
       t.email
FROM told AS t
WHERE {author t.name, COALESCE(t.email, '')}
ORDER BY COALESCE(t.commits, 1000000) DESC, t.name, t.role
{limit}
