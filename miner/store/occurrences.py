"""Look up what is known about the names in C code and the files of commits."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, text

from miner.model import CODE_FOLDERS

#: Whether the path of the row p of ``paths`` is below a folder of C code; "0" follows "/" in the order of text.
IN_CODE = " OR ".join(f"(p.path > '{folder}' AND p.path < '{folder[:-1]}0')" for folder in CODE_FOLDERS).join("()")
_UNNAMED = text(
    "SELECT COUNT(*) FROM paths p CROSS JOIN line_prints l "  # noqa: S608 - our own text
    f"WHERE l.path_id = p.id AND l.names_version IS NULL AND {IN_CODE}"
)
_ANY = text("SELECT 1 FROM symbols LIMIT 1")
_KNOWN = text("SELECT 1 FROM symbols WHERE name = :name")
_ALIKE = text("SELECT name FROM symbols WHERE name LIKE :begin ESCAPE '!' ORDER BY LENGTH(name), name LIMIT :limit")
_TIPS = text(
    "SELECT DISTINCT g.sha FROM git_refs g JOIN repositories r ON r.id = g.repository_id "
    "WHERE r.location = :location AND g.authoritative = 1 AND g.sha IS NOT NULL ORDER BY g.sha"
)
_CHANGES = text(
    "SELECT c.sha, p.path, x.old_blob, x.new_blob FROM commits c "
    "CROSS JOIN changes x CROSS JOIN paths p WHERE c.sha IN :shas AND x.commit_id = c.id AND p.id = x.path_id "
    "ORDER BY c.id, p.path"
).bindparams(bindparam("shas", expanding=True))
_FACTS = text(
    "SELECT d.sha, d.authored_at, d.line, d.standing, b.sha AS by_sha, d.issues, d.first_release, d.author, d.subject "
    "FROM commit_details d LEFT JOIN commit_standings t ON t.commit_id = d.commit_id AND t.line = d.line "
    "LEFT JOIN commits b ON b.id = t.by_id WHERE d.sha IN :shas AND d.line IS NOT NULL ORDER BY d.authored_utc, d.sha"
).bindparams(bindparam("shas", expanding=True))
_AT_ONCE = 500


class FileChange(NamedTuple):
    """The blobs of a file before and after a commit, None where there is no file."""

    sha: str
    path: str
    old_blob: str | None
    new_blob: str | None


def count_unnamed(connection: Connection) -> int:
    """Return how many changes of C code have counted lines, but no counted names."""
    return int(connection.execute(_UNNAMED).scalar_one())


def has_symbols(connection: Connection) -> bool:
    """Return whether the names in C code were counted."""
    return connection.execute(_ANY).first() is not None


def knows_symbol(connection: Connection, name: str) -> bool:
    """Return whether any change changed how often a name occurs."""
    return connection.execute(_KNOWN, {"name": name}).first() is not None


def symbols_beginning(connection: Connection, begin: str, limit: int) -> list[str]:
    """Return the shortest names that begin like this one."""
    escaped = begin.replace("_", "!_")
    return list(connection.scalars(_ALIKE, {"begin": f"{escaped}%", "limit": limit}))


def tips_of(connection: Connection, location: str) -> list[str]:
    """Return the commits at which the history of a repository ends, sorted."""
    return list(connection.scalars(_TIPS, {"location": location}))


def code_changes(connection: Connection, shas: Collection[str]) -> Iterator[FileChange]:
    """Yield the changes that commits make to files of C code."""
    for part in _parts(shas):
        for row in connection.execute(_CHANGES, {"shas": part}):
            if row.path.startswith(CODE_FOLDERS):
                yield FileChange(*row)


def commits_told(connection: Connection, shas: Collection[str]) -> Iterator[dict[str, object]]:
    """Yield what is known about commits that have a line, with the columns of the query ``symbol_history``."""
    for part in _parts(shas):
        yield from (dict(row) for row in connection.execute(_FACTS, {"shas": part}).mappings())


def _parts(shas: Collection[str]) -> Iterator[list[str]]:
    listed = sorted(shas)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
