"""Line fingerprints."""

from hypothesis import given
from hypothesis import strategies as st

from miner.contents.fingerprints import LINE, change_print, pack, unpack

LINES = st.lists(st.binary(min_size=1, max_size=4), max_size=8)


@given(lines=LINES)
def test_a_fingerprint_is_a_multiset(lines):
    assert pack(lines) == pack(reversed(lines))
    assert len(pack(lines)) == LINE * len(lines)
    assert unpack(pack(lines)).total() == len(lines)


@given(added=LINES, deleted=LINES)
def test_sides_exchanged_are_the_inverse(added, deleted):
    one, two = pack(added), pack(deleted)
    assert (change_print(one, two) == change_print(two, one)) == (one == two)


def test_bytes_are_the_same_on_every_machine():
    assert pack([b"one line", b"another"]).hex() == "3834299dc180c8de"
    assert change_print(pack([b"one line"]), b"") == 5847614450837295195
    assert change_print(b"", b"") is None
