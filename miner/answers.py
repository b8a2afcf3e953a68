"""Answers: the rows of a query, and the page about one thing, for programs and notebooks."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any, Final

from miner.errors import QueryError

#: Columns whose name says that they have whole numbers, if they have anything: SQLite knows no types of expressions.
WHOLE: Final = re.compile(
    r"(?:^|_)(?:id|seconds|utc|days|commits|files|held|added|deleted|parent_count|svn_revision|change_id)$"
)
# How many rows a notebook shows.
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Rows:
    """The result of a query: the column names, and one tuple of values per row."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def __getitem__(self, place: int) -> tuple[Any, ...]:
        return self.rows[place]

    def __repr__(self) -> str:
        return f"<Rows: {len(self.rows)} of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """Return the first rows as an HTML table, as notebooks show them."""
        shown = self.rows[:_SHOWN]
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        cells = ("".join(f"<td>{'' if value is None else escape(str(value))}</td>" for value in row) for row in shown)
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        more = f"<p>{len(self.rows) - _SHOWN} more rows</p>" if len(self.rows) > _SHOWN else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def to_pandas(self) -> Any:
        """Return a pandas DataFrame, in which a line ``3.10`` stays text; raise ImportError without pandas.

        Whole numbers of which some are unknown are of pandas' type ``Int64``: as floats, long ones would be others.
        """
        import pandas as pd  # noqa: PLC0415 - not a dependency

        cells = zip(*self.rows, strict=True) if self.rows else ([] for _ in self.columns)
        kept = [
            pd.array(column, "Int64") if None in column and _is_whole(name, column) else list(column)
            for name, column in zip(self.columns, cells, strict=True)
        ]
        frame = pd.DataFrame(dict(enumerate(kept)))
        frame.columns = pd.Index(self.columns)
        return frame

    def to_arrow(self) -> Any:
        """Return a pyarrow Table of whole numbers, numbers and text; raise ImportError without pyarrow.

        A column with values of several types is text, and so are bytes: hexadecimal. One without values is what its
        name says. Raises QueryError if two columns have the same name, because no reader could tell them apart.
        """
        import pyarrow as pa  # noqa: PLC0415 - an extra

        if twice := [name for place, name in enumerate(self.columns) if name in self.columns[:place]]:
            raise QueryError(f"There are two columns {twice[0]}: name one of them otherwise, as in `… AS name`.")
        cells = zip(*self.rows, strict=True) if self.rows else ([] for _ in self.columns)
        arrays = []
        for name, column in zip(self.columns, cells, strict=True):
            kinds = set(map(type, column)) - {type(None)}
            if _is_whole(name, column):
                arrays.append(pa.array(column, pa.int64()))
            elif kinds and kinds <= {int, bool, float}:
                arrays.append(pa.array(column, pa.float64()))
            elif kinds <= {str}:
                arrays.append(pa.array(column, pa.string()))
            else:
                texts = [None if value is None else _as_text(value) for value in column]
                arrays.append(pa.array(texts, pa.string()))
        found = pa.table(arrays, names=list(self.columns))
        whole = (name for name, array in zip(self.columns, arrays, strict=True) if array.type == pa.int64())
        return found.replace_schema_metadata(for_pandas(whole))

    def chosen(self, columns: Sequence[str] = (), sort: Sequence[str] = ()) -> "Rows":
        """Return only these columns, sorted by some; ``-name`` sorts downwards, and nothing comes after everything.

        Instants are sorted by UTC. Raises QueryError if there is no such column, or if one is chosen twice.
        """
        names = [name.removeprefix("-") for name in sort]
        if twice := [name for place, name in enumerate(columns) if name in columns[:place]]:
            raise QueryError(f"The column {twice[0]} is chosen twice: once is enough.")
        if unknown := [name for name in (*columns, *names) if name not in self.columns]:
            wrong = unknown[0] or "''"
            raise QueryError(f"There is no column {wrong}: the columns are {', '.join(self.columns)}.")
        rows = self.rows
        for key, name in reversed([*zip(sort, names, strict=True)]):
            place = self.columns.index(name)
            full = [row for row in rows if row[place] is not None]
            order = _instant_order if name == "at" or name.endswith("_at") else _order
            full.sort(key=lambda row, at=place, by=order: by(row[at]), reverse=key.startswith("-"))  # type: ignore[misc]
            rows = full + [row for row in rows if row[place] is None]
        places = [self.columns.index(name) for name in columns or self.columns]
        return Rows(tuple(columns) or self.columns, [tuple(row[place] for place in places) for row in rows])

    def dicts(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries keyed by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a page: rows under a heading, and the sentence to show if there are none."""

    name: str
    heading: str
    rows: Rows
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything known about one issue, commit or release: facts by name, then sections of rows."""

    title: str
    facts: dict[str, Any]
    sections: tuple[Section, ...]

    def __getitem__(self, name: str) -> Rows:
        """Return the rows of the section ``name``; raise KeyError if there is none."""
        for section in self.sections:
            if section.name == name:
                return section.rows
        raise KeyError(name)


def for_pandas(whole: Iterable[str]) -> dict[str, str]:
    """Return what a Parquet file says to pandas, so that it reads these columns as ``Int64`` and not as floats."""
    kinds = {"pandas_type": "int64", "numpy_type": "Int64", "metadata": None}
    columns = [{"name": name, "field_name": name, **kinds} for name in whole]
    about = {"index_columns": [], "column_indexes": [], "columns": columns, "pandas_version": "2.0.0"}
    return {"pandas": json.dumps(about)}


def _is_whole(name: str, column: Sequence[Any]) -> bool:
    """Return whether the values of a column are whole numbers; where there are none, its name tells."""
    kinds = set(map(type, column)) - {type(None)}
    return kinds <= {int, bool} if kinds else WHOLE.search(name) is not None


def _as_text(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _order(value: Any) -> tuple[bool, Any]:
    return isinstance(value, str), value


def _instant_order(value: Any) -> tuple[bool, Any]:
    """Return a key that sorts ISO 8601 instants by UTC, and other texts behind them."""
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return _order(value)
    return False, (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
