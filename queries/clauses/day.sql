-- description: The day of a time in its own UTC offset, such as 2019-02-24.
-- argument: at  a time, as it is stored
SUBSTR({at}, 1, 10)
