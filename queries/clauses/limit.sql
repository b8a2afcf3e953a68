-- description: At most `limit` rows. SQLite does not take NULL for all rows, so the largest number stands for it.
LIMIT COALESCE({limit}, 9223372036854775807)
