"""Answers: the rows of a query, and the page about one thing, for programs and notebooks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any, Final

from miner import arrow
from miner.errors import QueryError

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
        """Return a pandas DataFrame, in which a line ``3.10`` stays text; raise ImportError without pandas."""
        import pandas as pd  # noqa: PLC0415 - not a dependency

        return pd.DataFrame(self.rows, columns=list(self.columns))

    def to_arrow(self) -> Any:
        """Return a pyarrow Table of whole numbers, numbers and text; raise ImportError without pyarrow.

        A column with values of several types, or with none at all, is text, and so are bytes: hexadecimal. Raises
        QueryError if two columns have the same name, because no reader could tell them apart.
        """
        import pyarrow as pa  # noqa: PLC0415 - an extra

        if twice := [name for place, name in enumerate(self.columns) if name in self.columns[:place]]:
            raise QueryError(f"There are two columns {twice[0]}: name one of them otherwise, as in `… AS name`.")
        starts = range(0, len(self.rows), arrow.PART)
        parts = [list(zip(*self.rows[start : start + arrow.PART], strict=True)) for start in starts]
        columns = [_as_arrow([part[place] for part in parts]) for place in range(len(self.columns))]
        return pa.Table.from_arrays(columns, names=list(self.columns))

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


def _as_arrow(parts: list[tuple[Any, ...]]) -> Any:
    """Return a column, which comes in parts, as Arrow has it."""
    kinds = {kind for part in parts for kind in set(map(type, part))} - {type(None)}
    if kinds and kinds <= {int, bool, float}:
        return arrow.numbers(parts, whole=float not in kinds)
    if kinds <= {str}:
        return arrow.texts(parts)
    return arrow.texts([[None if value is None else _as_text(value) for value in part] for part in parts])


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
