-- title: What stayed unresolved
-- description: Commits that say they undo something but whose target was not found, mentions of commits and pull
--   requests that lead nowhere, and gaps. Merges, also those of svnmerge, are left out where they say no more than what
--   they bring from another line.
-- parameter: kind   choice(revert, mention, gap)  optional  only rows of this kind
-- parameter: line   line     optional  only commits made for this line of development
-- parameter: since  day      optional  only commits authored on or after this day
-- parameter: until  day      optional  only commits authored on or before this day
-- parameter: limit  integer  optional  at most this many rows
-- column: kind  'revert', 'mention' or 'gap'
-- column: sha  the commit, if it is about one
-- column: authored_at  author's clock of the commit
-- column: subject  subject of the commit
-- column: what  the sentence that tells of the undo, the name that leads nowhere, or the place of the gap
-- column: reason  why it stayed unresolved
WITH found AS (
    SELECT 1 AS place,
           'revert' AS kind,
           d.commit_id,
           0 AS ordinal,
           REPLACE(d.sentence, '
', ' ') AS what,
           'no commit that it undoes, lands again or brings over was found' AS reason
    FROM undo_claims AS d
    WHERE d.says = 'undo'
      AND d.carried = 0
      AND NOT EXISTS (SELECT 1
                      FROM relations AS r
                      WHERE r.source_id = d.commit_id AND r.kind IN ('undoes', 'relands', 'backports'))
    UNION ALL
    SELECT 2,
           'mention',
           m.commit_id,
           m.ordinal,
           m.text,
           CASE m.resolution
               WHEN 'unknown' THEN 'names nothing that is in the database'
               WHEN 'ambiguous' THEN 'fits several commits'
               WHEN 'elsewhere' THEN 'names something outside of the history'
               ELSE m.resolution
           END
    FROM mentions AS m
    -- A sample commit stands for one of another repository, as it should.
    WHERE m.resolution <> 'resolved' AND m.role <> 'stands-for'
    UNION ALL
    SELECT 3, 'gap', g.commit_id, 0, g.kind || ' ' || g.place, g.reason
    FROM gaps AS g
)
SELECT f.kind,
       c.sha,
       c.authored_at,
       c.subject,
       f.what,
       f.reason
FROM found AS f
LEFT JOIN commits AS c ON c.id = f.commit_id
WHERE (CAST(:kind AS text) IS NULL OR f.kind = :kind)
  AND {line c.line}
  AND {days c.authored_at}
ORDER BY f.place, CASE WHEN c.authored_utc IS NULL THEN 1 ELSE 0 END, c.authored_utc, c.sha, f.ordinal, f.what, f.reason
{limit}
