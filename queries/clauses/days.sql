-- description: Whether a time is on or after the day `since` and on or before the day `until`.
-- argument: at  a time, as it is stored
(({since} IS NULL OR {day {at}} >= {since})
 AND ({until} IS NULL OR {day {at}} <= {until}))
