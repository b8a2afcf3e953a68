-- description: The words of `text` for FTS5. Each is quoted, so that nothing in it is an operator; a * at its end
--   stands for any end. What is quoted as a whole is one phrase.
REPLACE(REPLACE(CASE
                    WHEN TRIM({text}) LIKE '"%_%"' AND TRIM(TRIM({text}), '"') NOT LIKE '%"%'
                    THEN TRIM({text})
                    ELSE '"' || REPLACE(REPLACE(TRIM({text}), '"', ' '), ' ', '" "') || '"'
                END,
                '*"', '"*'),
        '""*', '""')
