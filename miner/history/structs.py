"""The biography of a struct in a C header as a page, and what is asked about structs."""

import difflib
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from miner.answers import Page, Rows, Section
from miner.errors import LookupFailedError
from miner.store import struct_names

Ask = Callable[..., Rows]

#: How a question names the variables that became fields.
STATIC = "static"
# Columns that say something without a release to compare with.
_FIELDS = (
    *("path", "type", "shape", "condition", "file", "added_sha", "added_at", "issues", "first_release", "elsewhere"),
)
_LEFT = ("path", "ended_as", "now", "sha", "authored_at", "issues", "first_release", "added_sha", "added_at", "subject")
_NAMES = ("from_name", "to_name", "sha", "authored_at", "line", "standing", "issues", "first_release", "subject")


def named(connection: Connection, name: str) -> str:
    """Return a name of a struct as it is stored: without ``struct`` or ``union`` in front.

    Raises LookupFailedError if no struct has had the name, or if none was read.
    """
    words = name.split()
    found = words[-1] if len(words) == 2 and words[0] in ("struct", "union") else name.strip()
    if not struct_names.has_structs(connection):
        raise LookupFailedError("Structs were not followed, so none are known: run `miner mine --structs`.")
    if not struct_names.knows_struct(connection, found):
        near = difflib.get_close_matches(found, struct_names.all_names(connection), n=3)
        hint = f"; near to it are {', '.join(near)}." if near else "."
        raise LookupFailedError(f"No header has had a struct {found}{hint}")
    return found


def page(name: str, line: str, ask: Ask) -> Page:
    """Return the page of a struct: its fields on a line today, those that left it, and its names."""
    fields = ask("struct_fields_at", struct=name, line=line)
    left = ask("still_in_struct", struct=name, line=line, still=False)
    names = ask("struct_renames", struct=name, line=None)
    today = sorted({row["struct"] for row in fields.dicts()} or {row["struct"] for row in left.dicts()})
    facts: dict[str, Any] = {
        "struct": ", ".join(today) or name,
        "line": line,
        "fields": len({row["path"] for row in fields.dicts()}),
        "left": len(left),
        "headers": ", ".join(sorted({row["file"] for row in fields.dicts() if row["file"]})) or None,
    }
    none = f"On {line} the struct has no fields today."
    sections = (
        Section("fields", f"Fields on {line} today", _only(fields, _FIELDS), none),
        Section("left", "Fields that left it", _only(left, _LEFT), ""),
        Section("names", "Other names", _only(names, _NAMES), ""),
    )
    return Page(f"struct {facts['struct']}", facts, sections)


def _only(rows: Rows, columns: tuple[str, ...]) -> Rows:
    return Rows(columns, [tuple(row[name] for name in columns) for row in rows.dicts()])
