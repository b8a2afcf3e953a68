"""An invented history for the queries: 25 commits on three lines, with undos, relands and backports.

Commit 7 has the sha 0707…, so that expectations can name it ``c07``. What the commits are for:

* 3 and 4 land, 6 undoes both and a part of 5; 7 lands 3 again, 8 backs it out, 9 reverts that revert.
* 11 backports 9 to 3.8, where a beta has it until 12 silently undoes it; 22 is an inverse of 13, but not a revert.
* 18 is undone on main by 19 and on 3.8 by its twin 20; 21 lands it again.
* 17 may undo 16, but that is doubtful; 16 says that it reverts something, but not what.
* 24 backports 2 to 3.8, but not to 3.9, which is active from 16 to 25.
* 14, 15 and 24 name issues and commits without being about them.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table

from miner.graph.ancestry import Graph
from miner.graph.spans import spans
from miner.model import READER_VERSION, Change, Understood
from miner.reading.understanding import understand
from miner.relations.affected import find_affected
from miner.relations.outcomes import store_outcomes
from miner.relations.relation_pass import Pass
from miner.store import tables
from miner.store.search import index_messages, index_news

PEOPLE = {
    1: ("Ann Author", "ann@example.org", "Ann Author", "ann@example.org"),
    2: ("ann", "ann@old.example.org", "Ann Author", "ann@example.org"),
    3: ("Ben Builder", "ben@example.org", "Ben Builder", "ben@example.org"),
    4: ("Łuk Coder", "luk@example.org", "Łuk Coder", "luk@example.org"),
}


class Made(NamedTuple):
    """A commit of the world: its author, date, line and message."""

    author: int
    at: str
    line: str
    message: str
    era: str = "git-bpo"
    committed: str = ""
    parents: int = 1


COMMITS = {
    1: Made(2, "2005-03-01T09:00:00+00:00", "main", "Import everything", "svn", parents=0),
    2: Made(2, "2005-03-02T09:00:00+00:00", "main", "SF bug #200: keep b from leaking", "svn"),
    3: Made(1, "2019-01-10T12:00:00-08:00", "main", "bpo-100: Add pending calls (GH-1)"),
    4: Made(3, "2019-01-11T12:00:00+01:00", "main", "bpo-100: Use pending calls (GH-2)"),
    5: Made(1, "2019-01-12T12:00:00-08:00", "main", "bpo-200: Warn early (GH-3)"),
    6: Made(
        3,
        "2019-01-15T12:00:00+01:00",
        "main",
        'Revert "bpo-100: Add pending calls (GH-1)" (GH-4)\n\n'
        "This reverts commit 0303030303. It leaks references, see rev. 5\nof the log. Thanks to all.",
    ),
    7: Made(1, "2019-02-20T12:00:00-08:00", "main", "bpo-100: Add pending calls, take two (GH-5)"),
    8: Made(
        3,
        "2019-02-21T12:00:00+01:00",
        "main",
        "bpo-100: Back out take two (GH-6)\n\n* Windows did not build because of it.",
    ),
    9: Made(1, "2019-02-22T12:00:00-08:00", "main", 'Revert "bpo-100: Back out take two (GH-6)" (GH-7)'),
    10: Made(3, "2019-02-23T12:00:00+01:00", "main", "bpo-100: merge", parents=2),
    11: Made(
        1,
        "2019-02-22T12:00:00-08:00",
        "3.8",
        "[3.8] bpo-100: Add pending calls, take two (GH-8)\n\n(cherry picked from commit 0909090909)",
        committed="2019-02-24T10:00:00+00:00",
    ),
    12: Made(3, "2019-02-25T12:00:00+01:00", "3.8", "[3.8] bpo-100: No pending calls in 3.8 (GH-9)"),
    13: Made(4, "2019-02-26T12:00:00+01:00", "main", "Fix a typo in b"),
    14: Made(4, "2019-02-27T12:00:00+01:00", "main", "gh-300: Explain pending calls\n\nSee bpo-100.", "git-gh"),
    15: Made(1, "2019-02-28T12:00:00-08:00", "main", "gh-300: Follow up on 0909090909", "git-gh"),
    16: Made(3, "2019-03-01T12:00:00+01:00", "3.9", "Revert an accident"),
    17: Made(3, "2019-03-02T12:00:00+01:00", "main", "Undo it, see deadbeef01 and r99"),
    18: Made(1, "2019-03-03T12:00:00-08:00", "main", "bpo-200: Share the warnings"),
    19: Made(
        3,
        "2019-03-04T12:00:00+01:00",
        "main",
        "bpo-200: Roll back the shared warnings\n\nbpo-200: Share the warnings\n\n"
        "This reverts commit 1818181818.\r\n\r\nNobody had asked\r\nfor them.",
    ),
    20: Made(3, "2019-03-04T12:00:00+01:00", "3.8", "bpo-200: Roll back the shared warnings"),
    21: Made(1, "2019-04-10T12:00:00-08:00", "main", "bpo-200: Share the warnings, take two"),
    22: Made(4, "2019-04-11T12:00:00+01:00", "main", "Mention undocumented things"),
    23: Made(1, "2019-04-12T12:00:00-08:00", "main", "Closes gh-300, bpo-100: finish\n\nCloses gh-300.", "git-gh"),
    24: Made(
        3, "2019-04-13T12:00:00+01:00", "3.8", "Merged revisions 2 via svnmerge\n\n  r2 | ann\n\n  SF bug #200", "svn"
    ),
    25: Made(3, "2019-06-01T12:00:00+01:00", "3.9", "bpo-100: Tidy up"),
}

ISSUES = {
    1: (
        "bpo-100",
        "Pending calls",
        "2019-01-01T08:00:00+00:00",
        "2019-04-12T21:00:00+00:00",
        "ann",
        "python/cpython#44300",
    ),
    2: ("bpo-200", None, None, None, None, None),
    3: ("gh-300", "Explain pending calls", "2019-02-26T08:00:00+00:00", None, "luk", "python/cpython#300"),
    4: ("bpo-400", None, None, None, None, None),
}
NUMBERS = (
    ("bpo", "100", 1, "message"),
    ("gh", "44300", 1, "shipped"),
    ("sf", "100", 1, "message"),
    ("bpo", "200", 2, "message"),
    ("gh", "300", 3, "record"),
    ("bpo", "400", 4, "message"),
)

# commit, tracker, number, position, role, text, issue, resolved commit, resolution
MENTIONS = (
    (2, "bpo", "200", "lead", "tags", "SF bug #200", 2, None, None),
    (3, "bpo", "100", "lead", "tags", "bpo-100", 1, None, None),
    (3, "pr", "1", "trail", "tags", "GH-1", None, 3, "resolved"),
    (4, "bpo", "100", "lead", "tags", "bpo-100", 1, None, None),
    (5, "bpo", "200", "lead", "tags", "bpo-200", 2, None, None),
    (6, "bpo", "100", "lead", "tags", "bpo-100", 1, None, None),
    (6, "pr", "1", "quoted", "undoes", "GH-1", None, 3, "resolved"),
    (7, "bpo", "100", "lead", "tags", "bpo-100", 1, None, None),
    (8, "bpo", "100", "lead", "tags", "bpo-100", 1, None, None),
    (9, "bpo", "100", "lead", "tags", "bpo-100", 1, None, None),
    (10, "bpo", "100", "lead", "tags", "bpo-100", 1, None, None),
    (11, "bpo", "100", "lead", "tags", "bpo-100", 1, None, None),
    (11, "git", "0909090909", "trail", "backports", "(cherry picked from commit 0909090909)", None, 9, "resolved"),
    (12, "bpo", "100", "lead", "tags", "bpo-100", 1, None, None),
    (14, "gh", "300", "lead", "tags", "gh-300", 3, None, None),
    (14, "bpo", "100", "body", "mentions", "bpo-100", 1, None, None),
    (14, "pep", "8", "body", "mentions", "PEP 8", None, None, None),
    (15, "gh", "300", "lead", "tags", "gh-300", 3, None, None),
    (15, "git", "0909090909", "lead", "mentions", "0909090909", None, 9, "resolved"),
    (17, "git", "deadbeef01", "lead", "mentions", "deadbeef01", None, None, "unknown"),
    (17, "svn", "99", "lead", "mentions", "r99", None, None, "ambiguous"),
    (18, "bpo", "200", "lead", "closes", "bpo-200", 2, None, None),
    (19, "bpo", "200", "lead", "tags", "bpo-200", 2, None, None),
    (20, "bpo", "200", "lead", "tags", "bpo-200", 2, None, None),
    (21, "bpo", "200", "lead", "tags", "bpo-200", 2, None, None),
    (21, "pr", "1", "body", "mentions", "GH-1", None, 3, "resolved"),
    (23, "gh", "300", "lead", "closes", "Closes gh-300", 3, None, None),
    (23, "bpo", "100", "lead", "tags", "bpo-100", 1, None, None),
    (23, "gh", "300", "body", "closes", "Closes gh-300", 3, None, None),
    (24, "svn", "2", "body", "backports", "2", None, 2, "resolved"),
    (24, "bpo", "200", "quoted", "mentions", "SF bug #200", 2, None, None),
    (25, "bpo", "100", "lead", "tags", "bpo-100", 1, None, None),
    (25, "git", "a" * 40, "trail", "stands-for", "Stands-for: " + "a" * 40, None, None, "elsewhere"),
)

# kind, source, target, through, extent, confidence, evidence by kind
RELATIONS: tuple[tuple[str, int, int, int | None, str | None, float, Mapping[str, str]], ...] = (
    ("undoes", 6, 3, None, "full", 0.99, {"title": "bpo-100: Add pending calls (GH-1)", "pull-request": "GH-1"}),
    ("undoes", 6, 4, None, "full", 0.9, {"sha": "0404040404"}),
    ("undoes", 6, 5, None, "partial", 0.9, {"sha": "0505050505"}),
    ("relands", 7, 3, 6, None, 0.85, {"title": "Add pending calls", "issue": "bpo-100"}),
    ("undoes", 8, 7, None, "full", 0.8, {"issue": "bpo-100"}),
    ("undoes", 9, 8, None, "full", 0.95, {"title": "bpo-100: Back out take two (GH-6)"}),
    ("relands", 9, 7, 8, None, 0.95, {"title": "bpo-100: Back out take two (GH-6)"}),
    ("backports", 11, 9, None, "exact", 1.0, {"trailer": "0909090909"}),
    ("undoes", 12, 11, None, "full", 0.6, {"inverse-blobs": "1 of 1 paths put back"}),
    ("cites", 15, 9, None, None, 1.0, {"sha": "0909090909"}),
    ("undoes", 17, 16, None, "full", 0.3, {"title": "it"}),
    ("undoes", 19, 18, None, "full", 0.9, {"issue": "bpo-200"}),
    ("undoes", 20, 18, None, "full", 0.9, {"issue": "bpo-200"}),
    ("relands", 21, 18, 19, None, 0.85, {"title": "Share the warnings"}),
    ("backports", 24, 2, None, "adapted", 0.9, {"svn-revision": "2"}),
    ("undoes", 22, 13, None, "full", 0.6, {"inverse-blobs": "1 of 1 paths put back"}),
)
# The nature of undos and relands that are of no usual kind, by source and target.
NATURES = {(22, 13): "toggle", (21, 18): "next-attempt"}
_USUAL = {"undoes": "revert", "relands": "reland"}

PATHS = {1: "Lib/a.py", 2: "Modules/b.c", 3: "Lib/sub/c_d.py", 4: "Lib/sub/cxd.py", 5: "Doc/50%!.rst", 6: "Lib/a.pyi"}
# Of which only names and structs are told.
PATHS |= {7: "Include/c.h", 8: "Include/internal/d.h", 9: "Include/cpython/e.h"}
# symbol, commit, path, added, removed
SYMBOLS = {
    1: "Pending_Calls",
    2: "Pending_CallsMax",
    3: "Py_Pending",
    4: "_PyPending_Now",
    5: "PyPending_Later",
    6: "Py_LIMITED_API",
    7: "Py_Withdrawn",
}
SYMBOL_CHANGES = (
    (1, 1, 2, 3, 0),
    (1, 3, 2, 2, 1),
    (1, 3, 7, 1, 0),
    (1, 6, 2, 1, 2),
    (1, 11, 2, 4, 0),
    (1, 12, 2, 0, 4),
    (2, 2, 2, 1, 0),
    (3, 3, 7, 1, 0),
    (3, 9, 7, 0, 1),
    (3, 9, 9, 1, 0),
    (4, 7, 8, 2, 0),
    (4, 7, 2, 3, 0),
    (5, 9, 9, 1, 0),
    (6, 14, 7, 1, 0),
    (7, 12, 7, 0, 1),
    (7, 18, 7, 1, 0),
)
# commit, path, status, lines added, lines deleted
CHANGES = (
    (1, 1, "A", 10, 0),
    (1, 2, "A", None, None),
    (2, 2, "M", 1, 1),
    (3, 1, "M", 5, 0),
    (3, 3, "A", 7, 0),
    (4, 1, "M", 2, 1),
    (5, 1, "M", 3, 0),
    (5, 2, "M", None, None),
    (6, 1, "M", 1, 7),
    (6, 3, "D", 0, 7),
    (7, 3, "A", 8, 0),
    (9, 4, "A", 1, 0),
    (11, 3, "A", 8, 0),
    (13, 2, "T", None, None),
    (14, 5, "A", 3, 0),
    (25, 6, "A", 1, 0),
)

# tag, version, position, line, phase, released at, date basis, commit, previous release
RELEASES = {
    1: ("v3.8.0a1", "3.8.0a1", 1, "3.8", "alpha", "2019-02-01T10:00:00+01:00", "tag", 6, None),
    2: ("v3.8.0", "3.8.0", 3, "3.8", "final", "2019-03-10T10:00:00+01:00", "tag", 12, 5),
    3: ("v3.8.1", "3.8.1", 4, "3.8", "final", "2019-05-01T10:00:00+01:00", "commit", 24, 2),
    # Higher by version but earlier by date: the date counts.
    4: ("v3.9.0a1", "3.9.0a1", 5, "3.9", "alpha", "2019-04-20T10:00:00+01:00", "tag", 23, 1),
    5: ("v3.8.0b1", "3.8.0b1", 2, "3.8", "beta", "2019-02-24T21:00:00+01:00", "tag", 11, 1),
}
REFS = {
    "refs/heads/main": 23,
    "refs/heads/3.8": 24,
    "refs/heads/3.9": 25,
    "refs/tags/v3.8.0": 12,
    "refs/tags/2.7": 2,
    "refs/tags/3.8": 24,
}
# Which releases contain which commits; the earliest is first.
HELD = {
    (1, 5, 2, 4, 3): (1, 3, 4, 5, 6),
    (1, 5, 2, 3): (2,),
    (5, 2, 3): (11,),
    (2, 3): (12,),
    (4, 3): (18,),
    (4,): (7, 8, 9, 14, 19, 21, 23),
    (3,): (20, 24),
}

# Of each line the tip, the branch point and the first commit.
LINES = {"main": (23, None, None), "3.8": (24, 10, 11), "3.9": (25, 15, 16)}

# line, release, path, ordinal, section, dated at, commit, fate, text, issues (negative: only mentioned)
NEWS = (
    (
        "main",
        None,
        "Misc/NEWS.d/next/Library/a.rst",
        0,
        "Library",
        "2019-02-22",
        9,
        None,
        "Pending calls are called.",
        (1,),
    ),
    (
        "3.8",
        "3.8.0",
        "Misc/NEWS.d/3.8.0.rst",
        0,
        "Library",
        "2019-03-09",
        11,
        "kept",
        "Pending calls are pending.",
        (1, 3),
    ),
    ("3.8", "3.8.0", "Misc/NEWS.d/3.8.0.rst", 1, "Core and Builtins", None, None, "removed", "Nobody asked.", (4,)),
    ("3.8", "3.8.0a1", "Misc/NEWS", 0, None, None, 3, None, "Pending_calls, at last, for b.c too.", (1, -2)),
    ("3.8", "3.8.0a1", "Misc/NEWS", 1, "Build", None, 6, None, "No pending calls after all.", ()),
    ("3.9", "3.9.0a1", "Misc/NEWS.d/3.9.0a1.rst", 0, "library", None, None, "added", "Everything else.", ()),
    ("3.7", "3.7.9", "Misc/HISTORY", 5, None, None, None, None, "Somebody called.", (1,)),
)
# line, release, edition, release date in the file
EDITIONS = (("3.7", "3.7.9", "latest", "2018-12-31"), ("3.8", "3.8.1", "tagged", None))

GAPS = (
    ("encoding", "16", "the message is neither UTF-8 nor what it declares", 16),
    ("ref", "refs/tags/tree", "leads to a tree", None),
)


# Calls.pending, which Runtime holds as calls.pending, moves to Interp and back; the last attempt of three stands.
# struct and its kind
STRUCTS = {1: ("Runtime", "struct"), 2: ("Interp", "struct"), 3: ("Calls", "struct")}
# struct, name, tag, typedef, commit
STRUCT_NAMES = {
    1: (1, "Runtime", "_runtime", "Runtime", 1),
    2: (2, "_interp", "_interp", None, 1),
    3: (2, "Interp", "_interp", "Interp", 5),
    4: (3, "Calls", "Calls", None, 2),
}
# Of each line the names, and what removed them.
NAME_LINES = {
    "main": {1: None, 2: 5, 3: None, 4: None},
    "3.8": dict.fromkeys((1, 3, 4)),
    "3.9": dict.fromkeys((1, 3, 4)),
}
# first version, struct, position, path, type, shape, condition, file, how it began, commit
STRUCT_FIELDS = {
    1: (1, 1, 1, "gil", "int", "", "", 7, "added", 1),
    2: (2, 1, 2, "calls", "Calls", "", "", 7, "added", 2),
    3: (3, 3, 1, "pending", "int", "[32]", "", 7, "added", 2),
    4: (4, 2, 1, "id", "long", "", "", 7, "added", 1),
    5: (4, 2, 1, "id", "int64_t", "", "", 8, "retyped", 5),
    6: (6, 2, 2, "ceval.pending", "int", "[32]", "", 8, "moved", 3),
    7: (7, 3, 1, "pending", "int", "[32]", "", 7, "moved", 6),
    8: (8, 2, 2, "ceval.pending", "int", "[32]", "", 8, "moved", 7),
    9: (9, 3, 1, "pending", "int", "[32]", "", 7, "moved", 8),
    10: (10, 2, 2, "ceval.pending", "int", "[32]", "", 8, "moved", 9),
    11: (11, 2, 3, "small", "PyObject", "*", "", 8, "added", 13),
    12: (12, 1, 3, "lock", "void", "*", "", 7, "added", 2),
    13: (12, 1, 3, "lock", "void", "*", "!defined(PER_INTERP)", 7, "conditional", 14),
    14: (14, 2, 4, "lock", "void", "*", "defined(PER_INTERP)", 8, "moved", 14),
    15: (15, 1, 1, "the_gil", "int", "", "", 7, "renamed", 18),
    16: (16, 1, 1, "gil", "int", "", "", 7, "renamed", 19),
}
# Of each line the fields, what removed them and as what they ended.
FIELD_LINES: dict[str, dict[int, tuple[int, str] | None]] = {
    "main": {
        1: (18, "renamed"),
        2: None,
        3: (3, "moved"),
        4: (5, "changed"),
        5: None,
        6: (6, "moved"),
        7: (7, "moved"),
        8: (8, "moved"),
        9: (9, "moved"),
        10: None,
        11: (22, "removed"),
        12: (14, "changed"),
        13: None,
        14: None,
        15: (19, "renamed"),
        16: None,
    },
    "3.8": {1: None, 2: None, 5: None, 10: (12, "removed"), 12: None},
    "3.9": dict.fromkeys((1, 2, 5, 10, 11, 13, 14)),
}
# field, the field that it became, commit, how, variable and its file
FIELD_MOVES = {
    1: (3, 6, 3, "moved", None, None),
    2: (6, 7, 6, "moved", None, None),
    3: (7, 8, 7, "moved", None, None),
    4: (8, 9, 8, "moved", None, None),
    5: (9, 10, 9, "moved", None, None),
    6: (None, 11, 13, "from-static", "small_cache", 2),
    7: (12, 14, 14, "conditional", None, None),
    8: (1, 15, 18, "renamed", None, None),
    9: (15, 16, 19, "renamed", None, None),
}
_THERE, _INSIDE, _BACK = (3, "pending"), (1, "calls.pending"), (2, "ceval.pending")
MOVE_PLACES = (
    *((move, *before, *_BACK) for move in (1, 3, 5) for before in (_THERE, _INSIDE)),
    *((move, *_BACK, *after) for move in (2, 4) for after in (_THERE, _INSIDE)),
    (7, 1, "lock", 2, "lock"),
    (8, 1, "gil", 1, "the_gil"),
    (9, 1, "the_gil", 1, "gil"),
)
# Where the structs of a release are: line and commit.
RELEASE_STRUCTS = {1: ("main", 6), 5: ("3.8", 11), 2: ("3.8", 12), 3: ("3.8", 24), 4: ("main", 23)}


def sha(number: int) -> str:
    """Return the sha of a commit of the world."""
    return f"{number:02}" * 20


def fill(connection: Connection) -> None:
    """Write the world into an empty database."""
    for table, rows in _rows():
        connection.execute(table.insert(), list(rows))
    conclude(connection)
    index_messages(connection, 0)
    index_news(connection, 1)


def conclude(connection: Connection) -> None:
    """Derive what became of the changes from the relations."""
    with find_affected(connection, Graph(connection), 0) as affected:
        store_outcomes(Pass(connection, Graph(connection), affected), everything=True)


def _rows() -> Iterator[tuple[Table, Iterator[dict[str, Any]]]]:
    yield (
        tables.repositories,
        iter([{"id": 1, "location": "/history.git", "head": "refs/heads/main", "project": "cpython", "remotes": ""}]),
    )
    yield (
        tables.git_refs,
        (
            {"repository_id": 1, "name": name, "object": sha(at), "sha": sha(at), "authoritative": 1}
            for name, at in REFS.items()
        ),
    )
    names = ("name", "email", "canonical_name", "canonical_email")
    yield tables.people, ({"id": each, **dict(zip(names, who, strict=True))} for each, who in PEOPLE.items())
    yield tables.commits, (_commit(number, made) for number, made in COMMITS.items())
    yield (
        tables.parents,
        (
            {"commit_id": number, "position": position, "parent_id": number - 1 - position}
            for number, made in COMMITS.items()
            for position in range(made.parents)
        ),
    )
    yield from _understood_rows()
    yield tables.paths, ({"id": each, "path": path} for each, path in PATHS.items())
    yield tables.changes, (_change(*change) for change in CHANGES)
    yield tables.symbols, ({"id": each, "name": name} for each, name in SYMBOLS.items())
    counts = ("symbol_id", "commit_id", "path_id", "added", "removed")
    yield tables.symbol_changes, (dict(zip(counts, change, strict=True)) for change in SYMBOL_CHANGES)
    yield tables.issues, (_issue(each, *issue) for each, issue in ISSUES.items())
    yield (
        tables.issue_numbers,
        (
            {"tracker": tracker, "number": number, "issue_id": each, "source": source}
            for tracker, number, each, source in NUMBERS
        ),
    )
    yield tables.mentions, (_mention(ordinal, *mention) for ordinal, mention in enumerate(MENTIONS))
    yield (
        tables.credits_,
        iter([{"commit_id": 14, "ordinal": 0, "role": "patch", "name": "Cy", "start_offset": 0, "end_offset": 0}]),
    )
    ends = ("kind", "source_id", "target_id", "through_id", "extent", "confidence")
    yield (
        tables.relations,
        (
            {"id": each, "nature": _nature(*tie[:3]), **dict(zip(ends, tie[:-1], strict=True))}
            for each, tie in enumerate(RELATIONS, 1)
        ),
    )
    yield (
        tables.evidence,
        (
            {"relation_id": each, "kind": kind, "detail": detail}
            for each, tie in enumerate(RELATIONS, 1)
            for kind, detail in tie[-1].items()
        ),
    )
    yield (
        tables.releases,
        (_release(each, *release) for each, release in sorted(RELEASES.items(), key=lambda item: item[1][2])),
    )
    yield (
        tables.release_sets,
        (
            {"set_id": numbers[0], "first_place": first, "last_place": last}
            for releases, numbers in HELD.items()
            for first, last in spans(sum(1 << release for release in releases))
        ),
    )
    yield (
        tables.release_commits,
        (
            {
                "commit_id": number,
                "set_id": numbers[0],
                "release_id": releases[0],
                "contained_set_id": numbers[0],
            }
            for releases, numbers in HELD.items()
            for number in numbers
        ),
    )
    yield tables.lines, (_line(line, *facts) for line, facts in LINES.items())
    holding = {number: sorted(_lines(number)) for number in COMMITS}
    sets = {tuple(lines): number for number, lines in sorted(holding.items(), reverse=True)}
    places = {line: place for place, line in enumerate(sorted({line for lines in sets for line in lines}), 1)}
    yield tables.line_places, ({"line": line, "place": place} for line, place in places.items())
    yield (
        tables.line_sets,
        (
            {"set_id": number, "first_place": first, "last_place": last}
            for lines, number in sets.items()
            for first, last in spans(sum(1 << places[line] for line in lines))
        ),
    )
    yield (
        tables.line_commits,
        ({"commit_id": number, "set_id": sets[tuple(lines)]} for number, lines in holding.items()),
    )
    news = ("line", "release", "path", "ordinal", "section", "dated_at", "commit_id", "fate", "text")
    yield (
        tables.news_entries,
        (
            {"id": each, "blob": "b" * 40, **dict(zip(news, entry[:-1], strict=True))}
            for each, entry in enumerate(NEWS, 1)
        ),
    )
    yield (
        tables.news_issues,
        (
            {
                "entry_id": each,
                "ordinal": ordinal,
                "tracker": "bpo",
                "number": "100",
                "role": "tags" if issue > 0 else "mentions",
                "issue_id": abs(issue),
            }
            for each, entry in enumerate(NEWS, 1)
            for ordinal, issue in enumerate(entry[-1])
        ),
    )
    yield (
        tables.news_editions,
        (
            {
                "id": each,
                "line": line,
                "release": release,
                "edition": edition,
                "path": "Misc/NEWS",
                "blob": "b" * 40,
                "released_on": day,
            }
            for each, (line, release, edition, day) in enumerate(EDITIONS, 1)
        ),
    )
    yield from _struct_rows()
    gap = ("kind", "place", "reason", "commit_id")
    yield tables.gaps, ({"id": each, **dict(zip(gap, values, strict=True))} for each, values in enumerate(GAPS, 1))
    yield (
        tables.runs,
        iter(
            [
                {
                    "id": 1,
                    "repository_id": 1,
                    "version": "0.1.0",
                    "started_at": "2019-06-02T00:00:00+00:00",
                    "finished_at": "2019-06-02T00:01:00+00:00",
                    "commits_added": 25,
                    "commits_removed": 0,
                    "related_to": max(COMMITS),
                    "reader_version": READER_VERSION,
                }
            ]
        ),
    )


def _struct_rows() -> Iterator[tuple[Table, Iterator[dict[str, Any]]]]:
    yield (
        tables.struct_lines,
        (
            {
                "line": line,
                "tip_id": tip,
                "from_line": "main" if branch_point else None,
                "branch_point_id": branch_point,
                "reader": 1,
                "folders": "Include",
            }
            for line, (tip, branch_point, _) in LINES.items()
        ),
    )
    yield (
        tables.release_structs,
        ({"release_id": each, "line": line, "commit_id": commit} for each, (line, commit) in RELEASE_STRUCTS.items()),
    )
    yield tables.structs, ({"id": each, "name": name, "kind": kind} for each, (name, kind) in STRUCTS.items())
    names = ("struct_id", "name", "tag", "typedef", "added_id")
    yield (
        tables.struct_names,
        (
            {"id": each, "line": "main", "added_in_id": row[-1], **dict(zip(names, row, strict=True))}
            for each, row in STRUCT_NAMES.items()
        ),
    )
    yield (
        tables.struct_name_lines,
        (
            {"line": line, "name_id": name, "removed_id": end, "removed_in_id": end}
            for line, held in NAME_LINES.items()
            for name, end in held.items()
        ),
    )
    columns = (
        "first_id",
        "struct_id",
        "position",
        "path",
        "type",
        "shape",
        "condition",
        "file_id",
        "began_as",
        "added_id",
    )
    yield (
        tables.struct_fields,
        (
            {
                "id": each,
                "name": row[3].rpartition(".")[2],
                "line": "main",
                "added_in_id": row[-1],
                **dict(zip(columns, row, strict=True)),
            }
            for each, row in STRUCT_FIELDS.items()
        ),
    )
    yield (
        tables.struct_field_lines,
        (
            {
                "line": line,
                "field_id": field,
                "removed_id": end and end[0],
                "removed_in_id": end and end[0],
                "ended_as": end and end[1],
            }
            for line, held in FIELD_LINES.items()
            for field, end in held.items()
        ),
    )
    moves = ("field_id", "to_field_id", "commit_id", "how", "variable", "variable_path_id")
    yield (
        tables.field_moves,
        (
            {"id": each, "line": "main", "commit_in_id": row[2], **dict(zip(moves, row, strict=True))}
            for each, row in FIELD_MOVES.items()
        ),
    )
    ends = ("move_id", "from_struct_id", "from_path", "to_struct_id", "to_path")
    yield tables.field_move_places, (dict(zip(ends, row, strict=True)) for row in MOVE_PLACES)


def _commit(number: int, made: Made) -> dict[str, Any]:
    committed = made.committed or made.at
    return {
        "id": number,
        "sha": sha(number),
        "tree": "e" * 40,
        "author_id": made.author,
        "authored_at": made.at,
        "authored_utc": _utc(made.at),
        "authored_offset": _offset(made.at),
        "committer_id": 3,
        "committed_at": committed,
        "committed_utc": _utc(committed),
        "committed_offset": _offset(committed),
        "subject": made.message.split("\n", 1)[0],
        "message": made.message,
        **_understood(number).columns._asdict(),
        "era": made.era,
        "parent_count": made.parents,
        "line": made.line,
        "line_basis": "branch",
        "svn_revision": number if made.era == "svn" else None,
        "svn_branch": "legacy-trunk" if made.era == "svn" else None,
    }


@cache
def _understood(number: int) -> Understood:
    """Understand a commit as the reader does; only its mentions and credits are invented."""
    made = COMMITS[number]
    changes = [_read(_change(*change)) for change in CHANGES if change[0] == number]
    return understand(made.message, _utc(made.committed or made.at), made.parents, changes)


def _understood_rows() -> Iterator[tuple[Table, Iterator[dict[str, Any]]]]:
    claim = ("says", "sentence", "recent", "slip", "part", "issues", "carried")
    yield (
        tables.undo_claims,
        (
            {"commit_id": number, **dict(zip(claim, undo, strict=True))}
            for number in COMMITS
            if (undo := _understood(number).undo)
        ),
    )
    for table, each, names in (
        (tables.quoted_titles, "quoted_titles", ("kind", "depth", "title", "title_key", "is_cut")),
        (tables.reasons, "reasons", ("sentence", "basis")),
    ):
        yield (
            table,
            (
                {"commit_id": number, "ordinal": ordinal, **dict(zip(names, values, strict=True))}
                for number in COMMITS
                for ordinal, values in enumerate(getattr(_understood(number), each))
            ),
        )


def _line(line: str, tip: int, branch_point: int | None, first: int | None) -> dict[str, Any]:
    opened = COMMITS[first].at if first else None
    return {
        "line": line,
        "tip_id": tip,
        "branch_point_id": branch_point,
        "first_commit_id": first,
        "opened_at": opened,
        "opened_utc": opened and _utc(opened),
    }


def _lines(number: int) -> set[str]:
    """Return the lines that hold a commit: its own, and those with a release that holds it."""
    releases = (releases for releases, numbers in HELD.items() if number in numbers)
    return {COMMITS[number].line, *(RELEASES[each][3] for found in releases for each in found)}


def _read(change: dict[str, Any]) -> Change:
    """Return a change as git tells of it."""
    old, new = change["old_blob"], change["new_blob"]
    return (PATHS[change["path_id"]], change["status"], old and "100644", new and "100644", old, new)


def _change(number: int, path: int, status: str, added: int | None, deleted: int | None) -> dict[str, Any]:
    return {
        "commit_id": number,
        "path_id": path,
        "status": status,
        "old_blob": None if status == "A" else f"{number:02}" + "0" * 38,
        "new_blob": None if status == "D" else f"{number:02}" + "1" * 38,
        "lines_added": added,
        "lines_deleted": deleted,
    }


def _issue(
    each: int,
    key: str,
    title: str | None,
    opened: str | None,
    closed: str | None,
    creator: str | None,
    source: str | None,
) -> dict[str, Any]:
    return {
        "id": each,
        "key": key,
        "title": title,
        "opened_at": opened,
        "opened_utc": opened and _utc(opened),
        "closed_at": closed,
        "closed_utc": closed and _utc(closed),
        "creator": creator,
        "source": source,
    }


def _nature(kind: str, source: int, target: int) -> str | None:
    return NATURES.get((source, target)) or _USUAL.get(kind)


def _mention(ordinal: int, number: int, *values: object) -> dict[str, Any]:
    names = ("tracker", "number", "position", "role", "text", "issue_id", "resolved_id", "resolution")
    at = COMMITS[number].message.find(str(values[4]))
    return {
        "commit_id": number,
        "ordinal": ordinal,
        "start_offset": max(at, 0),
        "end_offset": max(at, 0) + len(str(values[4])),
        **dict(zip(names, values, strict=True)),
    }


def _release(
    each: int,
    tag: str,
    version: str,
    position: int,
    line: str,
    phase: str,
    released: str,
    basis: str,
    number: int,
    previous: int | None,
) -> dict[str, Any]:
    return {
        "id": each,
        "tag": tag,
        "version": version,
        "position": position,
        "line": line,
        "phase": phase,
        "released_at": released,
        "released_utc": _utc(released),
        "date_basis": basis,
        "commit_id": number,
        "place": each,
        "previous_id": previous,
    }


def _utc(at: str) -> int:
    return int(datetime.fromisoformat(at).astimezone(UTC).timestamp())


def _offset(at: str) -> int:
    zone = datetime.fromisoformat(at).tzinfo
    assert isinstance(zone, timezone)
    return int((zone.utcoffset(None) or timedelta()).total_seconds() // 60)
