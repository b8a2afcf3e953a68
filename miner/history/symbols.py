"""The biography of a name in C code: the commits that changed how often it occurs, and what its occurrences do."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from miner.answers import Rows
from miner.errors import LookupFailedError, RepositoryError
from miner.git.blobs import read_blobs
from miner.history import searches
from miner.store import lookup, occurrences

#: The columns of an answer: those of the query ``symbol_history``, and what the occurrences are.
COLUMNS = (
    *("symbol", "sha", "authored_at", "line", "path", "delta", "added", "removed", "roles", "standing", "by_sha"),
    *("issues", "first_release", "author", "subject"),
)
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
_COUNTED = re.compile(r"[A-Z_]")
_C_FILES = (".c", ".h")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Span:
    """What happened to a name on one line: the rows, number of commits, and what their deltas add up to."""

    line: str
    rows: list[dict[str, Any]]
    commits: int
    delta: int

    @property
    def first(self) -> dict[str, Any]:
        """The oldest row."""
        return self.rows[0]

    @property
    def last(self) -> dict[str, Any]:
        """The newest row."""
        return self.rows[-1]


@dataclass(frozen=True, slots=True)
class Biography:
    """The history of a name: rows with :data:`COLUMNS`, oldest first.

    ``whole_words`` is False if git searched for the name, which then also counts as a part of longer names.
    """

    name: str
    rows: Rows
    whole_words: bool

    @property
    def spans(self) -> tuple[Span, ...]:
        """What happened on each line, main first, then in the order of their first rows."""
        return tuple(_spans(self.rows.dicts()))


def biography(
    connection: Connection,
    ask: Callable[..., Rows],
    say: Callable[[str], None],
    name: str,
    *,
    path: str | None,
    line: str | None,
    every_role: bool,
) -> Biography:
    """Return the history of a name; ``ask`` runs a canned query, ``say`` is told what the answer lacks.

    Raises LookupFailedError if the name is none or was never met, RepositoryError if names were not counted and the
    clone cannot be searched.
    """
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise LookupFailedError(f"{name!r} is not a name in C: write one word of letters, digits and underscores.")
    if counted := occurrences.has_symbols(connection) and _COUNTED.search(name) is not None:
        if not occurrences.knows_symbol(connection, name):
            raise _unknown(connection, name)
        rows = ask("symbol_history", symbol=name, path=path, line=line).dicts()
    else:
        rows = searches.search(connection, say, name, path, line)
    wanted = {(row["sha"], row["path"]) for row in rows} if every_role else _ends(rows)
    told = _roles(connection, say, name, wanted)
    for row in rows:
        row["roles"] = told.get((row["sha"], row["path"]))
    return Biography(name, Rows(COLUMNS, [tuple(row[column] for column in COLUMNS) for row in rows]), bool(counted))


def _unknown(connection: Connection, name: str) -> LookupFailedError:
    near = occurrences.symbols_beginning(connection, name, _SHOWN)
    hint = f"; there is {', '.join(near)}" if near else ""
    return LookupFailedError(
        f"No commit has changed how often {name} occurs as a whole word in Include, Modules, Objects, Parser, Programs "
        f"or Python{hint}."
    )


def _spans(rows: list[dict[str, Any]]) -> Iterator[Span]:
    lines: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        lines.setdefault(row["line"], []).append(row)
    for line in sorted(lines, key=lambda line: line != "main"):  # the others stay in the order of their first rows
        members = lines[line]
        commits = len({row["sha"] for row in members})
        yield Span(line, members, commits, sum(row["delta"] for row in members))


def _ends(rows: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return commit and path of the rows of the first and the last commit of each line."""
    ends = {end["sha"] for span in _spans(rows) for end in (span.first, span.last)}
    return {(row["sha"], row["path"]) for row in rows if row["sha"] in ends}


def _roles(
    connection: Connection, say: Callable[[str], None], name: str, wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """Return what the occurrences are that changes of C files bring and take, as text, as far as it can be told."""
    files = {(sha, path) for sha, path in wanted if path.endswith(_C_FILES)}
    if not files:
        return {}
    try:
        from miner.code.roles import ROLES, Role, roles  # noqa: PLC0415 - an extra
    except ImportError:
        say("What the occurrences are is told only with the extra code: pip install 'cpython-miner[code]'.")
        return {}
    clone = next((place for place, _ in lookup.clones(connection) if Path(place).exists()), None)
    if clone is None:
        say("The mined clone is not there any more, so what the occurrences are is not told.")
        return {}
    changes = [
        change
        for change in occurrences.code_changes(connection, {sha for sha, _ in files})
        if (change.sha, change.path) in files
    ]
    asked = dict.fromkeys(blob for change in changes for blob in (change.old_blob, change.new_blob) if blob)
    try:
        counts = {
            blob: None if text is None else roles(text, name.encode()) for blob, text in read_blobs(Path(clone), asked)
        }
    except RepositoryError as error:
        say(f"What the occurrences are is not told: {error}")
        return {}
    nothing: Counter[Role] = Counter()
    found = {}
    for change in changes:
        old, new = (counts[blob] if blob else nothing for blob in (change.old_blob, change.new_blob))
        if old is not None and new is not None:
            deltas = {role: new[role] - old[role] for role in ROLES}
            found[change.sha, change.path] = ", ".join(f"{role} {deltas[role]:+d}" for role in ROLES if deltas[role])
    return found
