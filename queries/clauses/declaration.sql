-- description: How a field is declared, as text: type, shape and condition.
-- argument: field  a row with the columns of struct_fields
{field}.type || CASE {field}.shape WHEN '' THEN '' ELSE ' ' || {field}.shape END
    || CASE {field}.condition WHEN '' THEN '' ELSE ' if ' || {field}.condition END
