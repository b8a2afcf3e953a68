-- description: Whether an instant is on or after the day `since` and on or before the day `until`.
-- argument: at  an instant as it is stored
(({since} IS NULL OR {day {at}} >= {since})
 AND ({until} IS NULL OR {day {at}} <= {until}))
