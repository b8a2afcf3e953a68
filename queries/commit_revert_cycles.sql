-- title: Commit and revert cycles
-- description: How a change was landed, undone and landed again on one line. A cycle is what reverts made for that line
--   and later attempts connect, so a commit is in one cycle of a line. Attempts that no revert separates are one step;
--   the undo of an undo is an attempt. What another line did with the same change is a cycle of that line.
-- parameter: issue    issue    optional   only cycles with a step that tags or closes this issue
-- parameter: commit   commit   optional   only cycles that this commit is a step of
-- parameter: line     line     optional   only cycles on this line of development
-- parameter: since    day      optional   only cycles with a revert authored on or after this day
-- parameter: until    day      optional   only cycles with a revert authored on or before this day
-- parameter: partial  boolean  default 0  partial undos, too
-- column: cycle  the first ten digits of the first attempt's sha, and @ with the line if that is not the attempt's own
-- column: step  number of the step in the cycle, from 1
-- column: role  'attempt' or 'revert'
-- column: sha  the commit
-- column: authored_at  author date
-- column: subject  first line of the message
-- column: line  line of development of the commit
-- column: delay_seconds  of a revert, seconds since the earliest attempt that it takes back, by committer date
-- column: became  of an attempt, 'stands', 'undone', or 'relanded as' and ten digits of the sha
-- column: outcome  'landed' if all that was tried stands in the end, itself or by a later attempt, 'reverted' if
--   nothing does, else 'mixed'
-- column: issues  the issues that the message tags or closes, comma-separated in text order
-- column: cycle_line  line of development on which this happened
-- column: kind  of a later attempt, 'reland' if it makes the same change again, perhaps reworked, or 'next-attempt' if
--   it solves the same issue in another way
-- column: target_sha  of a revert, the last attempt that it undoes; of a later attempt, the last that it lands again or
--   follows
-- column: extent  of a revert, 'full' if it takes all of an attempt back, else 'partial'
-- column: confidence  of the relation to the target, from 0 to 1
-- column: elsewhere_sha  of a revert, the first commit that landed again on another line what it took back, or made
--   another attempt there
WITH wanted AS (
    SELECT y.id
    FROM cycles AS y
    WHERE y.partial = CAST(:partial AS integer)
      AND {line y.line}
      AND (CAST(:issue AS text) IS NULL
           OR y.id IN (SELECT s.cycle_id
                       FROM issues AS i
                       JOIN mentions AS m ON m.issue_id = i.id AND m.role IN ('closes', 'tags')
                       JOIN cycle_steps AS s ON s.commit_id = m.commit_id
                       WHERE i.key = :issue))
      AND (CAST(:commit AS text) IS NULL
           OR y.id IN (SELECT s.cycle_id
                       FROM commits AS c
                       JOIN cycle_steps AS s ON s.commit_id = c.id
                       WHERE c.sha = :commit))
      AND EXISTS (SELECT 1
                  FROM cycle_steps AS s
                  JOIN commits AS c ON c.id = s.commit_id
                  WHERE s.cycle_id = y.id AND s.role = 'revert' AND {days c.authored_at})
)
SELECT SUBSTR(f.sha, 1, 10) || CASE WHEN f.line = y.line THEN '' ELSE '@' || y.line END AS cycle,
       s.step,
       s.role,
       d.sha,
       d.authored_at,
       d.subject,
       d.line,
       s.delay_seconds,
       CASE s.became WHEN 'relanded' THEN 'relanded as ' || SUBSTR(b.sha, 1, 10) ELSE s.became END AS became,
       y.outcome,
       d.issues,
       y.line AS cycle_line,
       (SELECT r.nature
        FROM relations AS r
        WHERE r.kind = 'relands' AND r.source_id = s.commit_id AND r.target_id = s.target_id
          AND s.role = 'attempt') AS kind,
       t.sha AS target_sha,
       s.extent,
       s.confidence,
       (SELECT e.sha
        FROM reverts AS u
        JOIN relations AS r ON r.target_id = u.undone_id AND r.kind = 'relands'
        JOIN commits AS e ON e.id = r.source_id
        WHERE u.undoing_id = s.commit_id AND s.role = 'revert'
          AND r.source_id NOT IN (SELECT o.commit_id FROM cycle_steps AS o WHERE o.cycle_id = y.id)
        ORDER BY e.committed_utc, e.sha
        LIMIT 1) AS elsewhere_sha
FROM wanted AS w
JOIN cycles AS y ON y.id = w.id
JOIN commits AS f ON f.id = y.first_id
JOIN cycle_steps AS s ON s.cycle_id = y.id
JOIN commit_details AS d ON d.commit_id = s.commit_id
LEFT JOIN commits AS b ON b.id = s.became_id
LEFT JOIN commits AS t ON t.id = s.target_id
ORDER BY f.committed_utc, f.sha, y.line, s.position
