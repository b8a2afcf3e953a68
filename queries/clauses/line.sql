-- description: Whether something is of the line of development `line`.
-- argument: column  a line of development
({line} IS NULL OR {column} = {line})
