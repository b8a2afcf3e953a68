-- description: Whether a row belongs to the line of development `line`.
-- argument: column  a line of development
({line} IS NULL OR {column} = {line})
