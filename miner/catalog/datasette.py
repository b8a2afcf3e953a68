"""The canned queries for Datasette, which binds text to every parameter: an empty box becomes an empty text."""

import re
from typing import TypedDict

from miner.catalog.catalog import Catalog
from miner.catalog.query import TRUE, Kind, Parameter, Query

# Kinds whose values are compared in lower case.
_FOLDED: frozenset[Kind] = frozenset({"issue", "commit", "choice"})
_PARAMETER = re.compile(r":(\w+)")


class DatasetteQuery(TypedDict):
    """One entry of ``queries`` in Datasette's metadata."""

    title: str
    description: str
    sql: str
    params: list[str]


def datasette_queries(catalog: Catalog) -> dict[str, DatasetteQuery]:
    """Return the canned queries as the ``queries`` of a database in Datasette's metadata.

    The answers are those of the command, except that names are not looked up (an issue is given by its key, a commit by
    its full sha) and that days and numbers are not checked.
    """
    return {name: _entry(catalog[name]) for name in catalog}


def _entry(query: Query) -> DatasetteQuery:
    boxes = {parameter.name: _from_text(parameter) for parameter in query.parameters}
    return {
        "title": query.title,
        "description": query.description,
        # A blind replacement is safe: the catalog refuses files with a colon in quotes, or before a word in a comment.
        "sql": _PARAMETER.sub(lambda match: boxes[match[1]], query.sql_for("sqlite")),
        "params": list(boxes),
    }


def _from_text(parameter: Parameter) -> str:
    """Return an SQL expression that converts the text of a box as `Query.values` does."""
    given = f"NULLIF(TRIM(:{parameter.name}), '')"
    if parameter.kind == "integer":
        given = f"CAST({given} AS integer)"
    elif parameter.kind == "boolean":
        given = f"LOWER({given}) IN ({', '.join(map(_quoted, sorted(TRUE)))})"
    elif parameter.kind == "day":
        given = f"SUBSTR({given}, 1, 10)"
    elif parameter.kind in _FOLDED:
        given = f"LOWER({given})"
    if parameter.default is None:
        return f"({given})" if parameter.kind == "boolean" else given
    default = parameter.convert(parameter.default)
    return f"COALESCE({given}, {default if isinstance(default, int) else _quoted(str(default))})"


def _quoted(text: str) -> str:
    return f"'{text}'"
