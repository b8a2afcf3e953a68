"""Read SQL files with a header of ``-- key: value`` lines.

An indented comment line continues the previous one. Mistakes raise QueryError with file and line.
"""

import re
from pathlib import Path
from typing import NamedTuple, NoReturn

from miner.errors import QueryError

_HEADER = re.compile(r"-- ?(?P<key>\w+): *(?P<value>.*)")
_CONTINUED = re.compile(r"--\s{2,}(?P<value>\S.*)")
_DESCRIBED = re.compile(r"(?P<name>[a-z][a-z0-9_]*)\s+(?P<about>\S.*)")


class HeaderLine(NamedTuple):
    """A key of the header with its value; ``line`` is where it begins, from 1."""

    line: int
    key: str
    value: str


class Source:
    """A file with the ``entries`` of its header, the ``sql`` below and the line where that begins, ``sql_line``."""

    def __init__(self, path: Path, keys: frozenset[str]) -> None:
        self.path = path
        self._lines = path.read_text(encoding="utf-8").splitlines()
        self.entries: list[HeaderLine] = []
        body_at = self._read_header(keys)
        below = "\n".join(self._lines[body_at:])
        self.sql = below.strip()
        self.sql_line = body_at + 1 + below[: len(below) - len(below.lstrip())].count("\n")

    def _read_header(self, keys: frozenset[str]) -> int:
        for index, line in enumerate(self._lines):
            if match := _HEADER.fullmatch(line.rstrip()):
                if match["key"] not in keys:
                    self.fail(index + 1, "this header line has an unknown key")
                self.entries.append(HeaderLine(index + 1, match["key"], match["value"].strip()))
            elif self.entries and (match := _CONTINUED.fullmatch(line.rstrip())):
                last = self.entries[-1]
                self.entries[-1] = last._replace(value=f"{last.value} {match['value']}")
            else:
                return index
        return self.fail(len(self._lines) or 1, "there is no SQL after the header")

    def described(self, entry: HeaderLine) -> tuple[str, str]:
        """Return the name and the description that an entry consists of."""
        match = _DESCRIBED.fullmatch(entry.value)
        if not match:
            self.fail(entry.line, f"write `-- {entry.key}: NAME  description`")
        return match["name"], match["about"]

    def fail(self, line: int, what: str) -> NoReturn:
        """Raise a QueryError about a line of the file."""
        raise QueryError(f"{self.path}:{line}: {what}.")
