-- description: What is the same for all addresses of a person: the name, whatever its case and outer blanks. A name of
--   one word may be of several people, as Alex or root, so that there the address counts, too.
-- argument: name  a person's name
-- argument: address  the person's address
CASE
    WHEN TRIM({name}) LIKE '% %' THEN LOWER(TRIM({name}))
    ELSE LOWER(TRIM({name})) || ' <' || LOWER({address}) || '>'
END
