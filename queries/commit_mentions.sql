-- title: Mentions in messages
-- description: Issues, pull requests, commits and PEPs that messages name, in the order of the text, and what each name
--   was resolved to.
-- parameter: commit  commit   optional  only the message of this commit
-- parameter: issue   issue    optional  only mentions of this issue
-- parameter: line    line     optional  only commits made for this line of development
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: sha  the commit whose message it is
-- column: tracker  number space, such as 'bpo', 'gh', 'pr', 'svn', 'hg', 'git' or 'pep'
-- column: number  the number or id in that space
-- column: position  'lead', 'trail', 'body' or 'quoted'
-- column: role  what the words say about it, such as 'closes', 'tags', 'mentions' or 'undoes'
-- column: text  the words as written
-- column: resolved  the key of the issue, or the sha of the commit, that is meant
-- column: resolution  'resolved', or why not, 'unknown', 'ambiguous' or 'elsewhere'
WITH wanted AS (
    SELECT c.id FROM commits AS c WHERE c.sha = :commit
    UNION ALL
    SELECT DISTINCT m.commit_id
    FROM issues AS i
    JOIN mentions AS m ON m.issue_id = i.id
    WHERE i.key = :issue AND CAST(:commit AS text) IS NULL
    UNION ALL
    SELECT c.id FROM commits AS c WHERE CAST(:commit AS text) IS NULL AND CAST(:issue AS text) IS NULL
)
SELECT v.sha,
       v.tracker,
       v.number,
       v.position,
       v.role,
       v.text,
       v.resolved,
       v.resolution
FROM wanted AS w
JOIN commit_mentions AS v ON v.commit_id = w.id
WHERE (CAST(:issue AS text) IS NULL OR v.issue = :issue)
  AND {line v.line}
  AND {days v.authored_at}
ORDER BY v.authored_utc, v.sha, v.ordinal
{limit}
