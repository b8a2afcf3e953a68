"""The history for other programs: read-only tools for assistants."""
