-- description: Whether a commit does nothing but set the version, as release managers do before and after a release. It
--   changes Include/patchlevel.h, and besides only files that repeat the version or that are made anew for a release.
-- argument: commit  key of the commit
(EXISTS (SELECT 1
         FROM changes AS x
         JOIN paths AS p ON p.id = x.path_id
         WHERE x.commit_id = {commit} AND p.path = 'Include/patchlevel.h')
 AND NOT EXISTS (SELECT 1
                 FROM changes AS x
                 JOIN paths AS p ON p.id = x.path_id
                 WHERE x.commit_id = {commit}
                   AND SUBSTR(p.path, 1, 9) NOT IN ('Misc/NEWS', 'Misc/RPM/')
                   AND p.path NOT IN ('Include/patchlevel.h', 'README', 'README.rst', 'Lib/distutils/__init__.py',
                                      'Lib/idlelib/idlever.py', 'Lib/pydoc_data/topics.py', 'Lib/pydoc_topics.py')))
