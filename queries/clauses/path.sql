-- description: Whether a path is `path`, lies below it or fits it as a pattern with * and ?, in any case; unknown where
--   none is given. What LIKE would take for itself is escaped, and both sides are in lower case because LIKE sees case
--   on PostgreSQL only. The slash behind both makes a folder of everything, so that one LIKE finds the path and all
--   below it.
-- argument: column  the path
LOWER({column}) || '/' LIKE
    LOWER(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(RTRIM({path}, '/'),
          '!', '!!'), '%', '!%'), '_', '!_'), '*', '%'), '?', '_')) || '/%' ESCAPE '!'
