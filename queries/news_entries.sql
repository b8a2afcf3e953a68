-- title: NEWS entries
-- description: NEWS entries in the order of the releases and of their files, one row for each issue that an entry is
--   about. Unreleased entries come last. After `mine --lines` there are also entries that only a commit has, such as
--   that of a change that was reverted before any release.
-- parameter: issue    issue    optional  only entries about this issue
-- parameter: commit   commit   optional  only entries that this commit added
-- parameter: release  release  optional  only entries of this release
-- parameter: line     line     optional  only entries of this line of development
-- parameter: section  text     optional  only this section, such as Library, in any case
-- parameter: since    day      optional  only entries dated on or after this day; without a date the release's counts
-- parameter: until    day      optional  only entries dated on or before this day; without a date the release's counts
-- parameter: limit    integer  optional  at most this many rows
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
WITH wanted AS (
    -- Branches instead of ORs, so that each uses an index.
    SELECT k.entry_id AS id
    FROM issues AS i
    JOIN news_issues AS k ON k.issue_id = i.id AND k.role = 'tags'
    WHERE i.key = :issue
    UNION
    SELECT n.id
    FROM commits AS c
    JOIN news_entries AS n ON n.commit_id = c.id
    WHERE c.sha = :commit AND CAST(:issue AS text) IS NULL
    UNION
    SELECT n.id
    FROM releases AS r
    JOIN news_entries AS n ON n.release = r.version
    WHERE :release IN (r.tag, r.version) AND CAST(:issue AS text) IS NULL AND CAST(:commit AS text) IS NULL
    UNION
    SELECT n.id
    FROM news_entries AS n
    WHERE CAST(:issue AS text) IS NULL AND CAST(:commit AS text) IS NULL AND CAST(:release AS text) IS NULL
)
SELECT d.release,
       d.released_at,
       d.line,
       d.section,
       d.issue,
       d.dated_at,
       d.text,
       d.sha,
       d.fate,
       d.path
-- CROSS JOIN keeps SQLite from reordering the joins.
FROM wanted AS w
CROSS JOIN news_details AS d
WHERE d.entry_id = w.id
  AND (CAST(:issue AS text) IS NULL OR d.issue = :issue)
  AND (CAST(:commit AS text) IS NULL OR d.sha = :commit)
  AND (CAST(:release AS text) IS NULL
       OR d.release IN (SELECT r.version FROM releases AS r WHERE :release IN (r.tag, r.version)))
  AND {line d.line}
  AND (CAST(:section AS text) IS NULL OR LOWER(d.section) = LOWER(:section || SUBSTR(d.section, 1, 0)))
  AND {days COALESCE(d.dated_at, d.released_at)}
ORDER BY CASE WHEN d.release IS NULL THEN 2 WHEN d.position IS NULL THEN 1 ELSE 0 END,
         d.position,
         d.release,
         d.line,
         d.path,
         d.ordinal,
         d.entry_id,
         d.issue
{limit}
