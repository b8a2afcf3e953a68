"""Write rows, pages, timelines and cycles as text: tables for people, CSV, JSON, Markdown and reStructuredText.

Titles and messages are untrusted: every format escapes what has a special meaning in it.
"""
