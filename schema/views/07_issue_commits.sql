-- title: Commits of issues
-- description: The commits that tag or close each issue, merges included, one row per issue and commit.
-- column: issue  the issue's key, bpo-N, or gh-N if it was opened on GitHub
-- column: sha  the commit
-- column: authored_at  author date
-- column: author  the author's name after the mailmap
-- column: author_email  the author's address after the mailmap
-- column: subject  first line of the message
-- column: line  line of development; empty for a proposed commit
-- column: standing  on its own line, 'stands', 'undone', 'relanded', 'absent' or 'proposed'
-- column: first_release  earliest release, by date, that holds it
-- column: role  'closes' if the message closes the issue, else 'tags'
-- column: parent_count  number of parents, above 1 for a merge
-- column: authored_utc  authored_at, in seconds since 1970
-- column: committed_utc  committer date, in seconds since 1970
-- column: issue_id  key of the issue in issues
-- column: commit_id  key of the commit in commits
SELECT i.key AS issue,
       d.sha,
       d.authored_at,
       d.author,
       d.author_email,
       d.subject,
       d.line,
       d.standing,
       d.first_release,
       CASE
           WHEN EXISTS (SELECT 1
                        FROM mentions AS other
                        WHERE other.issue_id = m.issue_id AND other.commit_id = m.commit_id
                          AND other.role = 'closes') THEN 'closes'
           ELSE 'tags'
       END AS role,
       d.parent_count,
       d.authored_utc,
       d.committed_utc,
       i.id AS issue_id,
       d.commit_id
FROM issues AS i
JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
JOIN commit_details AS d ON d.commit_id = m.commit_id
-- A message may tag an issue twice. Selecting the first mention lets queries use indexes, which DISTINCT would not.
WHERE NOT EXISTS (SELECT 1
                  FROM mentions AS earlier
                  WHERE earlier.issue_id = m.issue_id AND earlier.commit_id = m.commit_id
                    AND earlier.role IN ('closes', 'tags') AND earlier.ordinal < m.ordinal)
