-- description: What a release is called in front of its version: "Python " in CPython's history, nothing in any other.
(SELECT CASE MIN(g.project) WHEN 'cpython' THEN 'Python ' ELSE '' END FROM repositories AS g)
