"""Write the views as a data set: a file per view, ``datapackage.json``, ``README.md`` and ``CITATION.cff``.

The folder appears whole or not at all.
"""

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from miner.answers import for_pandas
from miner.errors import QueryError, SettingsError
from miner.export.columns import View, described_views
from miner.history.history import History
from miner.render.as_csv import guarded

#: Views that repeat, for each release or line, what a smaller view says once: written only if they are asked for.
WIDE: Final = ("commit_lines", "commit_releases", "contained_releases", "exposures", "undone_in_releases")
_PACKAGE: Final = "datapackage.json"
_REPOSITORY: Final = "repository"
_PART: Final = 50_000
_PYTHON: Final = {"integer": int, "number": float, "string": str}
_KINDS: Final = {kind: name for name, kind in _PYTHON.items()}

_README: Final = """\
# {title}

Written by cpython-miner {version}. `{package}` describes each file: its columns, its number of rows, its checksum.
Lines of development and releases are text: 3.10 is not 3.1. So are instants, because each has the offset of its
author's clock: `pandas.to_datetime(frame.authored_at, utc=True)` and, in DuckDB, `CAST(authored_at AS TIMESTAMPTZ)`
make them moments; columns that end in `_utc` have the same moments as seconds since 1970.

```console
$ duckdb -c "SELECT line, COUNT(*) FROM {table} GROUP BY line ORDER BY 2 DESC"
$ python -c "import pandas; print({read}.line.value_counts())"
```

| file | rows | |
|---|---|---|
{files}
"""
_CITATION: Final = """\
cff-version: 1.2.0
message: If you use this data set, please cite it.
type: dataset
title: {title}
version: "{version}"
authors:
  - name: The cpython-miner authors
"""

Row = tuple[Any, ...]
_Types = dict[str, str]


@dataclass(frozen=True, slots=True)
class Subject:
    """What a data set is about: CPython's history, or one repository among others.

    Rows about one ``repository`` of several begin with its name, in a column of that name. Of a fork there are only
    rows about the ``commits`` with these ids; None means all rows.
    """

    name: str = "cpython-history"
    title: str = "What happened in CPython's history"
    source: tuple[str, str] = ("CPython", "https://github.com/python/cpython")
    repository: str | None = None
    commits: Collection[int] | None = None


_CPYTHON: Final = Subject()


