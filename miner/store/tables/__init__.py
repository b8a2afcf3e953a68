"""The tables of the database.

They are SQLAlchemy Core tables, because all rows are written in bulk and read by SQL. ``schema/versions`` has the same
tables as migrations; a test compares the two. Booleans are the integers 0 and 1. Shas are lower-case hexadecimal text.
Times are ISO 8601 text with the person's own UTC offset; the ``*_utc`` column beside it has the same time in seconds
since 1970, to sort by.
"""

from miner.store.tables.base import metadata
from miner.store.tables.code import symbol_changes, symbols
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
from miner.store.tables.holds import brought_commits, line_commits, line_places, line_sets, lines, merges
from miner.store.tables.news import news_editions, news_entries, news_files, news_issues
from miner.store.tables.patches import (
    commit_standings,
    cycle_steps,
    cycles,
    patch_commits,
    patch_standings,
    patches,
)
from miner.store.tables.relations import evidence, relations, revision_map
from miner.store.tables.releases import release_commits, release_sets, releases
from miner.store.tables.structs import (
    field_move_places,
    field_moves,
    release_structs,
    struct_blobs,
    struct_field_lines,
    struct_fields,
    struct_lines,
    struct_name_lines,
    struct_names,
    struct_texts,
    structs,
)
from miner.store.tables.trackers import (
    issue_events,
    issue_links,
    issue_numbers,
    issue_pull_requests,
    issues,
    pull_requests,
    record_changesets,
    record_claims,
    tracker_records,
)
from miner.store.tables.views import made_views

__all__ = [
    "brought_commits",
    "changes",
    "commit_standings",
    "commits",
    "credits_",
    "cycle_steps",
    "cycles",
    "evidence",
    "field_move_places",
    "field_moves",
    "gaps",
    "git_refs",
    "issue_events",
    "issue_links",
    "issue_numbers",
    "issue_pull_requests",
    "issues",
    "line_commits",
    "line_places",
    "line_prints",
    "line_sets",
    "lines",
    "made_views",
    "mentions",
    "merges",
    "metadata",
    "news_editions",
    "news_entries",
    "news_files",
    "news_issues",
    "parents",
    "patch_commits",
    "patch_standings",
    "patches",
    "paths",
    "people",
    "pull_requests",
    "quoted_titles",
    "reasons",
    "record_changesets",
    "record_claims",
    "relations",
    "release_commits",
    "release_sets",
    "release_structs",
    "releases",
    "repositories",
    "revision_map",
    "runs",
    "struct_blobs",
    "struct_field_lines",
    "struct_fields",
    "struct_lines",
    "struct_name_lines",
    "struct_names",
    "struct_texts",
    "structs",
    "symbol_changes",
    "symbols",
    "tracker_records",
    "undo_claims",
]
