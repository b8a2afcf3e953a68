"""Relands: one file per kind of evidence."""
