-- description: The lines of development that have releases, with the position of their first release to sort by.
(SELECT r.line, MIN(r.position) AS place FROM releases AS r GROUP BY r.line)
