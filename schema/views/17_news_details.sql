-- title: NEWS entries
-- description: NEWS entries, one row for each issue that an entry is about; an entry without an issue has one row.
-- column: release  version of the release, empty for an unreleased entry
-- column: released_at  when it was tagged, else the release date in the file
-- column: line  line of development
-- column: section  section of the file
-- column: issue  the issue that the entry is about
-- column: dated_at  the entry's own date, if it has one
-- column: text  text of the entry, a line for each paragraph and item of a list
-- column: sha  the commit that added it, if known
-- column: fate  what happened to it since the release, 'kept', 'edited', 'removed' or 'added'; empty if only one
--   edition is known. Without a release, of entries that only a commit has, 'withdrawn' (removed before any release) or
--   'unknown' (the NEWS of its release or branch were not read); empty for entries that will be in the next release
-- column: path  the file
-- column: ordinal  position among the release's entries in the file, from 0
-- column: position  rank of the release among all releases, by PEP 440
-- column: released_utc  when the release was tagged, in seconds since 1970
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
