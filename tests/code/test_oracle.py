"""The fields of real headers, compared with those that universal-ctags finds."""

import re
import shutil
import subprocess
from collections import Counter

import pytest

from miner.code.cutting import cut
from miner.code.parsing import parse
from miner.git.blobs import absent_blobs, read_blobs

# Every so many versions of headers, so that the test takes seconds.
_EVERY = 20
_HEADER = re.compile(r"Include/.*\.h")


@pytest.fixture(scope="module")
def headers(real_history) -> dict[str, str]:
    """Some versions of headers with their contents."""
    log = subprocess.run(
        ["git", "-C", real_history, "log", "--format=", "--raw", "--no-abbrev", "--no-renames", "--", "Include"],
        check=True,
        capture_output=True,
    ).stdout.decode("latin-1")
    rows = (line.split("\t") for line in log.splitlines() if line.startswith(":"))
    blobs = sorted({row[0].split()[3] for row in rows if _HEADER.fullmatch(row[1])} - {"0" * 40})[::_EVERY]
    if absent_blobs(real_history, blobs):
        pytest.skip("the clone that MINER_TEST_HISTORY names has no headers: name a full clone")
    return {blob: content.decode("latin-1") for blob, content in read_blobs(real_history, blobs) if content is not None}


def by_ctags(folder, headers) -> Counter[tuple[str, str]]:
    """Return how often each header has a field of each name."""
    for blob, text in headers.items():
        (folder / f"{blob}.h").write_bytes(text.encode("latin-1"))
    told = subprocess.run(
        ["ctags", "-R", "-f", "-", "--languages=C,C++", "--langmap=C:+.h", "--c-kinds=m", "--fields=", "--extras=", "--sort=no", "-I", "PyObject_HEAD,PyObject_VAR_HEAD", "."],
        cwd=folder,
        check=True,
        capture_output=True,
    ).stdout.decode("latin-1")  # fmt: skip
    lines = (line.split("\t") for line in told.splitlines() if not line.startswith("!"))
    return Counter((path.rpartition("/")[2].removesuffix(".h"), name) for name, path, *_ in lines)


def by_us(headers) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for blob, text in headers.items():
        for one in cut(text).cuts:
            if struct := parse(one.text):
                names = (field.path.rpartition(".")[2] for field in struct.fields)
                found.update((blob, name) for name in names if not name.endswith(">"))
    return found


@pytest.mark.history
@pytest.mark.skipif(shutil.which("ctags") is None, reason="there is no ctags program")
def test_fields_are_those_that_ctags_finds(headers, tmp_path):
    """A difference of half a percent is left: bit-fields without a name, branches that only one of them reads."""
    theirs, ours = set(by_ctags(tmp_path, headers)), set(by_us(headers))
    assert len(ours) > 1_000
    assert len(theirs & ours) / len(theirs | ours) >= 0.995, (sorted(theirs - ours)[:20], sorted(ours - theirs)[:20])


@pytest.mark.history
def test_headers_are_understood(headers):
    """At most one header in two thousand has a struct that is not understood as a whole."""
    broken = {
        blob
        for blob, text in headers.items()
        for one in cut(text).cuts
        if (struct := parse(one.text)) is None or struct.problem_line is not None
    }
    assert len(broken) <= len(headers) / 2_000 + 1
