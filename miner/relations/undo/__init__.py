"""Undos: one file per kind of evidence."""
