"""Read the headers of a clone: each blob and each text of a struct once."""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha1
from pathlib import Path

from sqlalchemy import Connection, Engine

from miner.code import parsing
from miner.code.cutting import cut
from miner.code.headers import encode_header, encode_struct
from miner.git.blobs import absent_blobs, read_blobs
from miner.model import Gap
from miner.store import bulk, gaps, structs, tables

# Blobs per transaction: a killed run loses less than a second of work.
_TOGETHER = 1_000
PROBLEM = "struct"


def read_headers(
    store: Engine, location: Path, wanted: Mapping[str, str], advance: Callable[[int], None] = lambda _: None
) -> set[str]:
    """Read and store the ``wanted`` blobs, by blob with a path of each; return those that the clone does not have.

    Versions of a file come in a row, which is fastest for git. ``advance`` is called with numbers of blobs.
    """
    with store.begin() as connection:
        if structs.forget_older(connection, parsing.READER):
            gaps.record_gaps(connection, (PROBLEM,), [])
        known = structs.known_blobs(connection)
        reader = _Reader(connection)
    unread = wanted.keys() - known
    absent = absent_blobs(location, unread)
    advance(len(wanted) - len(unread) + len(absent))
    asked = sorted(unread - absent, key=lambda blob: (wanted[blob], blob))
    for blob, content in read_blobs(location, asked) if asked else ():
        reader.read(blob, wanted[blob], content or b"")
        if len(reader.blobs) >= _TOGETHER:
            advance(len(reader.blobs))
            with store.begin() as connection:
                reader.store(connection)
    with store.begin() as connection:
        reader.store(connection)
    return absent


class _Reader:
    """Understands headers; what is not stored yet is kept in ``blobs``."""

    def __init__(self, connection: Connection) -> None:
        stored = structs.stored_texts(connection)
        self._ids = {digest: identity for digest, identity, _ in stored}
        self._problems = {identity: problem for _, identity, problem in stored if problem is not None}
        self._next = bulk.next_id(connection, tables.struct_texts)
        self._texts: list[tuple[int, str, str, int | None]] = []
        self._gaps: list[Gap] = []
        self.blobs: list[tuple[str, str]] = []

    def read(self, blob: str, path: str, content: bytes) -> None:
        """Understand a header. Latin-1 makes a character of each byte, and what matters is ASCII without NUL."""
        header = cut(content.decode("latin-1").replace("\0", " "))
        found = [(self._text(one.text), " && ".join(one.conditions), one.line) for one in header.cuts]
        self.blobs.append((blob, encode_header(found, header.aliases)))
        self._gaps += self._lost(blob, path, found)

    def _text(self, text: str) -> int:
        digest = sha1(text.encode("latin-1"), usedforsecurity=False).hexdigest()
        if (identity := self._ids.get(digest)) is None:
            identity = self._ids[digest] = self._next
            self._next += 1
            struct = parsing.parse(text)
            problem = struct.problem_line if struct else 0
            self._texts.append((identity, digest, encode_struct(struct), problem))
            if problem is not None:
                self._problems[identity] = problem
        return identity

    def _lost(self, blob: str, path: str, found: list[tuple[int, str, int]]) -> Iterator[Gap]:
        for identity, _, line in found:
            if (problem := self._problems.get(identity)) is not None:
                reason = f"line {line + problem} of blob {blob} is not understood: a field of the struct may be missing"
                yield Gap(PROBLEM, path, reason)

    def store(self, connection: Connection) -> None:
        """Store what was understood since the last call."""
        structs.put_texts(connection, parsing.READER, self._texts)
        structs.put_blobs(connection, parsing.READER, self.blobs)
        gaps.add_gaps(connection, self._gaps)
        self._texts, self.blobs, self._gaps = [], [], []
