-- description: The day of an instant by the clock of whoever wrote it, such as 2019-02-24.
-- argument: at  an instant as it is stored
SUBSTR({at}, 1, 10)
