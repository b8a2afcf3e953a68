-- title: Issues
-- description: Every issue that a message names or a tracker record describes, with its commits counted.
-- column: issue  the issue's key, bpo-N, or gh-N if it was opened on GitHub
-- column: other_numbers  its other numbers, comma-separated in text order
-- column: title  its title
-- column: title_by  whose words the title is in: 'tracker', 'this tool' for facts that ship with it, 'NEWS' or 'commit'
-- column: opened_at  when it was opened
-- column: closed_at  when it was closed
-- column: creator  who opened it
-- column: source  where the title and the dates come from; titles that no tracker gave are 'derived from the NEWS' or
--   'derived from a commit'
-- column: commits  commits that tag or close it, merges and proposed commits not counted
-- column: first_at  author date of the first of them
-- column: last_at  author date of the last of them
-- column: issue_id  key of the row in issues
SELECT i.key AS issue,
       -- The dialects share no ordered aggregate, so a recursive query appends one number at a time.
       (WITH RECURSIVE named(name, list) AS (
            SELECT MIN(n.tracker || '-' || n.number), SUBSTR(MIN(n.tracker || '-' || n.number), 1, 0)
            FROM issue_numbers AS n
            WHERE n.issue_id = i.id AND n.tracker || '-' || n.number <> i.key
            UNION ALL
            SELECT (SELECT MIN(n.tracker || '-' || n.number)
                    FROM issue_numbers AS n
                    WHERE n.issue_id = i.id AND n.tracker || '-' || n.number <> i.key
                      AND n.tracker || '-' || n.number > named.name),
                   named.list || named.name || ','
            FROM named
            WHERE named.name IS NOT NULL
        )
        SELECT RTRIM(named.list, ',') FROM named WHERE named.name IS NULL) AS other_numbers,
       i.title,
       CASE
           WHEN i.title IS NULL THEN NULL
           WHEN i.source = 'derived from the NEWS' THEN 'NEWS'
           WHEN i.source = 'derived from a commit' THEN 'commit'
           WHEN EXISTS (SELECT 1 FROM issue_numbers AS n WHERE n.issue_id = i.id AND n.source = 'record') THEN 'tracker'
           ELSE 'this tool'
       END AS title_by,
       i.opened_at,
       i.closed_at,
       i.creator,
       i.source,
       (SELECT COUNT(DISTINCT c.id)
        FROM mentions AS m
        JOIN commits AS c ON c.id = m.commit_id
        WHERE m.issue_id = i.id AND m.role IN ('closes', 'tags') AND c.parent_count < 2 AND c.line IS NOT NULL) AS commits,
       (SELECT c.authored_at
        FROM mentions AS m
        JOIN commits AS c ON c.id = m.commit_id
        WHERE m.issue_id = i.id AND m.role IN ('closes', 'tags') AND c.parent_count < 2 AND c.line IS NOT NULL
        ORDER BY c.authored_utc, c.authored_at
        LIMIT 1) AS first_at,
       (SELECT c.authored_at
        FROM mentions AS m
        JOIN commits AS c ON c.id = m.commit_id
        WHERE m.issue_id = i.id AND m.role IN ('closes', 'tags') AND c.parent_count < 2 AND c.line IS NOT NULL
        ORDER BY c.authored_utc DESC, c.authored_at DESC
        LIMIT 1) AS last_at,
       i.id AS issue_id
FROM issues AS i
