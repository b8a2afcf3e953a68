-- title: Lines of development
-- description: Every line that a branch, an end-of-life tag or release tags claim: where it left main, and until when
--   it was supported.
-- column: line  the line
-- column: branch_point  the commit of main that it left main at, by first parents, empty if it never did
-- column: opened_at  when it left main: committer date of the branch point
-- column: first_commit  its first commit after the branch point
-- column: tip  its newest commit
-- column: security_only_from  day from which it got security fixes only, empty if not known or not yet
-- column: ended_on  day of its end of life, empty if not known or not yet
-- column: opened_utc  opened_at, in seconds since 1970
SELECT l.line,
       b.sha AS branch_point,
       l.opened_at,
       f.sha AS first_commit,
       t.sha AS tip,
       l.security_only_from,
       l.ended_on,
       l.opened_utc
FROM lines AS l
JOIN commits AS t ON t.id = l.tip_id
LEFT JOIN commits AS b ON b.id = l.branch_point_id
LEFT JOIN commits AS f ON f.id = l.first_commit_id
