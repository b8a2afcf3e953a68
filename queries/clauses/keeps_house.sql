-- description: Whether a commit changes nothing that a release contains or that its readers would miss, only settings
--   of services and tools, the templates of the documentation, lists of names and the NEWS.
-- argument: commit  key of the commit
(EXISTS (SELECT 1 FROM changes AS x WHERE x.commit_id = {commit})
 AND NOT EXISTS (SELECT 1
                 FROM changes AS x
                 JOIN paths AS p ON p.id = x.path_id
                 WHERE x.commit_id = {commit}
                   AND SUBSTR(p.path, 1, 1) <> '.'
                   AND SUBSTR(p.path, 1, 9) <> 'Misc/NEWS'
                   AND SUBSTR(p.path, 1, 10) <> 'Doc/tools/'
                   AND p.path NOT IN ('Misc/ACKS', 'Doc/ACKS.txt')))
