-- description: Whether somebody's name or address contains `author`, in any case. The nothing that is appended to
--   the parameter lends it the collation of the name, under which only ASCII has a lower case.
-- argument: name  somebody's name
-- argument: address  the address
({author} IS NULL
 OR REPLACE(LOWER({name} || ' ' || {address}), LOWER({author} || SUBSTR({name}, 1, 0)), '')
    <> LOWER({name} || ' ' || {address}))
