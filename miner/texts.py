"""Make text from outside storable in both databases.

PostgreSQL cannot store NUL, and SQLite's own functions stop at it. Neither can store a lone surrogate. An index entry
of PostgreSQL has at most 2,704 bytes, so what is a key has a longest length.
"""

from hashlib import sha256
from typing import Final

#: The longest key, in bytes of UTF-8: two of them fit into one index entry.
LONGEST_KEY: Final = 1_000
_DIGEST: Final = 16


def storable(text: str) -> str:
    """Return a text with U+FFFD in the place of NUL and of lone surrogates."""
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if 0xD800 <= ord(character) <= 0xDFFF else character for character in text)
    return text


def key(text: str) -> str:
    """Return a storable text of bounded length; what is cut off is replaced with a digest, so that keys stay unique."""
    text = storable(text)
    if len(text) * 4 <= LONGEST_KEY or len(data := text.encode()) <= LONGEST_KEY:
        return text
    kept = data[: LONGEST_KEY - _DIGEST - len("…".encode())].decode("utf-8", "ignore")
    return f"{kept}…{sha256(data).hexdigest()[:_DIGEST]}"
