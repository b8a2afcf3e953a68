-- title: NEWS entries
-- description: What every release told its users, one row for each issue that an entry is about; an entry without an
--   issue has one row.
-- column: release  version of the release, empty for what waits for one or never came into one
-- column: released_at  when it was tagged, else the day that the file gives
-- column: line  line of development
-- column: section  section of the file
-- column: issue  the issue that the entry is about
-- column: dated_at  the entry's own date, where it has one
-- column: text  the entry on one line
-- column: sha  the commit that added it, where that is known
-- column: fate  what became of it since the release, 'kept', 'edited', 'removed' or 'added'; empty where one edition is
--   known. Without a release 'withdrawn' (only the commit has it, it was taken away before any release) or 'unknown'
--   (only the commit has it, the NEWS of its release or branch are not read); empty for what waits
-- column: path  the file
-- column: ordinal  place in what the file says about the release
-- column: position  rank of the release among all releases
-- column: released_utc  when the release was tagged in seconds since 1970
-- column: entry_id  key of the entry in news_entries
-- column: issue_id  key of the issue in issues
-- column: commit_id  key of the commit in commits
SELECT n.release,
       COALESCE(r.released_at,
                (SELECT MIN(e.released_on)
                 FROM news_editions AS e
                 WHERE e.release = n.release AND e.line = n.line)) AS released_at,
       n.line,
       n.section,
       i.key AS issue,
       n.dated_at,
       n.text,
       c.sha,
       n.fate,
       n.path,
       n.ordinal,
       r.position,
       r.released_utc,
       n.id AS entry_id,
       i.id AS issue_id,
       n.commit_id
FROM news_entries AS n
LEFT JOIN news_issues AS k ON k.entry_id = n.id AND k.role = 'tags'
LEFT JOIN issues AS i ON i.id = k.issue_id
LEFT JOIN commits AS c ON c.id = n.commit_id
LEFT JOIN releases AS r ON r.id = (SELECT MIN(other.id) FROM releases AS other WHERE other.version = n.release)
