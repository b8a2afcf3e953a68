"""Ask git for the history of a name that mining did not count, and keep what it answered in the cache.

Git searches for a text, not for a word, and looks at every commit, which takes ten seconds for CPython.
"""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from miner import settings
from miner.catalog.query import path_from_the_root
from miner.errors import LookupFailedError, RepositoryError
from miner.history.names import Names
from miner.model import CODE_FOLDERS
from miner.store import lookup, occurrences


def search(
    connection: Connection, say: Callable[[str], None], name: str, path: str | None, line: str | None
) -> list[dict[str, Any]]:
    """Return rows like those of the query ``symbol_history``, of a mined clone that git searches for a text.

    ``added`` and ``removed`` are None, because only the number of occurrences is counted. Raises LookupFailedError if
    nothing is found, RepositoryError if no clone can be searched.
    """
    from miner.git.repository import Repository  # noqa: PLC0415 - it opens repositories, which takes a while to import

    line = None if line is None else Names(connection).line(line)
    place = next((place for place, _ in lookup.clones(connection) if Path(place).exists()), None)
    if place is None:
        raise RepositoryError(
            "Names were not counted, and the mined clone is not there any more to search in it: mine a full clone with "
            "`miner mine --lines`."
        )
    say(
        f"{name} was not counted, so git searches for it as a text: it is also found within longer names. `miner mine "
        "--lines` with a full clone counts whole words that have an underscore or a capital."
    )
    clone = Repository(place)
    shas = _kept(clone.location, occurrences.tips_of(connection, place), name)
    deltas: dict[str, dict[str, int]] = {}
    for change in occurrences.code_changes(connection, shas):
        before, after = (
            0 if blob is None else _count(clone, blob, name) for blob in (change.old_blob, change.new_blob)
        )
        if before != after:
            deltas.setdefault(change.sha, {})[change.path] = after - before
    inside = None if path is None else set(lookup.paths_matching(connection, path_from_the_root(path)).values())
    rows = [
        {"symbol": name, "path": changed, "delta": delta, "added": None, "removed": None, **facts}
        for facts in occurrences.commits_told(connection, deltas)
        if line is None or facts["line"] == line
        for changed, delta in deltas[str(facts["sha"])].items()
        if inside is None or changed in inside
    ]
    if not deltas:
        raise LookupFailedError(f"No commit has changed how often {name} occurs in {', '.join(CODE_FOLDERS)}.")
    return rows


def _count(clone: Any, blob: str, name: str) -> int:
    return (clone.blob(blob) or "").count(name)


def _kept(location: Path, tips: list[str], name: str) -> list[str]:
    """Return the commits that git finds; an answer about the same tips is taken from the cache."""
    from miner.git.pickaxe import commits_changing  # noqa: PLC0415 - seldom needed

    key = sha256("\n".join((str(location), name, *CODE_FOLDERS, *tips)).encode()).hexdigest()
    file = settings.cache_folder() / "searches" / f"{key}.json"
    with suppress(OSError, ValueError):
        return list(map(str, json.loads(file.read_text(encoding="ascii"))))
    found = commits_changing(location, tips, name, CODE_FOLDERS)
    with suppress(OSError):  # without a cache the next one takes as long
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(found), encoding="ascii")
        part.replace(file)
    return found
