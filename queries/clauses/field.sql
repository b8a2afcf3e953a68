-- description: Whether a field is the one of the parameter `path`, is inside of it or matches it as a pattern with *
--   and ?, in any case; true without the parameter. What is inside of a field follows a dot in its path, not a slash.
-- argument: column  path of the field
({path} IS NULL
 OR {path {column}}
 OR LOWER(SUBSTR({column}, 1, LENGTH({path}) + 1)) = LOWER({path}) || '.')
