"""Which line of development each commit was made for: ``main``, ``3.9``, ``2.7`` and so on.

Decided, in this order, by

``svn-branch``    the branch that the svn conversion noted: exact where it is there. ``legacy-trunk``, ``p3yk`` and
                  ``py3k`` are ``main``; ``release27-maint`` is ``2.7``; a feature branch keeps its name.
``first-parent``  the first-parent chain of a branch, of an end-of-life tag (``2.7``) or of a line's release tags;
                  ``main`` goes first, because every line begins as a part of it.
``merge``         side commits take the line of the commit that merged them, unless the merge itself says
                  ``merge 3.2``, which names where its second parent comes from (devguide of the hg years).
``title``         a ``[3.9]`` prefix, for commits on no known line.
"""

import re
from collections.abc import Iterable

from sqlalchemy import Connection, text

from miner.messages.titles import branch_prefix
from miner.relations.graph import Graph
from miner.store import bulk, tables

MAIN = "main"
SVN_BRANCH = "svn-branch"
_MAIN_NAMES = ("main", "master", "default", "trunk")
_SVN_MAIN = frozenset({"legacy-trunk", "trunk", "py3k", "p3yk"})
_SVN_RELEASE = re.compile(r"release(\d)(\d)-maint")
_COMMITS = """
SELECT id, line, line_basis, svn_branch, CASE WHEN SUBSTR(subject, 1, 1) = '[' THEN subject END,
       CASE WHEN parent_count > 1 THEN subject END
FROM commits
"""
_VERSION = re.compile(r"\d+\.\d+")
_RELEASE_TAG = re.compile(r"v(\d+\.\d+)([.abrc\d]*)")
_MERGE_FROM = re.compile(r"\b(?:merged?|merging)\b(?: (?:with|from|in|heads?|branch))* \(?(\d\.\d+)\b", re.IGNORECASE)


def svn_line(branch: str) -> str:
    """Return the line of an svn branch name."""
    if branch in _SVN_MAIN:
        return MAIN
    if match := _SVN_RELEASE.fullmatch(branch):
        return f"{match[1]}.{match[2]}"
    return branch


def decide_lines(connection: Connection, graph: Graph) -> int:
    """Decide every commit's line from scratch and store what differs; return how many changed."""
    stored: dict[int, tuple[str | None, str | None]] = {}
    lines = find_lines(connection, graph, stored)
    undecided = (None, None)
    changed = [
        (*lines.get(commit, undecided), commit)
        for commit, before in stored.items()
        if lines.get(commit, undecided) != before
    ]
    bulk.update(connection, tables.commits, ("line", "line_basis"), ("id",), changed)
    return len(changed)


def find_lines(
    connection: Connection,
    graph: Graph,
    stored: dict[int, tuple[str | None, str | None]],
    *,
    svn: bool = True,
) -> dict[int, tuple[str, str]]:
    """Return each commit's line and how it was decided; note what is stored in ``stored``.

    Without ``svn`` the branches that the conversion noted are ignored: so the other ways can be held against them.
    """
    lines: dict[int, tuple[str, str]] = {}
    prefixes: dict[int, str] = {}
    sources: dict[int, str] = {}
    for commit, line, basis, branch, prefixed, merge in bulk.rows(connection, _COMMITS):
        stored[commit] = (line, basis)
        if svn and branch is not None:
            lines[commit] = (svn_line(branch), SVN_BRANCH)
        if prefixed and (prefix := branch_prefix(prefixed)):
            prefixes[commit] = prefix
        if merge and (match := _MERGE_FROM.search(merge)):
            sources[commit] = match[1]
    walked = bytearray(len(graph.exists))
    for line, tip in _tips(connection):
        commit = tip
        while commit and not walked[commit]:
            walked[commit] = 1
            lines.setdefault(commit, (line, "first-parent"))
            commit = graph.first_parent[commit]
    _inherit(graph, lines, sources)
    for commit, prefix in prefixes.items():
        lines.setdefault(commit, (prefix, "title"))
    return lines


def _inherit(graph: Graph, lines: dict[int, tuple[str, str]], sources: dict[int, str]) -> None:
    """Hand lines down from merges to the side commits that they brought in, children before parents."""
    for commit in reversed(list(graph)):
        if commit not in lines:
            continue
        line, _ = lines[commit]
        first = graph.first_parent[commit]
        if first:
            lines.setdefault(first, (line, "merge"))
        for other in graph.other_parents.get(commit, ()):
            lines.setdefault(other, (sources.get(commit, line), "merge"))


def _tips(connection: Connection) -> list[tuple[str, int]]:
    """Return (line, commit) in the order in which lines claim their first-parent chains."""
    rows = connection.execute(
        text("SELECT r.name, c.id FROM git_refs r JOIN commits c ON c.sha = r.sha ORDER BY r.name")
    )
    ranked = sorted((rank, line, commit) for name, commit in rows for rank, line in _claims(name))
    return [(line, commit) for _, line, commit in ranked]


def _claims(ref: str) -> Iterable[tuple[tuple[int, ...], str]]:
    """Yield (rank, line) of a ref: main first, then newer lines before older, branches before tags, the rest last."""
    kind, _, name = ref.removeprefix("refs/").partition("/")
    if kind == "remotes":
        kind, name = "heads", name.partition("/")[2]
    if kind == "heads" and name in _MAIN_NAMES:
        yield (0, _MAIN_NAMES.index(name)), MAIN
    elif _VERSION.fullmatch(name) and kind in {"heads", "tags"}:
        yield (1, *_newer_first(name), 0 if kind == "heads" else 1), name
    elif kind == "tags" and name == "legacy-trunk":
        yield (0, len(_MAIN_NAMES)), MAIN  # where main was before py3k took its place
    elif kind == "tags" and (match := _RELEASE_TAG.fullmatch(name)):
        yield (1, *_newer_first(match[1]), 2), match[1]
    elif kind == "heads":
        yield (2,), name


def _newer_first(version: str) -> tuple[int, int]:
    major, minor = version.split(".")
    return -int(major), -int(minor)
