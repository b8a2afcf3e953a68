-- title: Structs that were renamed
-- description: The structs in C headers that got another tag or typedef, or a name at last, oldest first. Needs
--   `miner mine --structs`.
-- parameter: struct  text     optional  only this struct, by any name that it had
-- parameter: line    line     optional  only what was done on this line of development
-- parameter: since   day      optional  only commits authored on or after this day
-- parameter: until   day      optional  only commits authored on or before this day
-- parameter: limit   integer  optional  at most this many rows
-- column: from_name  what it was called before: the typedef, else the tag, else the variable
-- column: to_name  what it was called then
-- column: from_tag  its tag before
-- column: to_tag  its tag then
-- column: sha  the commit
-- column: authored_at  author date
-- column: subject  first line of the message
-- column: line  line of development
-- column: standing  of the commit on that line, 'stands', 'undone' or 'relanded'
-- column: issues  the issues that the message tags or closes, comma-separated in text order
-- column: first_release  earliest release, by date, that holds the commit
SELECT o.name AS from_name,
       n.name AS to_name,
       o.tag AS from_tag,
       n.tag AS to_tag,
       c.sha,
       c.authored_at,
       c.subject,
       n.line,
       COALESCE(t.standing, 'stands') AS standing,
       i.issues,
       r.version AS first_release
FROM struct_names AS n
JOIN struct_names AS o ON o.struct_id = n.struct_id
JOIN struct_name_lines AS l ON l.name_id = o.id AND l.line = n.line AND l.removed_in_id = n.added_in_id
JOIN commits AS c ON c.id = n.added_id
JOIN issue_lists AS i ON i.commit_id = c.id
LEFT JOIN commit_standings AS t ON t.commit_id = c.id AND t.line = n.line
LEFT JOIN release_commits AS rc ON rc.commit_id = c.id
LEFT JOIN releases AS r ON r.id = rc.release_id
CROSS JOIN (SELECT {given line, since, until}) AS given
WHERE (CAST(:struct AS text) IS NULL
       OR n.struct_id IN (SELECT k.struct_id FROM struct_names AS k WHERE :struct IN (k.name, k.tag, k.typedef)))
  AND {line n.line from given}
  AND {days c.authored_at from given}
ORDER BY c.authored_utc, c.sha, n.line, o.name, n.name, o.id, n.id
{limit}
