-- description: At most `limit` rows. Neither dialect takes NULL for all rows, so the largest number stands for it.
LIMIT COALESCE({limit}, 9223372036854775807)
