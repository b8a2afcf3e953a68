-- title: First releases
-- description: The earliest release, by date, that holds each commit. A held commit is not always shipped, because it
--   may have been undone before the release.
-- column: sha  the commit
-- column: line  line of development of the commit
-- column: release  version of the release
-- column: released_at  when it was tagged
-- column: tag  the release's tag
-- column: release_line  line of development of the release
-- column: released_utc  released_at, in seconds since 1970
-- column: commit_id  key of the commit in commits
SELECT c.sha,
       c.line,
       r.version AS release,
       r.released_at,
       r.tag,
       r.line AS release_line,
       r.released_utc,
       c.id AS commit_id
FROM release_commits AS rc
JOIN commits AS c ON c.id = rc.commit_id
JOIN releases AS r ON r.id = rc.release_id
