"""Parse ``Misc/NEWS`` and ``Misc/HISTORY`` (1991 to 2017): all releases in one file, the newest first.

A release begins with an underlined ``What's New in Python X?`` or with ``==> Release X (date) <==``. Its sections are
underlined too, or (2000) stand alone between blank lines before a bullet. An entry is a bullet in the first column and
the indented lines below it; in the first years these lines were not indented, and a blank line ended the entry. Before
2000 some releases contain a change log instead: ``<tab>* file: what``, dated by the line that names its author. Prose
without bullets has no entries.
"""

import re
from collections.abc import Iterator

from miner.news.dates import find_date
from miner.news.entry import Entry, ReleaseNews, one_line
from miner.news.versions import same_as, version_of

_HEADING = re.compile(r"(?:what'?s new in (?:python |release )?|==> release )(?=\d)(?P<version>.*)", re.IGNORECASE)
_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,}|\*{3,})\s*")
_BULLET = re.compile(r"([-*])\s+(?=\S)")
_LOG_BULLET = re.compile(r"\t\*\s+(?=\S)")
_LOG_HEAD = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} .*\d{4}\s.*<.*")
_RELEASE_DATE = re.compile(r"\W*release date:", re.IGNORECASE)
_LONGEST_SECTION = 60
# The release date stands in the first lines below a heading.
_TOP = 8


class WholeFile:
    """A file of several releases; each release is parsed when it is asked for."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()
        starts = []
        for index, line in enumerate(self._lines):
            if line[:1] in "wW=" and (match := _HEADING.match(line)) and (version := version_of(match["version"])):
                starts.append((version, find_date(match["version"]), index))
        ends = [*(start for _, _, start in starts[1:]), len(self._lines)]
        self._parts = [(*start, end) for start, end in zip(starts, ends, strict=False)]

    @property
    def days(self) -> dict[str, str | None]:
        """The versions with a heading in the file, in file order, each with its release date if it has one."""
        found: dict[str, str | None] = {}
        for version, released_on, start, end in self._parts:
            told = (line for line in self._lines[start + 1 : min(end, start + _TOP)] if _RELEASE_DATE.match(line))
            found[version] = found.get(version) or released_on or find_date(next(told, ""))
        return found

    def release(self, wanted: str) -> ReleaseNews | None:
        """Return what the file says about a version, in one or several parts; None without any."""
        found: ReleaseNews | None = None
        for version, released_on, start, end in self._parts:
            if same_as(version) != same_as(wanted):
                continue
            reader = _Reader(self._lines, start + 1, end, len(found.entries) if found else 0)
            entries = [*(found.entries if found else ()), *reader.entries()]
            day = (found.released_on if found else None) or released_on or reader.released_on
            prose = (found.lines if found else 0) + sum(1 for line in self._lines[start:end] if line)
            found = ReleaseNews(wanted, day, entries, prose)
        return found


class _Reader:
    """Parses the lines of one release."""

    def __init__(self, lines: list[str], first: int, last: int, count: int) -> None:
        self.released_on: str | None = None
        self._lines = lines
        self._first = first
        self._last = last
        self._count = count
        self._section: str | None = None
        self._log_date: str | None = None
        self._body: list[str] = []
        self._place: tuple[str | None, str | None] = None, None  # section and date where the body began

    def entries(self) -> Iterator[Entry]:
        """Yield the entries in file order."""
        blank = True
        for index in range(self._first, self._last):
            line = self._lines[index].rstrip()
            before, blank = blank, not line
            if not line:
                self._body += [""] if self._body else []
            elif bullet := self._bullet(line):
                yield from self._finished()
                self._body = [line[bullet:]]
                self._place = self._section, self._log_date
            elif self._is_outside(index, line, after_blank=before):
                yield from self._finished()
            elif self._body and (line[0].isspace() or not before):
                self._body.append(line)
            else:
                yield from self._finished()
        yield from self._finished()

    def _bullet(self, line: str) -> int:
        pattern = _LOG_BULLET if self._log_date and line[0] == "\t" else _BULLET
        match = pattern.match(line)
        return match.end() if match else 0

    def _is_outside(self, index: int, line: str, *, after_blank: bool) -> bool:
        """Return whether a line (a section, its underline, a date) is outside of entries, and record what it says."""
        if line[0].isspace():
            return False
        if _UNDERLINE.fullmatch(line):
            return True
        if _RELEASE_DATE.match(line):
            self.released_on = self.released_on or find_date(line)
            return True
        if _LOG_HEAD.fullmatch(line):
            self._log_date = find_date(line) or self._log_date
            return True
        if self._is_section(index, line, after_blank=after_blank):
            self._section = line.strip(" :")
            return True
        return False

    def _is_section(self, index: int, line: str, *, after_blank: bool) -> bool:
        following = [self._lines[at].rstrip() for at in range(index + 1, min(index + 3, self._last))]
        if len(line) > _LONGEST_SECTION or not following:
            return False
        if _UNDERLINE.fullmatch(following[0]):
            return True
        plain = after_blank and line[-1] not in ".,;" and following[0] == "" and len(following) > 1
        return bool(plain and _BULLET.match(following[1]))

    def _finished(self) -> Iterator[Entry]:
        if self._body and (text := one_line(self._body)):
            section, day = self._place
            yield Entry(text, section=section, date=day, ordinal=self._count)
            self._count += 1
        self._body = []
