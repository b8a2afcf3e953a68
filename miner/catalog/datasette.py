"""The canned queries for Datasette, which binds a text to every parameter, and an empty one to what is left empty."""

import re
from typing import TypedDict

from miner.catalog.catalog import Catalog
from miner.catalog.query import TRUE, Kind, Parameter, Query

# In these kinds, case says nothing.
_FOLDED: frozenset[Kind] = frozenset({"issue", "commit", "choice"})
_PARAMETER = re.compile(r":(\w+)")


class DatasetteQuery(TypedDict):
    """One entry of ``queries`` in Datasette's metadata."""

    title: str
    description: str
    sql: str
    params: list[str]


def datasette_queries(catalog: Catalog) -> dict[str, DatasetteQuery]:
    """Return the canned queries in the shape of Datasette's metadata.

    They answer what the command answers. Only names are not looked up: an issue is given by its key, a commit by its
    whole sha, and a day or a number is not checked.
    """
    return {name: _entry(catalog[name]) for name in catalog}


def _entry(query: Query) -> DatasetteQuery:
    boxes = {parameter.name: _from_text(parameter) for parameter in query.parameters}
    return {
        "title": query.title,
        "description": query.description,
        # No quoted text and no comment has anything that looks like a parameter: the catalog refuses such files.
        "sql": _PARAMETER.sub(lambda match: boxes[match[1]], query.sql_for("sqlite")),
        "params": list(boxes),
    }


def _from_text(parameter: Parameter) -> str:
    """Return the expression that makes of a box what `Query.values` binds."""
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
