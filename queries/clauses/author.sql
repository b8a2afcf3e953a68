-- description: Whether a person's name or address contains `author`, in any case. The empty text appended to the
--   parameter gives it the collation of the name, under which only ASCII letters are lowered.
-- argument: name  a person's name
-- argument: address  the person's address
({author} IS NULL
 OR REPLACE(LOWER({name} || ' ' || {address}), LOWER({author} || SUBSTR({name}, 1, 0)), '')
    <> LOWER({name} || ' ' || {address}))
