"""Cells with links: what names a commit, an issue or a release leads to its page."""

import re
from typing import Any, Final
from urllib.parse import quote

from markupsafe import Markup, escape

from miner.render.cells import is_instant
from miner.render.pictures.drawing import shown
from miner.render.pictures.text import plain, plain_part

_SHA: Final = re.compile(r"[0-9a-f]{40}")
_NAMES: Final = re.compile(r"\b(?:bpo|gh)-[1-9][0-9]*\b|\b[0-9a-f]{40}\b")
_RELEASES: Final = frozenset(
    {"release", "first_release", "contained_in", "exposed_from", "exposed_until", "previous", "version"}
)
_ADDRESS: Final = re.compile(r"https://[\w./#?=%&+-]+")
# Longer texts are not searched for names.
_LONG: Final = 5_000


def linked(column: str, value: Any) -> Markup:
    """Return a cell as HTML: escaped, with links to the pages of this site, and to addresses."""
    if not isinstance(value, str) or len(value) > _LONG:
        return escape(shown(column, value))
    if column in _RELEASES and re.fullmatch(r"v?[0-9][\w.]*", value):
        return _link(f"/release/{quote(value)}", value)
    if _SHA.fullmatch(value):
        return _link(f"/commit/{value}", value[:10])
    if _ADDRESS.fullmatch(value):
        return _link(value, value)
    if is_instant(column, value):
        return escape(shown(column, value))
    parts, end = [], 0
    for match in _NAMES.finditer(value):
        parts.append(escape(plain_part(value[end : match.start()])))
        is_sha = _SHA.fullmatch(match[0])
        parts.append(_link(f"/commit/{match[0]}", match[0][:10]) if is_sha else _link(f"/issue/{match[0]}", match[0]))
        end = match.end()
    return Markup().join([*parts, escape(plain_part(value[end:]))])


def _link(address: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(address, plain(words))
