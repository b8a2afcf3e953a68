-- title: Mentions
-- description: Issues, pull requests, commits and PEPs that messages name, in the order of the text, and what each name
--   was resolved to.
-- column: sha  the commit whose message it is
-- column: tracker  number space, such as 'bpo', 'gh', 'pr', 'svn', 'hg', 'git' or 'pep'
-- column: number  the number or id in that space
-- column: position  'lead', 'trail', 'body' or 'quoted'
-- column: role  what the words say about it, such as 'closes', 'tags', 'mentions' or 'undoes'
-- column: text  the words as written
-- column: resolved  the key of the issue, or the sha of the commit, that is meant
-- column: resolution  'resolved', or why not, 'unknown', 'ambiguous' or 'elsewhere'
-- column: issue  the issue's key, for a mention of an issue
-- column: authored_at  author date of the commit
-- column: line  line of development of the commit
-- column: ordinal  position of the mention in its message, from 0
-- column: authored_utc  authored_at, in seconds since 1970
-- column: commit_id  key of the commit in commits
SELECT c.sha,
       m.tracker,
       m.number,
       m.position,
       m.role,
       m.text,
       COALESCE(i.key, t.sha) AS resolved,
       m.resolution,
       i.key AS issue,
       c.authored_at,
       c.line,
       m.ordinal,
       c.authored_utc,
       c.id AS commit_id
FROM mentions AS m
JOIN commits AS c ON c.id = m.commit_id
LEFT JOIN issues AS i ON i.id = m.issue_id
LEFT JOIN commits AS t ON t.id = m.resolved_id
