"""Read TOML tables with checked types; errors name the file and the record."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from miner.errors import ResourceError


def load(path: Path, *lists: str) -> dict[str, list[Mapping[str, Any]]]:
    """Read a TOML file that may only contain the named arrays of tables; a missing array is empty.

    Raises ResourceError if the file cannot be read or contains anything else.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ResourceError(f"{path} is missing: reinstall cpython-miner.") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ResourceError(f"{path} cannot be read: {error}.") from error
    for name in document:
        if name not in lists:
            raise ResourceError(f"{path}: unknown key '{name}'; the file may contain {', '.join(lists)}.")
    found = {name: document.get(name, []) for name in lists}
    for name, tables in found.items():
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            raise ResourceError(f"{path}: '{name}' must be written as [[{name}]] tables.")
    return found


class Record:
    """One table, whose keys are taken one by one; a key that is left at the end is an error.

    All methods that take a key raise ResourceError if its value has the wrong type.
    """

    def __init__(self, table: Mapping[str, Any], where: str) -> None:
        self._left = dict(table)
        self.where = where

    def fail(self, reason: str) -> NoReturn:
        """Raise a ResourceError that names the file and the record."""
        raise ResourceError(f"{self.where}: {reason}.")

    def _take(self, key: str, kind: type, wanted: str) -> Any:
        value = self._left.pop(key, None)
        if value is not None and (not isinstance(value, kind) or isinstance(value, bool)):
            self.fail(f"'{key}' must be {wanted}, not {value!r}")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Take a string; it may only be missing if there is a default."""
        value = self._take(key, str, "a string")
        if value is None and default is None:
            self.fail(f"'{key}' is missing")
        return str(default if value is None else value)

    def number(self, key: str) -> int | None:
        """Take a whole number, None if it is missing."""
        value: int | None = self._take(key, int, "a number")
        return value

    def moment(self, key: str, default: datetime | None = None) -> datetime:
        """Take a date and time with its offset from UTC; it may only be missing if there is a default."""
        value: datetime | None = self._take(key, datetime, "a date and time")
        value = value or default
        if value is None:
            self.fail(f"'{key}' is missing")
        if value.tzinfo is None:
            self.fail(f"'{key}' needs the offset from UTC, such as 2019-02-24T15:40:47-08:00")
        return value

    def day(self, key: str) -> date | datetime | None:
        """Take a date, with or without time of day, None if it is missing."""
        value: date | datetime | None = self._take(key, date, "a date")
        return value

    def _several(self, key: str, kind: type, wanted: str) -> list[Any]:
        values: list[Any] = self._take(key, list, "a list") or []
        for value in values:
            if not isinstance(value, kind) or isinstance(value, bool):
                self.fail(f"'{key}' must list {wanted}, not {value!r}")
        return values

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of strings, empty if it is missing."""
        return tuple(self._several(key, str, "strings"))

    def numbers(self, key: str) -> tuple[int, ...]:
        """Take a list of whole numbers, empty if it is missing."""
        return tuple(self._several(key, int, "numbers"))

    def tables(self, key: str) -> tuple[Mapping[str, Any], ...]:
        """Take a list of tables, empty if it is missing."""
        return tuple(self._several(key, dict, "tables"))

    def done(self) -> None:
        """Raise a ResourceError if there are keys that were not taken."""
        if self._left:
            self.fail(f"unknown key {', '.join(map(repr, sorted(self._left)))}")
