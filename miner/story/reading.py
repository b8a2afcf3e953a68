"""Read a document: choose its reader, and keep what it costs within bounds."""

import importlib.util
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from miner.errors import SettingsError
from miner.story import read_text
from miner.story.days import find_days
from miner.story.passages import Builder, Document, Piece

_SUFFIXES: Final = {
    ".rst": "rst",
    ".rest": "rst",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
}
_LIBRARIES: Final = {"rst": "docutils", "markdown": "markdown_it", "html": "bs4"}
_LARGEST: Final = 20_000_000
#: The libraries need seconds for what is larger, and for longer lines, than documents that people write.
_LARGEST_MARKUP: Final = 400_000
_LONGEST_LINE: Final = 10_000
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


def read(name: str, content: bytes, markup: str | None = None, tell: Callable[[str], None] | None = None) -> Document:
    """Return a document. ``markup`` is ``rst``, ``markdown``, ``html`` or ``text``, by default what the suffix means.

    What is too large to be read as markup within seconds is read as plain text, and ``tell`` is called with a sentence
    about it. Raises SettingsError if the document is too large, is no UTF-8, or needs an extra that is not installed.
    """
    if len(content) > _LARGEST:
        raise SettingsError(f"{name} has more than {_LARGEST // 1_000_000} MB: check its parts.")
    try:
        source = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SettingsError(f"{name} is not UTF-8: byte {error.start} cannot be read.") from None
    source = _CONTROLS.sub(" ", source.replace("\r\n", "\n").replace("\r", "\n"))
    chosen = markup or _SUFFIXES.get(Path(name).suffix.lower(), "text")
    if chosen != "text" and (reason := _too_much(source)):
        if tell:
            tell(f"{name} {reason}, so it is read as plain text.")
        chosen = "text"
    builder = Builder()
    fields = _reader(chosen)(source, builder)
    return Document(name, source, tuple(builder.passages), _dated(fields))


def _too_much(source: str) -> str | None:
    if len(source) > _LARGEST_MARKUP:
        return f"has more than {_LARGEST_MARKUP // 1_000} kB"
    if max(map(len, source.split("\n"))) > _LONGEST_LINE:
        return f"has lines of more than {_LONGEST_LINE:,} characters"
    return None


def _reader(markup: str) -> Callable[[str, Builder], dict[str, Piece]]:
    if markup == "text":
        return read_text.read
    if importlib.util.find_spec(_LIBRARIES[markup]) is None:
        raise SettingsError(f"To read {markup} install the extra: pip install 'cpython-miner[story]'.")
    # Each library is imported only for its own documents.
    if markup == "rst":
        from miner.story.read_rst import read as reader  # noqa: PLC0415
    elif markup == "markdown":
        from miner.story.read_markdown import read as reader  # noqa: PLC0415
    else:
        from miner.story.read_html import read as reader  # noqa: PLC0415
    return reader


def _dated(fields: dict[str, Piece]) -> tuple[date, int] | None:
    for name in ("date", "created", "published"):
        if (field := fields.get(name)) and (days := find_days(field.text)):
            return days[0].first, field.line
    return None
