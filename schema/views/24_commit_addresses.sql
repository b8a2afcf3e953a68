-- title: Addresses of commits
-- description: Where a commit of CPython was discussed, its pull request or else an issue that it tags or closes. Other
--   projects have none here, because their numbers do not tell where they are kept.
-- column: sha  the commit
-- column: address  a web address, empty if the message names neither
-- column: commit_id  key of the commit in commits
SELECT c.sha,
       (SELECT COALESCE('https://github.com/python/cpython/pull/'
                        || MIN(CASE WHEN m.tracker = 'pr' THEN m.number END),
                        -- Addresses have the order of the keys.
                        REPLACE(REPLACE(MIN(CASE
                                                WHEN SUBSTR(i.key, 1, 4) = 'bpo-' OR SUBSTR(i.key, 1, 3) = 'gh-'
                                                THEN i.key
                                            END),
                                        'bpo-', 'https://bugs.python.org/issue'),
                                'gh-', 'https://github.com/python/cpython/issues/'))
        FROM mentions AS m
        LEFT JOIN issues AS i ON i.id = m.issue_id
        WHERE m.commit_id = c.id AND m.role IN ('closes', 'tags')) AS address,
       c.id AS commit_id
FROM commits AS c
WHERE EXISTS (SELECT 1 FROM repositories AS r WHERE r.project = 'cpython')
