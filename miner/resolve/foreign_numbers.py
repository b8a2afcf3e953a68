"""Take back what the numbers of a fork seem to name.

GitHub numbers the issues and pull requests of each repository from 1. In commits that only a fork has, a number that
both could have ("#12", "GH-12") is therefore not one of the project that was forked: it stays in the text and names
nothing. What can only be CPython's is kept: ``bpo-N``, addresses, and numbers above those that GitHub had given to pull
requests before CPython's issues came to it, because no fork has as many.

A fork's are the commits that only other remotes, or repositories that do not make history, reach. If all that was mined
is a fork, CPython's part of it is what known commits of CPython reach (``data/cpython.toml``); without any of these,
and if the address of a copy says nothing, all is taken for CPython's.
"""

import re
from typing import Final

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.graph.authority import is_upstream
from miner.graph.known_commits import known_commits
from miner.graph.sources import Tips, read_tips
from miner.messages.eras import LAST_EARLY_PULL_REQUEST
from miner.store import bulk, tables
from miner.store.issues import IssueNumbers

_HOSTED: Final = re.compile(r"(?!file:)(?:\w[\w+.-]*://|[\w.-]+@[\w.-]+:)", re.IGNORECASE)
# CASE, because PostgreSQL would also cast the hexadecimal names of commits.
_AMBIGUOUS = f"""
CASE
    WHEN m.tracker = 'issue' THEN 1
    WHEN m.tracker NOT IN ('bpo', 'gh', 'pr') OR LOWER(m.text) LIKE '%bpo%' OR LOWER(m.text) LIKE '%python%' THEN 0
    WHEN CAST(m.number AS BIGINT) <= {LAST_EARLY_PULL_REQUEST} THEN 1
    ELSE 0
END = 1
"""
_TAKEN = f"""
SELECT m.commit_id, m.ordinal, m.tracker, m.number, m.role FROM mentions m
WHERE m.resolution = 'elsewhere' AND m.role <> 'stands-for' AND {_AMBIGUOUS}
"""  # noqa: S608 - our own words
_OF_FORKS = f"""
SELECT m.commit_id, m.ordinal FROM forked f CROSS JOIN mentions m
WHERE m.commit_id = f.id AND {_AMBIGUOUS} AND COALESCE(m.resolution, '') <> 'elsewhere'
"""  # noqa: S608 - our own words
_STORED = text("SELECT id FROM commits WHERE sha = :sha")
_COLUMNS, _KEYS = ("issue_id", "resolved_id", "resolution"), ("commit_id", "ordinal")


def settle_numbers(connection: Connection, graph: Graph) -> set[int]:
    """Let the numbers in the commits of forks name nothing, and those in all others what they name.

    Return the commits that changed. Call it before mentions are resolved.
    """
    forked = _forked(connection, graph)
    taken = list(bulk.rows(connection, _TAKEN))
    if not forked and not taken:
        return set()
    with bulk.holding(connection, "forked", forked):
        wrong = list(bulk.rows(connection, _OF_FORKS))
    bulk.update(connection, tables.mentions, _COLUMNS, _KEYS, [(None, None, "elsewhere", *key) for key in wrong])
    back = [row for row in taken if row[0] not in forked]
    _give_back(connection, back)
    return {row[0] for row in (*wrong, *back)}


def _give_back(connection: Connection, mentions: list[tuple[int, int, str, str, str]]) -> None:
    """Let mentions name their issues and their own pull requests again; others are resolved with their commits."""
    numbers = IssueNumbers(connection)
    named = [(tracker, number) for _, _, tracker, number, _ in mentions if tracker != "pr"]
    numbers.look_up(connection, named)
    rows: list[tuple[object, ...]] = []
    for commit, ordinal, tracker, number, role in mentions:
        issue = None if tracker == "pr" else numbers.issue(tracker, number)
        own = (commit, "resolved") if tracker == "pr" and role == "tags" else (None, None)
        rows.append((issue, *own, commit, ordinal))
    numbers.store(connection, "message")
    bulk.update(connection, tables.mentions, _COLUMNS, _KEYS, rows)


def _forked(connection: Connection, graph: Graph) -> set[int]:
    """Return the commits that only forks have."""
    theirs: set[int] = set()
    ours: set[int] = set()
    for tips in read_tips(connection):
        refs_of_forks, own_refs = _sides(tips)
        known = _known(connection) if tips.makes_history and _is_fork(tips) else set()
        if known:
            theirs |= refs_of_forks | own_refs
            ours |= known
        else:
            theirs |= refs_of_forks
            ours |= own_refs
    if not theirs:
        return set()
    marks = bytearray(len(graph.exists))
    for _ in graph.reachable(ours, marks):
        pass
    return set(graph.reachable((tip for tip in theirs if not marks[tip]), marks))


def _sides(tips: Tips) -> tuple[set[int], set[int]]:
    """Return the commits of the refs of forks, and of those that belong to the history that was mined."""
    if not tips.makes_history:
        return set(tips.commits.values()), set()
    foreign: set[int] = set()
    own: set[int] = set()
    for ref, commit in tips.commits.items():
        is_foreign = ref.startswith("refs/remotes/") and not ref.startswith(tips.source.folder)
        (foreign if is_foreign else own).add(commit)
    return foreign, own


def _is_fork(tips: Tips) -> bool:
    """Return whether a history that is CPython's comes from an address that is not."""
    url = tips.source.url
    return tips.source.is_cpython and url is not None and _HOSTED.match(url) is not None and not is_upstream(url)


def _known(connection: Connection) -> set[int]:
    return {commit for sha in known_commits() if (commit := connection.scalar(_STORED, {"sha": sha})) is not None}
