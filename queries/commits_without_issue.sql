-- title: Commits without an issue
-- description: Commits whose message does not name any issue, oldest first. Merges and proposed
--   commits are left out.
-- parameter: line    line     optional  only commits made for this line of development
-- parameter: author  person   optional  only authors whose name or address contains this, in any case
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: sha  the commit
-- column: authored_at  author date
-- column: author  the author's name after the mailmap
-- column: subject  first line of the message
-- column: line  line of development
-- column: era  the era it was made in, 'cvs', 'svn', 'hg', 'git-bpo' or 'git-gh'
SELECT c.sha,
       c.authored_at,
       a.canonical_name AS author,
       c.subject,
       c.line,
       c.era
FROM commits AS c
JOIN people AS a ON a.id = c.author_id
WHERE c.parent_count < 2 AND c.line IS NOT NULL
  AND {line c.line}
  AND {author a.canonical_name, a.canonical_email}
  AND {days c.authored_at}
  AND NOT EXISTS (SELECT 1 FROM mentions AS m WHERE m.commit_id = c.id AND m.issue_id IS NOT NULL)
ORDER BY c.authored_utc, c.sha
{limit}
