-- title: Commits
-- description: Every commit, with its people after the mailmap, its standing and the first release that holds it.
-- column: sha  the commit
-- column: subject  first line of the message
-- column: author  the author's name after the repository's mailmap
-- column: author_email  the author's address after the mailmap
-- column: authored_at  author date, with the author's UTC offset
-- column: committer  the committer's name after the mailmap
-- column: committed_at  committer date, with the committer's UTC offset
-- column: era  the era it was made in, 'cvs', 'svn', 'hg', 'git-bpo' or 'git-gh'
-- column: line  line of development it was made for; empty if no line has it, so that it was only proposed
-- column: line_basis  how the line was decided, 'svn-branch', 'first-parent' or 'merge'
-- column: svn_revision  Subversion revision it was converted from
-- column: svn_branch  Subversion branch it was converted from
-- column: hg_node  Mercurial changeset it was converted from
-- column: parent_count  number of parents, above 1 for a merge
-- column: standing  on its own line, 'stands', 'undone' (in full, and more likely than not) or 'relanded' (undone, then
--   landed again), 'absent' if the merge that should have brought it there brought nothing of it; 'proposed' if no line
--   has it, empty if mining was cut short before it was known
-- column: first_release  earliest release, by date, that holds it
-- column: released_at  when that release was tagged
-- column: issues  the issues that the message tags or closes, comma-separated in text order
-- column: authored_utc  authored_at, in seconds since 1970
-- column: committed_utc  committed_at, in seconds since 1970
-- column: change_id  equal for commits that made the same change to the same files, in whatever repository; empty for
--   merges and for commits that changed nothing but bookkeeping
-- column: commit_id  key of the row in commits
SELECT c.sha,
       c.subject,
       a.canonical_name  AS author,
       a.canonical_email AS author_email,
       c.authored_at,
       k.canonical_name  AS committer,
       c.committed_at,
       c.era,
       c.line,
       c.line_basis,
       c.svn_revision,
       c.svn_branch,
       c.hg_node,
       c.parent_count,
       CASE
           -- What was not related yet, because mining was cut short, is unknown.
           WHEN c.id > COALESCE((SELECT n.related_to
                                 FROM runs AS n
                                 WHERE n.id = (SELECT MAX(f.id) FROM runs AS f WHERE f.finished_at IS NOT NULL)),
                                0) THEN NULL
           WHEN c.line IS NULL THEN 'proposed'
           WHEN t.standing IS NOT NULL THEN t.standing
           WHEN EXISTS (SELECT 1
                        FROM line_commits AS h
                        CROSS JOIN line_set_members AS m
                        WHERE h.commit_id = c.id AND m.set_id = h.set_id AND m.line = c.line) THEN 'stands'
           -- Another commit with the same change may have come there instead.
           ELSE (SELECT CASE COUNT(*) WHEN 0 THEN 'absent' ELSE COALESCE(MIN(q.standing), 'stands') END
                 FROM patch_commits AS own
                 CROSS JOIN patch_commits AS o
                 CROSS JOIN line_commits AS h
                 CROSS JOIN line_set_members AS m
                 LEFT JOIN patch_standings AS q ON q.patch_id = own.patch_id AND q.line = c.line
                 WHERE own.commit_id = c.id AND own.role <> 'undo' AND o.patch_id = own.patch_id AND o.role <> 'undo'
                   AND h.commit_id = o.commit_id AND m.set_id = h.set_id AND m.line = c.line)
       END AS standing,
       r.version     AS first_release,
       r.released_at AS released_at,
       (SELECT l.issues FROM issue_lists AS l WHERE l.commit_id = c.id) AS issues,
       c.authored_utc,
       c.committed_utc,
       c.change_id,
       c.id AS commit_id
-- CROSS JOIN keeps SQLite from starting with the people.
FROM commits AS c
CROSS JOIN people AS a
CROSS JOIN people AS k
LEFT JOIN commit_standings AS t ON t.commit_id = c.id AND t.line = c.line
LEFT JOIN release_commits AS rc ON rc.commit_id = c.id
LEFT JOIN releases AS r ON r.id = rc.release_id
WHERE a.id = c.author_id AND k.id = c.committer_id
