-- description: What a struct was called after a commit, on whatever line it got the name.
-- argument: struct  key of the struct
-- argument: commit  key of the commit
(SELECT x.name
 FROM struct_names AS x
 WHERE x.struct_id = {struct} AND x.added_in_id <= {commit}
 ORDER BY x.added_in_id DESC, x.id DESC
 LIMIT 1)
