"""Undo by CVS revision: "Revert 1.30" counts the changes of one file on the trunk, and so can we.

Numbers that begin with 1 count from the file's first change; where a file was given 2.1 one day, nobody knows how many
came before. A message that names a file means that one, any other all that the commit changed. The count may be one off
(a revision that changed nothing is no commit), so it is evidence like any other.
"""

import re
from bisect import bisect_left
from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, text

from miner.relations.graph import Graph
from miner.relations.undo_blobs import Paths
from miner.store import bulk

_NAMED = """
SELECT m.commit_id, m.number, m.text, c.message FROM mentions m
JOIN affected a ON a.commit_id = m.commit_id JOIN commits c ON c.id = m.commit_id
WHERE m.tracker = 'cvs' AND m.role = 'undoes' AND m.position <> 'quoted' ORDER BY m.commit_id, m.ordinal
"""
_NAMES = "SELECT p.id, p.path FROM asked k CROSS JOIN paths p WHERE p.id = k.id"
_HISTORY = """
SELECT x.path_id, x.commit_id FROM asked k CROSS JOIN changes x CROSS JOIN commits c
WHERE x.path_id = k.id AND c.id = x.commit_id AND c.svn_branch = 'legacy-trunk' ORDER BY x.path_id, x.commit_id
"""
_FIRST: Final = re.compile(r"1\.([0-9]+)")


def counted_changes(
    connection: Connection, graph: Graph, paths_of: Paths, commits: Collection[int]
) -> dict[int, dict[int, str]]:
    """Return {commit: {ancestor: the revision}} for what affected commits among these say they undo by its number."""
    asked: list[tuple[int, int, str, str]] = []
    for commit, number, words, message in connection.execute(text(_NAMED)):
        first = _FIRST.fullmatch(number)
        # "Reverted from 1.30.2.1 to 1.30" names a state, and what came after it is meant.
        state = rf"\sto\s+(?:rev\w*\.?\s+)?{re.escape(words)}(?![\w.]\w)"
        if first and commit in commits and not re.search(state, message):
            asked.append((commit, int(first[1]), words, message))
    if not asked:
        return {}
    names: dict[int, str] = {}
    history: dict[int, list[int]] = {}
    with bulk.holding(connection, "asked", {path for commit, *_ in asked for path in paths_of[commit]}):
        names.update((path, name.rpartition("/")[2]) for path, name in bulk.rows(connection, _NAMES))
        for path, change in bulk.rows(connection, _HISTORY):
            history.setdefault(path, []).append(change)
    found: dict[int, dict[int, str]] = {}
    for commit, number, words, message in asked:
        for path in _meant({path: names[path] for path in paths_of[commit]}, words, message):
            changes = history.get(path, [])
            if 0 < number <= bisect_left(changes, commit) and graph.is_ancestor(target := changes[number - 1], commit):
                found.setdefault(commit, {})[target] = words
    return found


def _meant(names: dict[int, str], words: str, message: str) -> set[int]:
    """Return which paths a revision can be of: those named beside it, or anywhere in the message, or all."""
    said = " ".join(message.split())
    revision = re.escape(" ".join(words.split()))
    for place in (r"(?<![\w.])FILE[ :,(]*REV|REV (?:of|in) FILE(?![\w.]\w)", r"(?<![\w.])FILE(?![\w.]\w)"):
        beside = place.replace("REV", revision)
        if found := {path for path, name in names.items() if re.search(beside.replace("FILE", re.escape(name)), said)}:
            return found
    return set(names)
