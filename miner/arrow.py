"""Make Arrow arrays of Python values.

pyarrow's own way looks whether the values are from pandas, and imports that for it where it is installed, which takes
longer than making a table of all commits. Here the values become the buffers that an array consists of.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pyarrow as pa

#: How many values a part should have: what is this small stays in the processor's cache, and no texts are so long that
#: so many need offsets of more than 32 bits.
PART: Final = 1_000


def texts(parts: Iterable[Sequence[str | None]]) -> "pa.ChunkedArray":
    """Return texts as a column; raise UnicodeEncodeError for what is no Unicode, ImportError without pyarrow."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    return pa.chunked_array([_texts(part) for part in parts], pa.string())


def numbers(parts: Iterable[Sequence[float | None]], *, whole: bool) -> "pa.ChunkedArray":
    """Return numbers as a column of 64 bits; raise OverflowError if one is larger, ImportError without pyarrow."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    code, kind = ("q", pa.int64()) if whole else ("d", pa.float64())

    def made(part: Sequence[float | None]) -> "pa.Array":
        stored = array(code, [0 if value is None else value for value in part])
        return pa.Array.from_buffers(kind, len(part), [_present(part), pa.py_buffer(stored)])

    return pa.chunked_array([made(part) for part in parts], kind)


def _texts(values: Sequence[str | None]) -> "pa.Array":
    import pyarrow as pa  # noqa: PLC0415 - an extra

    present = _present(values)
    there = values if present is None else ["" if value is None else value for value in values]
    joined = "".join(there)  # type: ignore[arg-type] # None is not among them
    if joined.isascii():
        data, lengths = joined.encode(), map(len, there)  # type: ignore[arg-type]
    else:
        encoded = [value.encode() for value in there]  # type: ignore[union-attr]
        data, lengths = b"".join(encoded), map(len, encoded)
    offsets = array("i", accumulate(lengths, initial=0))
    return pa.Array.from_buffers(pa.string(), len(there), [present, pa.py_buffer(offsets), pa.py_buffer(data)])


def _present(values: Sequence[Any]) -> "pa.Buffer | None":
    """Return a bit for each value that tells whether there is one; None if there are all."""
    import pyarrow as pa  # noqa: PLC0415 - an extra

    if None not in values:
        return None
    there = pa.py_buffer(bytes([value is not None for value in values]))
    return pa.Array.from_buffers(pa.uint8(), len(values), [None, there]).cast(pa.bool_()).buffers()[1]
