"""Write the views as a data set: a file per view, ``datapackage.json``, ``README.md`` and ``CITATION.cff``.

The folder appears whole or not at all.
"""

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import Any, Final

from miner.errors import QueryError, SettingsError
from miner.export.columns import View, described_views
from miner.history.history import History
from miner.render.as_csv import guarded

#: Views that repeat, for each release or line, what a smaller view says once: written only if they are asked for.
WIDE: Final = ("commit_lines", "commit_releases", "contained_releases", "exposures", "undone_in_releases")
_PACKAGE: Final = "datapackage.json"
_PART: Final = 50_000
_PYTHON: Final = {"integer": int, "number": float, "string": str}

_README: Final = """\
# What happened in CPython's history

Written by cpython-miner {version}. `{package}` describes each file: its columns, its number of rows, its checksum.
Lines of development and releases are text: 3.10 is not 3.1.

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
title: What happened in CPython's history
version: "{version}"
authors:
  - name: The cpython-miner authors
"""

Row = tuple[Any, ...]


def export(
    history: History,
    folder: Path,
    form: str = "parquet",
    views: Sequence[str] = (),
    report: Callable[[str], None] = print,
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
            resources.append(_write_view(history, known[name], part, form))
        _write_about(history, part, form, resources)
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


def _write_view(history: History, view: View, folder: Path, form: str) -> dict[str, Any]:
    path = folder / f"{view.name}.{form}"
    columns, parts = history.read_view(view.name, _PART)
    if form == "csv":
        types, count = _write_csv(path, columns, parts)
    else:
        types = _types(columns, history.read_view(view.name, _PART)[1])
        count = _write_parquet(path, columns, types, parts)
    data = path.read_bytes()
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
            "fields": [
                {"name": name, "type": types[name], "description": view.columns.get(name, "")} for name in columns
            ]
        },
    }


def _types(columns: Sequence[str], parts: Iterator[list[Row]]) -> dict[str, str]:
    """Return the type of each column; one without any value counts as text."""
    seen: list[set[type]] = [set() for _ in columns]
    for rows in parts:
        for place, values in enumerate(zip(*rows, strict=True)):
            seen[place].update(map(type, values))
    return {name: _type(kinds - {type(None)}) for name, kinds in zip(columns, seen, strict=True)}


def _type(kinds: set[type]) -> str:
    if kinds and kinds <= {int, bool}:
        return "integer"
    return "number" if kinds and kinds <= {int, bool, float} else "string"


def _write_csv(path: Path, columns: Sequence[str], parts: Iterator[list[Row]]) -> tuple[dict[str, str], int]:
    seen: list[set[type]] = [set() for _ in columns]
    count = 0
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        for rows in parts:
            count += len(rows)
            for place, values in enumerate(zip(*rows, strict=True)):
                seen[place].update(map(type, values))
            writer.writerows([guarded(value) for value in row] for row in rows)
    return {name: _type(kinds - {type(None)}) for name, kinds in zip(columns, seen, strict=True)}, count


def _write_parquet(path: Path, columns: Sequence[str], types: dict[str, str], parts: Iterator[list[Row]]) -> int:
    import pyarrow as pa  # noqa: PLC0415 - an extra
    import pyarrow.parquet as pq  # noqa: PLC0415 - an extra

    kinds = {"integer": pa.int64(), "number": pa.float64(), "string": pa.string()}
    schema = pa.schema([(name, kinds[types[name]]) for name in columns])
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in chain(parts, [[]]):
            convert = [_PYTHON[types[name]] for name in columns]
            values = [
                [None if value is None else to(value) for value in column]
                for to, column in zip(convert, zip(*rows, strict=True) if rows else [()] * len(columns), strict=True)
            ]
            writer.write_table(pa.table(dict(zip(columns, values, strict=True)), schema=schema))
            count += len(rows)
    return count


def _write_about(history: History, folder: Path, form: str, resources: list[dict[str, Any]]) -> None:
    info = dict(history.info().rows)
    version = metadata.version("cpython-miner")
    package = {
        "name": "cpython-history",
        "title": "What happened in CPython's history",
        "version": version,
        "keywords": ["cpython", "git", "reverts", "mining software repositories"],
        "sources": [{"title": "CPython", "path": "https://github.com/python/cpython"}],
        "mined": info,
        "resources": resources,
    }
    _text(folder / _PACKAGE, json.dumps(package, indent=2, ensure_ascii=False, sort_keys=False, default=str) + "\n")
    (folder / "README.md").write_text(_readme(version, form, resources), encoding="utf-8", newline="\n")
    _text(folder / "CITATION.cff", _CITATION.format(version=version))


def _readme(version: str, form: str, resources: list[dict[str, Any]]) -> str:
    file = next((each["path"] for each in resources if each["name"] == "commit_details"), resources[0]["path"])
    if form == "csv":
        table = f"read_csv('{file}', types={{'line': 'VARCHAR'}})"
        read = f"pandas.read_csv('{file}', dtype={{'line': 'string', 'first_release': 'string'}})"
    else:
        table, read = f"'{file}'", f"pandas.read_parquet('{file}')"
    files = "\n".join(f"| {each['path']} | {each['rows']} | {each['title']} |" for each in resources)
    return _README.format(version=version, package=_PACKAGE, table=table, read=read, files=files)


def _text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
