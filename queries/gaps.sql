-- title: Gaps
-- description: What could not be read or resolved, and why.
-- parameter: commit  commit   optional  only gaps of this commit
-- parameter: limit   integer  optional  at most this many rows
-- column: kind  what could not be read or resolved, such as 'ref', 'blob' or 'date'
-- column: place  where, such as a sha, a ref or a path
-- column: reason  why, as a sentence
-- column: sha  the commit that it belongs to, if any
SELECT g.kind,
       g.place,
       g.reason,
       c.sha
FROM gaps AS g
LEFT JOIN commits AS c ON c.id = g.commit_id
WHERE CAST(:commit AS text) IS NULL OR c.sha = :commit
ORDER BY g.kind, g.place, g.reason
{limit}