def export(
    history: History,
    folder: Path,
    form: str = "parquet",
    views: Sequence[str] = (),
    report: Callable[[str], None] = print,
    subject: Subject = _CPYTHON,
) -> list[dict[str, Any]]:
    """Write a data set into a new folder, or over an earlier one; return the descriptions of its files.

    ``form`` is ``parquet`` or ``csv``; ``views`` are all but those of :data:`WIDE` by default. Raises SettingsError if
    the folder holds something else or the extra for Parquet is missing, QueryError if there is no such view.
    """
    known = described_views()
    if unknown := [name for name in views if name not in known]:
        raise QueryError(f"There is no view {unknown[0]}: the views are {', '.join(known)}.")
    if folder.exists() and not folder.is_dir():
        raise SettingsError(f"{folder} is a file: name a folder.")
    if folder.exists() and any(folder.iterdir()) and not (folder / _PACKAGE).is_file():
        raise SettingsError(f"{folder} is not empty and holds no earlier data set: name a new folder.")
    if form == "parquet":
        _need_parquet()
    folder = folder.absolute()
    part = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True)
        resources = []
        for name in dict.fromkeys(views) or [name for name in known if name not in WIDE]:
            report(name)
            resources.append(_write_view(history, known[name], part, form, subject))
        _write_about(history, part, form, resources, subject)
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)
    except OSError as error:
        raise SettingsError(f"{folder} cannot be written: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return resources


def _need_parquet() -> None:
    try:
        import pyarrow  # noqa: F401, ICN001, PLC0415 - an extra
    except ImportError:
        raise SettingsError(
            "Parquet files need the extra [parquet]: pip install 'cpython-miner[parquet]', or use --format csv."
        ) from None


def _write_view(history: History, view: View, folder: Path, form: str, subject: Subject) -> dict[str, Any]:
    path = folder / f"{view.name}.{form}"

    def read() -> tuple[_Types, Iterator[list[Row]]]:
        return _read(history, view, subject)

    types, count = _write_csv(path, *read()) if form == "csv" else _write_parquet(path, read)
    data = path.read_bytes()
    about = {_REPOSITORY: "the repository that the row is about"} | view.columns
    return {
        "name": view.name,
        "title": view.title,
        "description": view.description,
        "path": path.name,
        "format": form,
        "mediatype": "text/csv" if form == "csv" else "application/vnd.apache.parquet",
        "bytes": len(data),
        "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
        "rows": count,
        "schema": {
            "fields": [{"name": name, "type": kind, "description": about.get(name, "")} for name, kind in types.items()]
        },
    }


def _read(history: History, view: View, subject: Subject) -> tuple[_Types, Iterator[list[Row]]]:
    """Return the columns of a view with their types and its rows in parts, both as the subject wants them."""
    if subject.commits is None:
        columns, parts = history.read_view(view.name, _PART)
    else:
        columns, parts = history.read_view(view.name, _PART, view.commit_key, subject.commits)
        parts = parts if view.commit_key else iter(())
    types = {name: _KINDS[kind] for name, kind in columns.items()}
    if subject.repository is None:
        return types, parts
    first = (subject.repository,)
    return {_REPOSITORY: "string", **types}, ([first + row for row in rows] for rows in parts)


def _widened(types: _Types, rows: list[Row]) -> _Types:
    """Return the type of each column with these rows in it, which may have others than the database tells."""
    found = dict(types)
    for (name, type_), values in zip(types.items(), zip(*rows, strict=True), strict=False):
        kinds = set(map(type, values)) - {type(None)}
        if kinds and type_ != "string":
            found[name] = _type({*kinds, _PYTHON[type_]})
    return found


def _type(kinds: set[type]) -> str:
    if kinds <= {int, bool}:
        return "integer"
    return "number" if kinds <= {int, bool, float} else "string"


def _write_csv(path: Path, types: _Types, parts: Iterator[list[Row]]) -> tuple[_Types, int]:
    count = 0
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(types)
        for rows in parts:
            count += len(rows)
            types = _widened(types, rows)
            writer.writerows([guarded(value) for value in row] for row in rows)
    return types, count


def _write_parquet(path: Path, read: Callable[[], tuple[_Types, Iterator[list[Row]]]]) -> tuple[_Types, int]:
    """Write a file with the types that the database tells; if rows have others, read all of them for these first."""
    types, parts = read()
    count = _try_parquet(path, types, parts)
    if count is None:
        types, parts = read()
        for rows in parts:
            types = _widened(types, rows)
        count = _try_parquet(path, types, read()[1])
    if count is None:
        raise RuntimeError(f"{path.name} was written to while it was read")
    return types, count


def _try_parquet(path: Path, types: _Types, parts: Iterator[list[Row]]) -> int | None:
    """Write rows as Parquet and return their number, None as soon as they have other types than these."""
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

    kinds = {"integer": pa.int64(), "number": pa.float64(), "string": pa.string()}
    whole = (name for name, kind in types.items() if kind == "integer")
    schema = pa.schema([(name, kinds[kind]) for name, kind in types.items()], for_pandas(whole))
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in parts:
            if _widened(types, rows) != types:
                return None
            values = [
                _array(pa, column, kind.type) for column, kind in zip(zip(*rows, strict=True), schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(values, schema=schema))
            count += len(rows)
    return count


def _array(pa: Any, column: Sequence[Any], kind: Any) -> Any:
    """Return the values of a column; those that differ from its type, such as numbers among texts, become like it."""
    try:
        return pa.array(column, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        to = {pa.int64(): int, pa.float64(): float}.get(kind, str)
        return pa.array([None if value is None else to(value) for value in column], kind)


def _write_about(history: History, folder: Path, form: str, resources: list[dict[str, Any]], subject: Subject) -> None:
    info = dict(history.info().rows)
    version = metadata.version("cpython-miner")
    package = {
        "name": subject.name,
        "title": subject.title,
        "version": version,
        "keywords": ["cpython", "git", "reverts", "mining software repositories"],
        "sources": [{"title": subject.source[0], "path": subject.source[1]}],
        "mined": info,
        "resources": resources,
    }
    _text(folder / _PACKAGE, json.dumps(package, indent=2, ensure_ascii=False, sort_keys=False, default=str) + "\n")
    (folder / "README.md").write_text(_readme(version, form, resources, subject.title), encoding="utf-8", newline="\n")
    _text(folder / "CITATION.cff", _CITATION.format(version=version, title=json.dumps(subject.title)))


def _readme(version: str, form: str, resources: list[dict[str, Any]], title: str) -> str:
    file = next((each["path"] for each in resources if each["name"] == "commit_details"), resources[0]["path"])
    if form == "csv":
        table = f"read_csv('{file}', types={{'line': 'VARCHAR'}})"
        dtype = {"line": "string", "first_release": "string", "svn_revision": "Int64", "change_id": "Int64"}
        read = f"pandas.read_csv('{file}', dtype={dtype})"
    else:
        table, read = f"'{file}'", f"pandas.read_parquet('{file}')"
    files = "\n".join(f"| {each['path']} | {each['rows']} | {each['title']} |" for each in resources)
    return _README.format(title=title, version=version, package=_PACKAGE, table=table, read=read, files=files)


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
