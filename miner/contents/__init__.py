"""Compare what commits did to files, by blob ids and line fingerprints: restored, equal and inverse changes."""
