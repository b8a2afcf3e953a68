-- description: Whether a commit changed `path`, a file below it or a file that matches it as a pattern.
-- argument: commit  key of the commit
({path} IS NULL
 OR EXISTS (SELECT 1
            FROM changes AS x
            JOIN paths AS p ON p.id = x.path_id
            WHERE x.commit_id = {commit}
              AND {path p.path}))
