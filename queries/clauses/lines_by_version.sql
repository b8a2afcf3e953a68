-- description: The lines of development that have releases, with their place in the order of versions.
(SELECT r.line, MIN(r.position) AS place FROM releases AS r GROUP BY r.line)
