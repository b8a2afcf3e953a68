-- description: Whether a path is `path`, lies below it or matches it as a pattern with * and ?, in any case; NULL
--   without a path. LIKE's own wildcards are escaped, and both sides are lowered because LIKE is case-sensitive on
--   PostgreSQL only. The slash after both sides makes a single LIKE match the path and everything below it.
-- argument: column  the path
LOWER({column}) || '/' LIKE
    LOWER(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(RTRIM({path}, '/'),
          '!', '!!'), '%', '!%'), '_', '!_'), '*', '%'), '?', '_')) || '/%' ESCAPE '!'
