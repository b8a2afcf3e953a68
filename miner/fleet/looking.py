"""Look at repositories before they are mined: their refs, and how large they are.

This runs on the workers, because that is where paths and addresses must lead somewhere, and because half a million
addresses take hours from one machine.
"""

import hashlib
import re
import struct
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from miner.errors import MinerError
from miner.fleet.listing import Entry
from miner.git import clone, program
from miner.git.repository import Repository
from miner.model import READER_VERSION
from miner.store.schema import view_sources

#: What a repository's failing may have been: another try may help, or none will.
_PASSING: Final = re.compile(
    r"resolve host|tim(?:ed|e) ?out|connection|connect to|early eof|rpc failed|hung up|unexpected disconnect"
    r"|error: (?:5\d\d|429)|\btls\b|\bssl\b|no space left|disk (?:is )?full|temporarily|another run|i/o error",
    re.IGNORECASE,
)
_PAUSES: Final = (1, 5)  # seconds before the second and the third try
_FORM: Final = "2"  # of the files; raise it if they would come out differently from the same views


class Look(NamedTuple):
    """What is known of a repository without mining it.

    ``tip`` is the hash of its refs; ``size`` are the bytes of its packs and ``objects`` their number, None for an
    address. ``error`` says why there is no tip.
    """

    name: str
    tip: str | None
    size: int | None
    objects: int | None
    error: str | None


def is_passing(error: str) -> bool:
    """Return whether a problem may be gone at the next try: the network, a full disk, and not a missing repository."""
    return _PASSING.search(error) is not None


def look_at_all(entries: Iterable[Entry]) -> list[Look]:
    """Look at some repositories, one after the other: a task of Dask."""
    return [look(entry) for entry in entries]


def look(entry: Entry) -> Look:
    """Look at one repository; a problem that may pass is tried three times."""
    for pause in (*_PAUSES, None):
        try:
            if clone.is_url(entry.repository):
                return Look(entry.name, _hash(clone.remote_refs(entry.repository), entry), None, None, None)
            with Repository(entry.repository) as repository:
                size, objects = pack_size(program.objects(repository.location))
                return Look(entry.name, tip_of(repository, entry), size, objects, None)
        except (MinerError, OSError) as error:
            if pause is None or not is_passing(str(error)):
                return Look(entry.name, None, None, None, str(error))
            time.sleep(pause)
    raise AssertionError("the last try returns")


def tip_of(repository: Repository, entry: Entry) -> str:
    """Return the hash of all refs of a repository, of what was asked about it, and of how this version mines it."""
    held = {ref.name: identity for identity, ref in repository.refs()[0]}
    return _hash({**held, "HEAD": repository.head() or held.get("HEAD", "")}, entry)


def _hash(refs: dict[str, str], entry: Entry) -> str:
    asked = f"{_FORM} {READER_VERSION} {entry.project or ''} {'' if entry.network == entry.name else entry.network}"
    said = "\n".join([asked, *view_sources().values(), *(f"{refs[name]} {name}" for name in sorted(refs))])
    return hashlib.sha256(said.encode("utf-8", "surrogateescape")).hexdigest()[:20]


def pack_size(objects: Path) -> tuple[int, int]:
    """Return the bytes of the packs in a folder of objects, and how many objects they have."""
    size = count = 0
    for pack in (objects / "pack").glob("*.pack"):
        size += pack.stat().st_size
        with pack.open("rb") as stream:
            head = stream.read(12)
        if len(head) == 12 and head[:4] == b"PACK":
            count += struct.unpack(">I", head[8:])[0]
    return size, count
