"""Rows, pages, timelines and cycles as text: tables for people, CSV, JSON, Markdown and reStructuredText.

Titles and messages come from strangers. Every format escapes what would mean something in it.
"""
