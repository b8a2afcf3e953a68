-- title: A commit at a glance
-- description: One row of facts about a commit, with its whole message.
-- parameter: commit  commit  required  the commit
-- column: sha  the commit
-- column: stands_for  sha of the real commit that a sample commit stands for
-- column: subject  first line of the message
-- column: author  the author's name after the mailmap
-- column: committer  the committer's name after the mailmap
-- column: authored_at  author date
-- column: committed_at  committer date
-- column: era  the era it was made in, 'cvs', 'svn', 'hg', 'git-bpo' or 'git-gh'
-- column: line  line of development; empty if no line has it
-- column: line_basis  how the line was decided, 'svn-branch', 'first-parent' or 'merge'
-- column: svn_revision  Subversion revision it was converted from
-- column: svn_branch  Subversion branch it was converted from
-- column: hg_node  Mercurial changeset it was converted from
-- column: first_release  earliest release, by date, that holds it
-- column: released_at  when that release was tagged
-- column: standing  'stands', 'undone', 'relanded', 'absent' or 'proposed'
-- column: issues  the issues that the message tags or closes, comma-separated in text order
-- column: parent_count  number of parents, above 1 for a merge
-- column: message  the whole message
SELECT d.sha,
       (SELECT MIN(m.number)
        FROM mentions AS m
        WHERE m.commit_id = d.commit_id AND m.role = 'stands-for') AS stands_for,
       d.subject,
       d.author,
       d.committer,
       d.authored_at,
       d.committed_at,
       d.era,
       d.line,
       d.line_basis,
       d.svn_revision,
       d.svn_branch,
       d.hg_node,
       d.first_release,
       d.released_at,
       d.standing,
       d.issues,
       d.parent_count,
       c.message
FROM commit_details AS d
JOIN commits AS c ON c.id = d.commit_id
WHERE d.sha = :commit
ORDER BY d.sha
