import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from miner.messages.reading import read_message
from miner.messages.titles import bare_title, branch_prefix, quoted_titles
from miner.model import Reading

SHA = "ef4ac967e2f3a9a18330cc6abe14adb4bc3d0465"
#: Pieces of messages, to be combined at random.
PIECES = (
    "Revert ", '"', "bpo-33608", "bpo-1/2", ": ", " (GH-11617)", " (#12024)", "[3.9] ", "Issue #19466", "issue13684", "#12074",
    ", ", " and ", "SF bug ", "#405427", "[ 846133 ]", "python.org/sf/562373", "https://bugs.python.org/issue32117#msg1",
    "https://github.com/python/cpython/pull/4509", "gh-81035", "PR#343", "PEP 572", "r77062", "rev. 1.125", "revision ",
    "Merged revisions 72299,72303-72305 via svnmerge from", "\n\n........\n  r72299 | some.one | 2009-05-04 | 7 lines\n\n",
    "Backed out changeset f23fa1f7b68f", f"This reverts commit {SHA}", f"(cherry picked from commit {SHA})", "\n", "\r\n\r\n",
    "Patch by Ada Lovelace", "Co-authored-by: Ada <a@b.c>", "closes ", "İ", "ß", "…", "\x00", "\ud800", "٣٤٥٦٧", "#٣٤٥٦٧", " ", "*",
)  # fmt: skip
TRACKERS = {
    "bpo": r"[0-9]+",
    "gh": r"[0-9]+",
    "pr": r"[0-9]+",
    "jitterbug": r"[0-9]+",
    "svn": r"[0-9]+",
    "pep": r"[0-9]+",
    "cvs": r"[0-9.]+",
    "hg": r"[0-9a-f]{10,40}",
    "git": r"[0-9a-f]{7,40}",
}
moments = st.integers(min_value=600_000_000, max_value=2_200_000_000)
messages = st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25).map("".join)


@given(messages, moments)
@example("İ bpo-33608: text", 1_551_000_000)
@example("", 0)
@example("\n", 2_147_483_648)
def test_any_message_is_read(message, committed):
    reading = read_message(message, committed)
    end = 0
    for mention in reading.mentions:
        assert end <= mention.start < mention.end <= len(message)
        assert message[mention.start : mention.end] == mention.text
        assert re.fullmatch(TRACKERS[mention.tracker], mention.number, re.ASCII)
        end = mention.end
    for credit in reading.credits:
        assert credit.name == " ".join(message[credit.start : credit.end].split())


@given(messages)
def test_any_title_is_read(message):
    assert bare_title(message) == bare_title(message).strip()
    prefix = branch_prefix(message)
    assert prefix is None or prefix in message
    for quoted in quoted_titles(message):
        assert quoted.title in message
        assert (quoted.kind == "undoes") == (quoted.depth % 2 == 1)


def test_nothing_is_read_from_nothing():
    assert read_message("", 0) == Reading()
    assert read_message("Use fewer words.", 1_000_000_000) == Reading(
        subject="Use fewer words.", title_key="use fewer words"
    )


def test_the_surer_reading_of_a_place_wins(read):
    message = "See https://bugs.python.org/issue32117 and https://github.com/python/cpython/issues/81057"
    assert [(mention.tracker, mention.text) for mention in read(message, "2023-01-01").mentions] == [
        ("bpo", "https://bugs.python.org/issue32117"),
        ("gh", "https://github.com/python/cpython/issues/81057"),
    ]


def test_letters_whose_lower_case_is_longer_move_nothing(read):
    (mention,) = read("İİİ Issue #19466 İ", "2013-01-01").mentions
    assert mention.text == "Issue #19466"


@pytest.mark.parametrize(
    "piece",
    [
        "#12345, ", "bpo-12345, ", "bpo-12345/", "PEP 1, ", "PR#1, ", "r12345-", "r12345, ", "12345,", "rev 1.1, ", "(#1234) ", " ", "\n",
        "a1", "a", "1", "#", '"', 'Revert "x (#1)"\n', 'Revert "', "[ 1234567 ] ", "issue 1234 and ", "\n  r12345 | x | y\n", "İ",
        "patch by A B, ", "-by:", "Co-authored-by: A <a@b>\n", "https://github.com/python/cpython/pull/1 ", "svn.python.org/", "> ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("committed", [950_000_000, 1_200_000_000, 1_400_000_000, 1_700_000_000])
def test_long_messages_do_not_stall(piece, committed):
    message = "Subject\n\n" + piece * (20_000 // len(piece))
    mentions = read_message(message, committed).mentions
    assert all(before.end <= after.start for before, after in pairwise(mentions))
