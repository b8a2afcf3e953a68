-- title: What the database holds
-- description: The schema version, and numbers of repositories, commits, mentions, relations and gaps, and the last
--   run.
-- column: name  name of the fact
-- column: value  its value, as text
WITH facts AS (
    SELECT 1 AS place, 'schema' AS name, v.version_num AS value FROM alembic_version AS v
    UNION ALL
    SELECT 2, 'repository', r.location FROM repositories AS r
    UNION ALL
    SELECT 3, 'refs', CAST(COUNT(*) AS text) FROM git_refs
    UNION ALL
    SELECT 4, 'commits', CAST(COUNT(*) AS text) FROM commits
    UNION ALL
    SELECT 5, 'merges', CAST(COUNT(*) AS text) FROM commits AS c WHERE c.parent_count > 1
    UNION ALL
    SELECT 6, 'first commit', MIN({day c.authored_at}) FROM commits AS c
    UNION ALL
    SELECT 7, 'last commit', MAX({day c.authored_at}) FROM commits AS c
    UNION ALL
    SELECT 8, 'people', CAST(COUNT(*) AS text)
    FROM (SELECT DISTINCT p.canonical_name, p.canonical_email FROM people AS p) AS same
    UNION ALL
    SELECT 9, 'paths', CAST(COUNT(*) AS text) FROM paths
    UNION ALL
    SELECT 10, 'changes', CAST(COUNT(*) AS text) FROM changes
    UNION ALL
    SELECT 10, 'symbols', CAST(COUNT(*) AS text) FROM symbols HAVING COUNT(*) > 0
    UNION ALL
    SELECT 11, 'mentions', CAST(COUNT(*) AS text) FROM mentions
    UNION ALL
    SELECT 12, 'issues', CAST(COUNT(*) AS text) FROM issues
    UNION ALL
    SELECT 13, 'relations, ' || r.kind, CAST(COUNT(*) AS text) FROM relations AS r GROUP BY r.kind
    UNION ALL
    SELECT 14, 'releases', CAST(COUNT(*) AS text) FROM releases
    UNION ALL
    SELECT 15, 'news entries', CAST(COUNT(*) AS text) FROM news_entries
    UNION ALL
    SELECT 16, 'gaps, ' || g.kind, CAST(COUNT(*) AS text) FROM gaps AS g GROUP BY g.kind
    UNION ALL
    SELECT 17, 'last run', r.started_at FROM runs AS r WHERE r.id = (SELECT MAX(last.id) FROM runs AS last)
    UNION ALL
    SELECT 18, 'last run finished', COALESCE(r.finished_at, 'no')
    FROM runs AS r
    WHERE r.id = (SELECT MAX(last.id) FROM runs AS last)
    UNION ALL
    SELECT 19, 'last run by version', r.version FROM runs AS r WHERE r.id = (SELECT MAX(last.id) FROM runs AS last)
)
SELECT f.name, f.value
FROM facts AS f
ORDER BY f.place, f.name, f.value
