-- title: Search in the NEWS
-- description: NEWS entries that contain all words, in the order of the releases. remove* finds all words that begin
--   so. A word with punctuation, such as a function's name, is searched for as a phrase, and so is "all in quotes".
-- parameter: text     words    required  the words
-- parameter: release  release  optional  only entries of this release
-- parameter: line     line     optional  only entries of this line of development
-- parameter: limit    integer  optional  at most this many rows
-- column: release  version of the release, empty for an unreleased entry
-- column: line  line of development
-- column: section  section of the file
-- column: issue  the issue that the entry is about
-- column: text  text of the entry, a line for each paragraph and item of a list
-- column: sha  the commit that added it, if known
-- column: fate  what happened to it, see news_entries
SELECT d.release,
       d.line,
       d.section,
       d.issue,
       d.text,
       d.sha,
       d.fate
FROM news_index AS x
JOIN news_details AS d ON d.entry_id = x.entry_id
WHERE x.words @@ {tsquery}
  AND (CAST(:release AS text) IS NULL
       OR d.release IN (SELECT r.version FROM releases AS r WHERE :release IN (r.tag, r.version)))
  AND {line d.line}
ORDER BY CASE WHEN d.release IS NULL THEN 2 WHEN d.position IS NULL THEN 1 ELSE 0 END,
         d.position,
         d.release,
         d.line,
         d.path,
         d.ordinal,
         d.entry_id,
         d.issue
{limit}
