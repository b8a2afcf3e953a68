"""What a change did to files, by blob ids and line prints: what it restored, and which changes are equal or inverse."""
