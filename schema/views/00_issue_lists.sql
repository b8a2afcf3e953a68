-- title: Issues of commits
-- description: The issues that each commit tags or closes, in one text: a commit without any has a row, too.
-- column: issues  the issues, comma-separated in text order; empty if there are none
-- column: commit_id  key of the row in commits
SELECT (SELECT CASE
                   WHEN t.first_id = t.last_id THEN i.key
                   -- The dialects share no ordered aggregate, so a recursive query appends one key at a time.
                   ELSE (WITH RECURSIVE tagged(issue, list) AS (
                             SELECT MIN(n.key), SUBSTR(MIN(n.key), 1, 0)
                             FROM mentions AS k
                             JOIN issues AS n ON n.id = k.issue_id
                             WHERE k.commit_id = c.id AND k.role IN ('closes', 'tags')
                             UNION ALL
                             SELECT (SELECT MIN(n.key)
                                     FROM mentions AS k
                                     JOIN issues AS n ON n.id = k.issue_id
                                     WHERE k.commit_id = c.id AND k.role IN ('closes', 'tags')
                                       AND n.key > tagged.issue),
                                    tagged.list || tagged.issue || ','
                             FROM tagged
                             WHERE tagged.issue IS NOT NULL
                         )
                         SELECT RTRIM(tagged.list, ',') FROM tagged WHERE tagged.issue IS NULL)
               END
        -- Most commits have one issue, whose key is looked up once.
        FROM (SELECT MIN(m.issue_id) AS first_id, MAX(m.issue_id) AS last_id
              FROM mentions AS m
              WHERE m.commit_id = c.id AND m.role IN ('closes', 'tags')) AS t
        JOIN issues AS i ON i.id = t.first_id) AS issues,
       c.id AS commit_id
FROM commits AS c
