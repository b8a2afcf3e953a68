"""The database, SQLite or PostgreSQL: its tables, engines, bulk writing and look-ups."""
