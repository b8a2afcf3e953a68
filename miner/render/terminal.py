"""What the output can show: its width, whether it has colours, and which characters."""

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

_CODES = {"bold": 1, "dim": 2, "red": 31, "green": 32, "yellow": 33, "blue": 34, "magenta": 35, "cyan": 36}
_STYLES = {
    "landed": "green",
    "attempt": "green",
    "stands": "green",
    "reverted": "red",
    "revert": "red",
    "undone": "red",
    "undoes": "red",
    "relanded": "cyan",
    "relands": "cyan",
    "backported": "blue",
    "backports": "blue",
    "released": "magenta",
    "opened": "bold",
    "closed": "bold",
    "news": "yellow",
    "cited": "dim",
}
_NARROWEST = 40


def _windows_understands() -> bool:  # pragma: no cover - tests run where there is no such console
    """Let the console of Windows understand colours, and return whether it can: click brings what it needs there."""
    try:
        from colorama import just_fix_windows_console  # noqa: PLC0415 - there is none elsewhere
    except ImportError:
        return False
    just_fix_windows_console()
    return True


@dataclass(frozen=True, slots=True)
class Terminal:
    """The properties of an output. ``width`` is in cells, None if lines may have any length, as in a pipe.

    ``wide`` asks for whole shas and dates, ``unicode`` says whether line drawing characters can be written.
    """

    width: int | None = None
    colour: bool = False
    wide: bool = False
    unicode: bool = True

    @classmethod
    def of(cls, stream: TextIO, *, wide: bool = False, environment: Mapping[str, str] | None = None) -> "Terminal":
        """Return the properties of a stream; a pipe has no width, so a row is one line, unless COLUMNS is set.

        NO_COLOR and FORCE_COLOR override whether there are colours.
        """
        settings = os.environ if environment is None else environment
        shown = stream.isatty()
        width = None
        if not wide:
            columns = settings.get("COLUMNS", "")
            if columns.isdecimal() and int(columns) > 0:
                width = int(columns)
            elif shown:
                width = shutil.get_terminal_size().columns
        colour = shown and settings.get("TERM") != "dumb" and (sys.platform != "win32" or _windows_understands())
        if settings.get("NO_COLOR"):
            colour = False
        elif settings.get("FORCE_COLOR"):
            colour = True
        known = (stream.encoding or "utf-8").lower().replace("-", "").startswith(("utf", "gb18030"))
        return cls(max(width, _NARROWEST) if width else None, colour, wide, known)

    def style(self, text: str, *names: str) -> str:
        """Return the text in these styles, unchanged if the output has no colours."""
        codes = [_CODES[name] for name in names if name]
        if not self.colour or not codes or not text:
            return text
        return f"\x1b[{';'.join(map(str, codes))}m{text}\x1b[0m"

    def word(self, text: str, word: str | None = None) -> str:
        """Return the text in the colour of ``word`` (by default itself): green if it stands, red if it is undone."""
        name = _STYLES.get((word if word is not None else text).strip())
        return self.style(text, name) if name else text

    @property
    def rule(self) -> str:
        """The character for drawing lines."""
        return "─" if self.unicode else "-"

    @property
    def dot(self) -> str:
        """The character that separates facts on one line."""
        return "·" if self.unicode else "-"
