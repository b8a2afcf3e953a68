"""The tables: what is stored, and under which names.

Written by hand in Core because every row is written in bulk and read by SQL; ``schema/versions`` holds the same
tables as migrations and a test compares the two. Integers 0 and 1 stand for booleans, text for shas (lower-case
hexadecimal) and for instants as people read them (ISO 8601 with the author's own offset); every ``*_utc`` column
is the same instant in seconds since 1970, which is what to sort by.
"""

from miner.store.tables.base import metadata
from miner.store.tables.history import (
    changes,
    commits,
    credits_,
    gaps,
    git_refs,
    line_prints,
    mentions,
    parents,
    paths,
    people,
    quoted_titles,
    reasons,
    repositories,
    runs,
    undo_claims,
)
from miner.store.tables.news import news_editions, news_entries, news_files, news_issues
from miner.store.tables.relations import evidence, relations, revision_map
from miner.store.tables.releases import release_commits, release_sets, releases
from miner.store.tables.trackers import issue_numbers, issues, pull_requests
from miner.store.tables.views import made_views

__all__ = [
    "changes",
    "commits",
    "credits_",
    "evidence",
    "gaps",
    "git_refs",
    "issue_numbers",
    "issues",
    "line_prints",
    "made_views",
    "mentions",
    "metadata",
    "news_editions",
    "news_entries",
    "news_files",
    "news_issues",
    "parents",
    "paths",
    "people",
    "pull_requests",
    "quoted_titles",
    "reasons",
    "relations",
    "release_commits",
    "release_sets",
    "releases",
    "repositories",
    "revision_map",
    "runs",
    "undo_claims",
]
