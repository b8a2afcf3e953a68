"""Read commits in worker processes, one per core."""

import os
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path

from miner import processes
from miner.errors import MinerError, RepositoryError
from miner.git.repository import Repository
from miner.model import CPYTHON, CommitColumns, CommitRow, Understood, UnderstoodColumns
from miner.processes import Parent, Worker
from miner.reading.reader import Reader

# Commits per part: so many that git is seldom waited for, so few that the parts in all processes take little memory.
PART = 1_000
# Parts per reader: one being read, the others ready or waiting, so that readers do not idle while the writer is busy.
_AHEAD = 6


def cores() -> int:
    """Return the number of processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows lack it
        return os.cpu_count() or 1


def read_all(
    repository: Repository, shas: Sequence[str], workers: int | None = None, project: str = CPYTHON
) -> Iterator[list[CommitRow]]:
    """Yield the rows of commits in the given order, in parts of :data:`PART`.

    They are understood by the conventions of ``project``. Several processes read if there is more than one part;
    ``workers`` limits their number. Raises RepositoryError if the clone cannot be read.
    """
    starts = range(0, len(shas), PART)
    count = min(workers or cores(), len(starts))
    if count < 2 or not processes.possible():
        return _read_here(repository, project, shas, starts)
    return _read_with(count, (str(repository.location), project), shas, starts)


def _read_here(
    repository: Repository, project: str, shas: Sequence[str], starts: Sequence[int]
) -> Iterator[list[CommitRow]]:
    with Reader(repository, project) as reader:
        for start in starts:
            yield reader.read(shas[start : start + PART])


def _read_with(
    count: int, opened: tuple[str, str], shas: Sequence[str], starts: Sequence[int]
) -> Iterator[list[CommitRow]]:
    """Read with processes that open the clone at a location and understand it as a project, both in ``opened``."""
    with tempfile.TemporaryDirectory(prefix="miner-") as folder:
        # The shas are in a file, and requests contain only positions: a request that does not fit into the pipe's
        # buffer would make parent and reader wait for each other.
        listing = Path(folder) / "shas"
        listing.write_text("".join(shas), encoding="ascii")
        readers: list[Worker] = []
        try:
            for _ in range(count):
                readers.append(Worker(__name__))
                readers[-1].send((*opened, str(listing)))
            waiting: deque[Worker] = deque()
            for index, start in enumerate(starts):
                reader = readers[index % count]
                reader.send((start, start + PART))
                waiting.append(reader)
                if len(waiting) >= count * _AHEAD:
                    yield _receive(waiting.popleft())
            while waiting:
                yield _receive(waiting.popleft())
        finally:
            for reader in readers:
                reader.stop()


def _receive(reader: Worker) -> list[CommitRow]:
    answer = reader.receive()
    if isinstance(answer, str):
        raise RepositoryError(answer)
    return [
        CommitRow(
            sha,
            parents,
            author,
            committer,
            CommitColumns(*columns),
            Understood(UnderstoodColumns(*about), *said),
            changes,
            gaps,
        )
        for sha, parents, author, committer, columns, (about, *said), changes, gaps in answer
    ]


def _plain(row: CommitRow) -> tuple[object, ...]:
    """Turn a row into plain tuples: marshal cannot write named ones."""
    *names, columns, (about, *said), changes, gaps = row
    return (*names, tuple(columns), (tuple(about), *said), changes, gaps)


def serve() -> None:
    """Answer the parent's requests until it closes the pipe: the main function of a reading process."""
    with Parent() as parent:
        location, project, listing = parent.receive()
        text = Path(listing).read_text(encoding="ascii")
        with Reader(Repository(Path(location)), project) as reader:
            while (part := parent.receive()) is not None:
                shas = [text[at : at + 40] for at in range(part[0] * 40, min(part[1] * 40, len(text)), 40)]
                try:
                    parent.send(list(map(_plain, reader.read(shas))))
                except MinerError as error:
                    parent.send(str(error))
