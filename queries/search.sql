-- title: Search in messages
-- description: Commits whose message contains all words, oldest first. remove* finds all words that begin so. A word
--   with punctuation, such as a function's name or bpo-33608, is searched for as a phrase, and so is "all in quotes".
-- parameter: text   words    required  the words
-- parameter: line   line     optional  only commits made for this line of development
-- parameter: since  day      optional  only commits authored on or after this day
-- parameter: until  day      optional  only commits authored on or before this day
-- parameter: limit  integer  optional  at most this many rows
-- column: sha  the commit
-- column: authored_at  author date
-- column: author  the author's name after the mailmap
-- column: subject  first line of the message
-- column: line  line of development; empty for a proposed commit
-- column: standing  'stands', 'undone', 'relanded', 'absent' or 'proposed'
SELECT d.sha,
       d.authored_at,
       d.author,
       d.subject,
       d.line,
       d.standing
FROM message_index AS x
JOIN commit_details AS d ON d.commit_id = x.rowid
WHERE x.message_index MATCH {full_text}
  AND {line d.line}
  AND {days d.authored_at}
ORDER BY d.authored_utc, d.sha
{limit}
