"""The pages about one issue and about one commit, put together from canned queries."""

from collections.abc import Callable
from typing import Any

from miner.errors import LookupFailedError
from miner.model import Page, Rows, Section

Ask = Callable[..., Rows]

# name of the section, its heading, the query, what to say when it answers nothing
_ISSUE = (
    ("commits", "Commits", "issue_commits", "No commit tags this issue."),
    ("undone", "Undone commits", "undo_links", ""),
    ("relands", "Landed again", "relands", ""),
    ("backports", "Backports", "backports", ""),
    ("news", "NEWS", "news_entries", "No NEWS entry is about this issue."),
    ("related", "Related issues", "related_issues", ""),
)
_COMMIT = (
    ("relations", "Relations to other commits", "commit_relations", ""),
    ("mentions", "What the message mentions", "commit_mentions", ""),
    ("releases", "First releases", "first_release", "In no release."),
    ("news", "NEWS", "news_entries", ""),
    ("changes", "Changed paths", "commit_changes", ""),
)


def issue(key: str, ask: Ask) -> Page:
    """Return the page of an issue by its key."""
    facts = _first(ask("issue_facts", issue=key), key)
    heading = f"{key}  {facts['title']}" if facts.get("title") else key
    sections = [Section(name, title, ask(query, issue=key), otherwise) for name, title, query, otherwise in _ISSUE]
    return Page(heading, facts, tuple(sections))


def commit(sha: str, ask: Ask) -> Page:
    """Return the page of a commit by its full sha."""
    facts = _first(ask("commit_facts", commit=sha), sha)
    sections = [Section(name, title, ask(query, commit=sha), otherwise) for name, title, query, otherwise in _COMMIT]
    return Page(f"{facts['subject']}", facts, tuple(sections))


def _first(rows: Rows, name: str) -> dict[str, Any]:
    found = rows.dicts()
    if not found:
        raise LookupFailedError(f"The database knows {name} by name only: mine the repository again.")
    return found[0]
