"""Worker processes that exchange values with this one over pipes.

They are used instead of :mod:`multiprocessing` because a script that mines then needs no ``__main__`` guard, and
because a worker whose parent is killed sees the end of its input and exits. Values are marshalled: this takes half the
time of pickling, and tuples, numbers and text are all we send.
"""

import gc
import marshal
import signal
import subprocess
import sys
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import IO, Any, Self

from miner.errors import RepositoryError

# A newer format looks for equal objects: most of ours are different, and that takes twice the time.
_NO_REFERENCES = 2
_START = "import sys; sys.path[:] = {path!r}; from {module} import serve; serve()"


class _Post:
    """Writes to a pipe from a thread: values can be megabytes, and a pipe holds 64 KB, so a write could block."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._thread = ThreadPoolExecutor(1)
        self._sent: deque[Future[None]] = deque()

    def send(self, value: Any) -> None:
        """Queue a value for sending; raise BrokenPipeError if an earlier one could not be written."""
        self._sent.append(self._thread.submit(self._write, marshal.dumps(value, _NO_REFERENCES)))
        while self._sent and self._sent[0].done():
            self._sent.popleft().result()

    def _write(self, data: bytes) -> None:
        self._stream.write(len(data).to_bytes(8, "big"))
        self._stream.write(data)
        self._stream.flush()

    def finish(self) -> None:
        """Wait until everything is written; raise BrokenPipeError if that fails."""
        self._thread.shutdown()
        for sent in self._sent:
            sent.result()


class Worker:
    """A process that runs the function ``serve`` of a module, which talks to this process through :class:`Parent`."""

    def __init__(self, module: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START.format(path=sys.path, module=module)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._post = _Post(_pipe(self._process.stdin))

    def send(self, value: Any) -> None:
        """Send a request without waiting for it to be read; raise RepositoryError if the process is found dead."""
        try:
            self._post.send(value)
        except BrokenPipeError as error:
            raise _dead() from error

    def receive(self) -> Any:
        """Wait for the next answer and return it; raise RepositoryError if the process died."""
        return loaded(self.receive_packed())

    def receive_packed(self) -> bytes:
        """Wait for the next answer and return it as it came, for :func:`loaded`: it takes little memory until then."""
        if (data := _read(_pipe(self._process.stdout))) is None:
            raise _dead()
        return data

    @property
    def pid(self) -> int:
        """The id of the process."""
        return self._process.pid

    def end(self) -> int:
        """Wait for a process that is found dead; return its exit code, below 0 the signal that killed it."""
        return self._process.wait()

    def stop(self) -> None:
        """Kill the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        with suppress(BrokenPipeError):
            self._post.finish()
        for stream in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                _pipe(stream).close()


class Parent:
    """A worker's connection to its parent process; leaving the context waits until all answers are written."""

    def __init__(self) -> None:
        gc.disable()  # rows have no cycles
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
        self._post = _Post(sys.stdout.buffer)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._post.finish()
        except BrokenPipeError:
            sys.exit(0)

    def receive(self) -> Any:
        """Wait for the next request and return it; None if there will be no more."""
        data = _read(sys.stdin.buffer)
        return None if data is None else loaded(data)

    def send(self, value: Any) -> None:
        """Send an answer without waiting for it to be read; exit if the parent is gone."""
        try:
            self._post.send(value)
        except BrokenPipeError:
            sys.exit(0)


def possible() -> bool:
    """Return whether there is a Python executable to run workers with."""
    return bool(sys.executable)


def _dead() -> RepositoryError:
    return RepositoryError("A reading process died: run the command again, it goes on where it stopped.")


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise RuntimeError("the process has no pipes")
    return stream


def loaded(data: bytes) -> Any:
    """Return the value of an answer."""
    return marshal.loads(data)  # noqa: S302 - our own process, of the same Python, over our own pipe


def _read(stream: IO[bytes]) -> bytes | None:
    head = stream.read(8)
    size = int.from_bytes(head, "big")
    # A process that dies may have written only half an answer.
    if len(head) < 8 or len(data := stream.read(size)) < size:
        return None
    return data
