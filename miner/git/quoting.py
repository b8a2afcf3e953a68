"""Convert paths to text: UTF-8 if they are valid UTF-8, git's quoting otherwise."""

from miner import texts

_ESCAPES = {7: "a", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\"}


def path_text(path: bytes) -> str:
    r"""Return a path as text.

    Paths that are not UTF-8, contain unprintable characters or start with a quotation mark are written as
    ``git -c core.quotePath=true`` prints them (``"caf\351.py"``), so that different paths stay different. Paths that
    are too long for a key end with a digest.
    """
    try:
        text = path.decode("utf-8")
    except UnicodeDecodeError:
        return texts.key(_quoted(path))
    return texts.key(text if text.isprintable() and not text.startswith('"') else _quoted(path))


def _quoted(path: bytes) -> str:
    characters = []
    for byte in path:
        if byte in _ESCAPES:
            characters.append("\\" + _ESCAPES[byte])
        elif 32 <= byte < 127:
            characters.append(chr(byte))
        else:
            characters.append(f"\\{byte:03o}")
    return '"' + "".join(characters) + '"'
