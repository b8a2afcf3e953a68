"""Backports: one file per kind of evidence."""
