"""Build the pages about an issue, a commit and a release from canned queries."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from miner.answers import Page, Rows, Section
from miner.errors import LookupFailedError

Ask = Callable[..., Rows]

_DAY = 86_400
_MAIN = "main"

# the section's name, its heading, its query, and the text to show if that has no rows
_ISSUE = (
    ("commits", "Commits", "issue_commits", "No commit tags this issue."),
    ("undone", "Undone commits", "undo_links", ""),
    ("exposed", "Undone after releases had it", "exposed_reverts", ""),
    ("relands", "Landed again", "relands", ""),
    ("backports", "Backports", "backports", ""),
    ("news", "NEWS", "news_entries", "No NEWS entry is about this issue."),
    ("related", "Related issues", "related_issues", ""),
)
_COMMIT = (
    ("standings", "Where it stands", "standing", "On no line."),
    ("relations", "Relations to other commits", "commit_relations", ""),
    ("mentions", "What the message mentions", "commit_mentions", ""),
    ("releases", "First releases", "first_release", "In no release."),
    ("news", "NEWS", "news_entries", ""),
    ("exposed", "Undone after releases had it", "exposed_reverts", ""),
    ("changes", "Changed paths", "commit_changes", ""),
)


_MOVE = ("from_path", "to_path", "line", "how", "standing", "by_sha", "redone_sha")


def issue(key: str, ask: Ask) -> Page:
    """Return the page of an issue by its key; ``ask`` runs a canned query by name."""
    facts = _first(ask("issue_facts", issue=key), key)
    if facts["title_by"] == "this tool":
        facts["title_by"] = f"this tool: `miner fetch {key}` brings the tracker's"
    names = f"{key}, {facts['other_numbers'].replace(',', ', ')}" if facts["other_numbers"] else key
    heading = f"{names}  {facts['title']}" if facts.get("title") else names
    sections = [Section(name, title, ask(query, issue=key), otherwise) for name, title, query, otherwise in _ISSUE]
    return Page(heading, facts, tuple(sections))


def commit(sha: str, ask: Ask, *, structs: bool = False) -> Page:
    """Return the page of a commit by its full sha; ``ask`` runs a canned query by name.

    With ``structs`` it has the struct fields that the commit moved.
    """
    known = _first(ask("commit_facts", commit=sha), sha)
    # Insert whether it shipped next to its standing.
    facts = {}
    for name, value in known.items():
        facts[name] = value
        if name == "standing":
            facts["shipped"] = _shipped(_first(ask("shipped", commit=sha), sha))
    sections = [Section(name, title, ask(query, commit=sha), otherwise) for name, title, query, otherwise in _COMMIT]
    sections[1] = replace(sections[1], rows=_without_repetition(sections[1].rows, "detail"))
    if structs:
        moves = ask("struct_field_moves", commit=sha)
        rows = Rows(_MOVE, [tuple(row[name] for name in _MOVE) for row in moves.dicts()])
        sections.insert(-1, Section("moves", "Struct fields that it moved", rows, ""))
    return Page(f"{facts['subject']}", facts, tuple(sections))


def _without_repetition(rows: Rows, column: str) -> Rows:
    """Return rows that differ in one column only as one row, whose cell there has the values of all."""
    place = rows.columns.index(column)
    found: dict[tuple[Any, ...], list[str]] = {}
    for row in rows.rows:
        found.setdefault((*row[:place], *row[place + 1 :]), []).append(row[place])
    joined = {key: ", ".join(str(value) for value in dict.fromkeys(values) if value) for key, values in found.items()}
    return Rows(rows.columns, [(*key[:place], value or None, *key[place:]) for key, value in joined.items()])


def _shipped(row: dict[str, Any]) -> str:
    """Return as text whether a release shipped a commit, from its row of the query ``shipped``."""
    if row["shipped"] is None:
        return "in no release that is known here"
    if not row["contained_in"]:
        return "in no release"
    if not row["undone_by"]:
        return f"in {row['release']}"
    if not row["shipped"]:
        return f"never: {row['contained_in']} was the first with it, and with its undo"
    if row["exposed_until"]:
        days = round(row["exposed_seconds"] / _DAY)
        return (
            f"in {row['exposed_from']}, no longer in {row['exposed_until']} {days} day{'' if days == 1 else 's'} later"
        )
    return f"in {row['exposed_from']} and all later releases of {row['release_line']}; undone elsewhere or since"


# the section's name, its heading, the state of its commits, whether they are housekeeping (None: either), the column
# name of the other commit, the text for no rows
_RELEASE = (
    ("changes", "In it", "in it", False, None, "Nothing."),
    ("undone", "Undone before {end}, and so not in it", "undone", None, "undone_by", ""),
    ("undoing", "Reverts of what came since then, too", "undoes", None, "undoes", ""),
    ("taken_back", "Taken back, which {previous} had", "takes back", None, "undoes", ""),
    ("housekeeping", "Housekeeping: settings of services, lists of names, the NEWS", "in it", True, None, ""),
)
_CHANGE = (
    "issue",
    "sha",
    "other_sha",
    "had_by",
    "authored_at",
    "author",
    "subject",
    "line",
    "part",
    "issues",
    "title",
    "news_of",
)


def release(end: str, previous: str | None, ask: Ask, *, is_cpython: bool = True, **filters: str | None) -> Page:
    """Return the page of a release by its tag: what is new since ``previous``, by default the release it follows.

    ``filters`` are parameters of the query ``release_contents``. Only a release of CPython is called Python; that of
    another project is called after its tag.
    """
    facts = _first(ask("releases", release=end), end)
    earlier = previous or facts["previous"]
    told = {name: facts[name] for name in ("release", "line", "phase", "released_at", "sha", "tag")}
    title = f"Python {facts['release']}" if is_cpython else end
    return _brought(title, told, earlier, ask, after=facts["previous"], release=end, previous=previous, **filters)


def branch(line: str, previous: str | None, ask: Ask, **filters: str | None) -> Page:
    """Return the page of what a line has today that the release ``previous`` has not, by default its newest.

    The page is that of a release, without what only a release has. ``filters`` as in `release`.
    """
    if previous is None:
        known = ask("releases").dicts()
        own = [row["tag"] for row in known if row["line"] == line] or [row["tag"] for row in known]
        previous = own[-1] if own else None
    told = dict.fromkeys(("release", "line", "phase", "released_at", "sha", "tag")) | {"line": line}
    title = f"On {line}, not in {previous}" if previous else f"On {line}"
    return _brought(title, told, previous, ask, branch=line, previous=previous, **filters)


def _brought(
    title: str, told: dict[str, Any], earlier: str | None, ask: Ask, *, after: str | None = None, **asked: str | None
) -> Page:
    """Return the page of what ``earlier`` has not; ``after`` is the release that the later one follows."""
    since = _first(ask("releases", release=earlier), earlier) if earlier else {}
    answer = ask("release_contents", **asked, merges=True, versions=True)
    is_merge, sets_version = (answer.columns.index(name) for name in ("is_merge", "sets_version"))
    rows = Rows(answer.columns, [row for row in answer.rows if not row[is_merge] and not row[sets_version]])
    words = {"end": "the release" if told["release"] else "today", "previous": since.get("release")}
    sections = tuple(
        Section(name, title.format(**words), _in_state(rows, state, other, housekeeping), otherwise)
        for name, title, state, housekeeping, other, otherwise in _RELEASE
    )
    counts = {section.name: len(section.rows) for section in sections}
    issues = {row["issue"] for row in sections[0].rows.dicts() if row["issue"]}
    facts = {
        **told,
        "previous": since.get("release"),
        "previous_at": since.get("released_at"),
        "diverged": int(
            bool(since) and after not in (since["release"], since["tag"]) and _parted(since, str(told["line"]))
        ),
        "commits": counts.pop("changes"),
        "issues": len(issues),
        "had": sum(row["had_by"] is not None for row in sections[0].rows.dicts()),
        **counts,
        "merges": sum(row[is_merge] for row in answer.rows),
        "versions": sum(row[sets_version] and not row[is_merge] for row in answer.rows),
    }
    return Page(title, facts, sections)


def _parted(earlier: dict[str, Any], line: str) -> bool:
    """Return whether a line had left the one of an earlier release before it, so that older commits are new, too.

    Alphas are made on main, so that they are an ancestor of all that is newer.
    """
    if earlier["line"] == line:
        return False
    return earlier["phase"] != "alpha" or (line != _MAIN and _numbers(line) < _numbers(str(earlier["line"])))


def _numbers(line: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", line)]


def _in_state(rows: Rows, state: str, other: str | None, housekeeping: bool | None) -> Rows:
    names = [name for name in _CHANGE if name != "other_sha" or other]
    found = [
        tuple(row[name] for name in names)
        for row in rows.dicts()
        if row["state"] == state and housekeeping in {None, bool(row["housekeeping"])}
    ]
    return Rows(tuple(other if name == "other_sha" and other else name for name in names), found)


def _first(rows: Rows, name: str) -> dict[str, Any]:
    found = rows.dicts()
    if not found:
        raise LookupFailedError(f"The database knows {name} by name only: mine the repository again.")
    return found[0]
