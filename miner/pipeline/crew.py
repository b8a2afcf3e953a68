"""Reading processes, one per core.

Own processes over pipes instead of :mod:`multiprocessing`: a script that mines needs no ``__main__`` guard, and a
reader whose parent is killed sees the end of its input and goes away. What they say is marshalled, which takes half
the time of pickling and is enough for tuples, numbers and text.
"""

import gc
import marshal
import os
import signal
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from miner.errors import MinerError, RepositoryError
from miner.git.repository import Repository
from miner.model import CommitRow
from miner.pipeline.batches import Reader

# Large enough that starting git for each part does not count, small enough that a killed run loses a second.
PART = 4_000
# A part in work and one waiting, so that no reader idles while the writer is busy.
_AHEAD = 2
_START = "import sys; sys.path[:] = {path!r}; from miner.pipeline.crew import serve; serve()"


def cores() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def read_all(repository: Repository, shas: Sequence[str], workers: int | None = None) -> Iterator[list[CommitRow]]:
    """Read commits in parts, in the given order, over several processes where there is enough to do."""
    starts = range(0, len(shas), PART)
    count = min(workers or cores(), len(starts))
    if count < 2 or not sys.executable:
        return _read_here(repository, shas, starts)
    return _read_with(count, repository.location, shas, starts)


def _read_here(repository: Repository, shas: Sequence[str], starts: Sequence[int]) -> Iterator[list[CommitRow]]:
    with Reader(repository) as reader:
        for start in starts:
            yield reader.read(shas[start : start + PART])


def _read_with(count: int, location: Path, shas: Sequence[str], starts: Sequence[int]) -> Iterator[list[CommitRow]]:
    with tempfile.TemporaryDirectory(prefix="miner-") as folder:
        # The readers find the shas in a file and are sent mere positions: a request must fit into a pipe, or parent
        # and reader would wait for each other.
        listing = Path(folder) / "shas"
        listing.write_text("".join(shas), encoding="ascii")
        readers = [_start(location, listing) for _ in range(count)]
        try:
            waiting: deque[subprocess.Popen[bytes]] = deque()
            for index, start in enumerate(starts):
                reader = readers[index % count]
                _send(reader, (start, start + PART))
                waiting.append(reader)
                if len(waiting) >= count * _AHEAD:
                    yield _receive(waiting.popleft())
            while waiting:
                yield _receive(waiting.popleft())
        finally:
            for reader in readers:
                _stop(reader)


def _start(location: Path, listing: Path) -> subprocess.Popen[bytes]:
    reader = subprocess.Popen(
        [sys.executable, "-c", _START.format(path=sys.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    _send(reader, (str(location), str(listing)))
    return reader


def _send(reader: subprocess.Popen[bytes], value: tuple[object, object]) -> None:
    if reader.stdin is None:
        raise RuntimeError("the reader has no input")
    try:
        _write(reader.stdin, value)
    except BrokenPipeError as error:
        raise RepositoryError("A reading process died: run the command again, it goes on where it stopped.") from error


def _receive(reader: subprocess.Popen[bytes]) -> list[CommitRow]:
    if reader.stdout is None:
        raise RuntimeError("the reader has no output")
    answer = _read(reader.stdout)
    if answer is None:
        raise RepositoryError("A reading process died: run the command again, it goes on where it stopped.")
    if isinstance(answer, str):
        raise RepositoryError(answer)
    return [CommitRow(*row) for row in answer]


def _stop(reader: subprocess.Popen[bytes]) -> None:
    for stream in (reader.stdin, reader.stdout):
        with suppress(BrokenPipeError):
            if stream is not None:
                stream.close()
    reader.kill()
    reader.wait()


def serve() -> None:
    """Answer the parent's requests until its end of the pipe is gone: the main function of a reading process."""
    gc.disable()  # rows have no cycles
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    location, listing = _read(requests)
    text = Path(listing).read_text(encoding="ascii")
    with Reader(Repository(Path(location))) as reader:
        while (part := _read(requests)) is not None:
            shas = [text[at : at + 40] for at in range(part[0] * 40, min(part[1] * 40, len(text)), 40)]
            try:
                _write(answers, [tuple(row) for row in reader.read(shas)])
            except MinerError as error:
                _write(answers, str(error))
            except BrokenPipeError:
                return


def _write(stream: IO[bytes], value: Any) -> None:
    data = marshal.dumps(value)
    stream.write(len(data).to_bytes(8, "big"))
    stream.write(data)
    stream.flush()


def _read(stream: IO[bytes]) -> Any:
    size = stream.read(8)
    if len(size) < 8:
        return None
    data = stream.read(int.from_bytes(size, "big"))
    return marshal.loads(data)  # noqa: S302 - our own child, of the same Python, over our own pipe
