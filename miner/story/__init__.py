"""Documents about the history: what they say is found and compared with the database; topics name their issues."""
