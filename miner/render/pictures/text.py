"""Text in a picture: how wide it is, how much of it fits, and what XML may hold."""

import re
import unicodedata
from typing import Final

from miner.render.cells import printable

# Widths of DejaVu Sans in parts of the font size. It is the widest of the fonts that the pictures ask for, so that text
# never takes more room than was kept for it.
_WIDTHS: Final = {
    **dict.fromkeys("il'|", 0.3),
    **dict.fromkeys(' ,.:;!fj()[]/\\`-rt"', 0.43),
    **dict.fromkeys("mMW@%—…", 1.0),
    **dict.fromkeys("wABCDEFGHKNOPQRSTUVXYZ+<>=_~#&", 0.84),
}
_OTHERS: Final = 0.65
# XML 1.0 cannot hold these at all, not even as numbers.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return text on one line, with everything invisible or forbidden in XML shown as a symbol or an escape."""
    return _NOT_XML.sub("\ufffd", " ".join(printable(text).split()))


def plain_part(text: str) -> str:
    """Return a part of a text without anything invisible; blanks at its ends stay."""
    middle = plain(text)
    left = " " if text[:1].isspace() else ""
    return f"{left}{middle}{' ' if text[-1:].isspace() and middle else ''}"


def width(text: str, size: float) -> float:
    """Return an upper bound of the width of text in a font of this size, in the same unit."""
    return size * sum(map(_width, text))


def _width(character: str) -> float:
    if character.isascii():
        return _WIDTHS.get(character, _OTHERS)
    if unicodedata.combining(character):
        return 0.0
    return 1.1 if unicodedata.east_asian_width(character) in "WFA" else 0.85


def fitting(text: str, room: float, size: float) -> str:
    """Return as much of the text as fits into ``room``; what is cut ends in an ellipsis, and '' is less than that."""
    if width(text, size) <= room:
        return text
    room -= width("…", size)
    for end, character in enumerate(text):
        room -= size * _width(character)
        if room < 0:
            return f"{text[:end].rstrip()}…" if end else ""
    return text


def wrapped(text: str, room: float, size: float) -> list[str]:
    """Return text in lines that fit into ``room``; a word that does not is cut."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(fitting(word, room, size))
    return lines
