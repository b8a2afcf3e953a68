-- title: An issue at a glance
-- description: One row of facts about an issue. Merges are not counted among its commits.
-- parameter: issue  issue  required  the issue
-- column: issue  the issue's key, bpo-N, or gh-N if it was opened on GitHub
-- column: other_numbers  its other numbers, comma-separated in text order
-- column: title  its title
-- column: title_by  whose words the title is in: 'tracker', 'this tool' for facts that ship with it, 'NEWS' or 'commit'
-- column: opened_at  when it was opened
-- column: closed_at  when it was closed
-- column: creator  who opened it
-- column: source  where the title and the dates come from; titles that no tracker gave are 'derived from the NEWS' or
--   'derived from a commit'
-- column: commits  commits that tag or close it
-- column: first_at  author date of the first of them
-- column: last_at  author date of the last of them
SELECT d.issue,
       d.other_numbers,
       d.title,
       d.title_by,
       d.opened_at,
       d.closed_at,
       d.creator,
       d.source,
       d.commits,
       d.first_at,
       d.last_at
FROM issue_details AS d
WHERE d.issue = :issue
ORDER BY d.issue
