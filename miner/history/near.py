"""What a user may have meant by a path or a person that the history does not know."""

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from miner.store import lookup

if TYPE_CHECKING:
    from sqlalchemy import Connection

_MOST: Final = 3
_ALIKE: Final = 0.8  # one letter wrong of five, or two changed places of six
_WILD: Final = frozenset("*?")
_SHOWN: Final = 200  # letters of what was asked for


def no_such_path(connection: "Connection", path: str) -> str | None:
    """Return a sentence that no path is this one, lies below it or matches it; None if some do."""
    if lookup.paths_matching(connection, path):
        return None
    near = [] if _WILD & set(path) else _near_paths(lookup.all_paths(connection), path.strip("/"))
    return f"No path in the whole history matches {path[:_SHOWN]}{_hint(near)}"


def no_such_person(connection: "Connection", asked: str) -> str | None:
    """Return a sentence that nobody's name or address contains a text; None if somebody's does."""
    people = lookup.people(connection)
    wanted = asked.lower()
    if any(wanted in f"{name} {address}".lower() for name, address in people):
        return None
    words: dict[str, set[str]] = {}
    for name, address in people:
        for word in (name, *name.split(), address, address.partition("@")[0]):
            words.setdefault(word.lower(), set()).add(name)
    near = [min(words[word]) for word in difflib.get_close_matches(wanted, words, _MOST, _ALIKE)]
    return f"Nobody's name or address contains {asked[:_SHOWN]}{_hint(near)}"


def _hint(near: Iterable[str]) -> str:
    found = list(dict.fromkeys(near))
    return f"; near to it are {', '.join(found)}." if found else "."


def _near_paths(known: list[str], path: str) -> list[str]:
    """Return paths that are called like ``path`` in its folder, or that have its last name elsewhere."""
    folder, _, last = path.rpartition("/")
    elsewhere = sorted((one for one in known if one.rpartition("/")[2] == last), key=lambda one: (len(one), one))
    if elsewhere:
        return elsewhere[:_MOST]
    while folder and not any(one.startswith(f"{folder}/") for one in known):
        folder, _, last = folder.rpartition("/")  # the first part that is wrong
    start = f"{folder}/" if folder else ""
    names = {one[len(start) :].partition("/")[0] for one in known if one.startswith(start)}
    return [f"{start}{name}" for name in difflib.get_close_matches(last, names, _MOST, _ALIKE)]
