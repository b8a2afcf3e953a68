-- description: The words of `text` for PostgreSQL, as `full_text` has them for SQLite. A ~ marks the * at the end of a
--   word, a - joins what must stand side by side. Signs become joints, those at the ends of words vanish, and then
--   both become operators.
TO_TSQUERY('simple', REPLACE(REPLACE(REGEXP_REPLACE(TRIM(REGEXP_REPLACE(REGEXP_REPLACE(REGEXP_REPLACE(
    CASE
        WHEN TRIM({text}) LIKE '"%_%"' AND TRIM(TRIM({text}), '"') NOT LIKE '%"%'
        THEN REGEXP_REPLACE(REPLACE(TRIM(TRIM({text}), '"'), '~', ' '), '\s+', '-', 'g')
        ELSE REPLACE(REPLACE({text}, '"', ' '), '~', ' ')
    END,
    '(\w)\*(?=\s|$)', '\1~', 'g'),
    '([^\w\s~]|_)+', '-', 'g'),
    '(^|\s)-+|-+(?=\s|$)', '\1', 'g')),
    '\s+', ' & ', 'g'),
    '-', ' <-> '),
    '~', CHR(58) || '*'))
