"""The database: tables, engines, bulk writing and look-ups, on SQLite and PostgreSQL."""
