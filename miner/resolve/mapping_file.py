"""Mapping files: the commits that svn revisions and Mercurial ids became, from elsewhere.

A mapping file is a CSV file with a header line. Each row has a ``git_sha`` and an ``hg_node``, or an ``svn_rev`` with
an optional ``svn_branch``, or both::

    hg_node,git_sha
    c2a13acd5e2b,45956b9a33af634a2919ade64c1dd223ab2d5235

Imported names are stored by sha, so that they survive if commits are removed and stored again.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from miner.errors import LookupFailedError, SettingsError
from miner.store import bulk, tables

_NODE = re.compile(r"[0-9a-f]{12,40}")
_SHA = re.compile(r"[0-9a-f]{7,40}")
_REVISION = re.compile(r"r?(\d{1,6})")
_ALIASES = {"svn_revision": "svn_rev", "sha": "git_sha", "commit": "git_sha", "node": "hg_node"}
_COLUMNS = ("hg_node", "svn_rev", "svn_branch", "git_sha")
_EXPECTED = "hg_node and git_sha, or svn_rev, svn_branch and git_sha"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A name (``space`` is ``hg`` or ``svn``) and the sha of its commit, which may be abbreviated."""

    space: str
    name: str
    sha: str


def read_mappings(content: str, file: str) -> list[tuple[int, Mapping]]:
    """Return (line number, mapping) of all rows of a mapping file; ``file`` is its name for messages.

    Raises SettingsError for an invalid header or row.
    """
    reader = csv.reader(io.StringIO(content))
    header = [_ALIASES.get(name.strip().lower(), name.strip().lower()) for name in next(reader, [])]
    if "git_sha" not in header or not {"hg_node", "svn_rev"} & set(header):
        raise SettingsError(
            f"{file}: the first line must name the columns {_EXPECTED}, but it has {', '.join(header) or 'nothing'}."
        )
    if unknown := [name for name in header if name not in _COLUMNS]:
        raise SettingsError(f"{file}: nobody knows the column {unknown[0]!r}: there may be {', '.join(_COLUMNS)}.")
    found = []
    for row in reader:
        if any(cell.strip() for cell in row):
            place = f"{file}:{reader.line_num}"
            if len(row) != len(header):
                raise SettingsError(f"{place}: the row has {len(row)} cells, but the first line names {len(header)}.")
            values = dict(zip(header, (cell.strip().lower() for cell in row), strict=True))
            found += [(reader.line_num, mapping) for mapping in _mappings(place, values)]
    return found


def _mappings(place: str, values: dict[str, str]) -> Iterator[Mapping]:
    sha, node, revision = values["git_sha"], values.get("hg_node", ""), values.get("svn_rev", "")
    if not _SHA.fullmatch(sha):
        raise SettingsError(f"{place}: {sha!r} is no git sha of 7 to 40 hexadecimal digits.")
    if not node and not revision:
        raise SettingsError(f"{place}: the row names a commit, but neither an hg_node nor an svn_rev.")
    if node:
        if not _NODE.fullmatch(node):
            raise SettingsError(f"{place}: {node!r} is no Mercurial id of 12 to 40 hexadecimal digits.")
        yield Mapping("hg", node, sha)
    if revision:
        number = _REVISION.fullmatch(revision)
        if not number:
            raise SettingsError(f"{place}: {revision!r} is no svn revision such as 77062 or r77062.")
        branch = values.get("svn_branch", "")
        yield Mapping("svn", f"{int(number[1])}@{branch}" if branch else str(int(number[1])), sha)


def store_mappings(connection: Connection, mappings: list[tuple[int, Mapping]], file: str) -> list[str]:
    """Store mappings; return the new names, svn revisions without their branch.

    Raises LookupFailedError for an unknown or ambiguous sha, and for a name that already means another commit.
    """
    rows: dict[tuple[str, str], str] = {}
    for line, mapping in mappings:
        sha = _full_sha(connection, mapping.sha, f"{file}:{line}")
        before = rows.setdefault((mapping.space, mapping.name), sha)
        known = _known(connection, mapping)
        for other in (before, *known):
            if other != sha:
                raise LookupFailedError(
                    f"{file}:{line}: {mapping.name} is {other[:12]} already, so it cannot be {sha[:12]} too."
                )
    stored = {
        (space, name)
        for space, name in connection.execute(text("SELECT space, name FROM revision_map WHERE source = 'import'"))
    }
    new = [(space, name, sha, "import") for (space, name), sha in rows.items() if (space, name) not in stored]
    bulk.insert(connection, tables.revision_map, ("space", "name", "sha", "source"), new)
    return [name.partition("@")[0] for _, name, _, _ in new]


def _full_sha(connection: Connection, sha: str, place: str) -> str:
    found = [
        full
        for (full,) in connection.execute(
            text("SELECT sha FROM commits WHERE sha >= :sha AND sha < :beyond ORDER BY sha LIMIT 2"),
            {"sha": sha, "beyond": sha + "g"},
        )
    ]
    if not found:
        raise LookupFailedError(f"{place}: the database has no commit {sha}: correct it, or mine the history first.")
    if len(found) > 1:
        raise LookupFailedError(f"{place}: {sha} fits several commits: give more digits.")
    return str(found[0])


def _known(connection: Connection, mapping: Mapping) -> list[str]:
    """Return the shas that certainly have this name: by an earlier import, or as commits of the svn years."""
    names = {"space": mapping.space, "name": mapping.name}
    select = "SELECT sha FROM revision_map WHERE source = 'import' AND space = :space AND name = :name"
    found = list(connection.scalars(text(select), names))
    if mapping.space == "hg":
        select = (
            "SELECT sha FROM commits WHERE svn_revision IS NOT NULL AND hg_node >= :name AND hg_node < :beyond"
            " AND NOT EXISTS (SELECT 1 FROM revision_map r WHERE r.sha = commits.sha)"
        )
        found += connection.scalars(text(select), {"name": mapping.name, "beyond": mapping.name + "g"})
    elif "@" in mapping.name:
        revision, _, branch = mapping.name.partition("@")
        select = (
            "SELECT sha FROM commits WHERE svn_revision = :revision AND svn_branch = :branch"
            " AND subject NOT LIKE 'This commit was manufactured by cvs2svn%'"
        )
        found += connection.scalars(text(select), {"revision": int(revision), "branch": branch})
    return found
