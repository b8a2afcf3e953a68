"""Issues of entries, and comparing two editions of a release."""

from datetime import UTC, datetime

import pytest

from miner.news.editions import merge
from miner.news.entry import Entry
from miner.news.issues import named_by
from miner.news.sources import Source

TAGGED, LATEST = Source("tagged", "Misc/NEWS", "a" * 40), Source("latest", "Misc/NEWS.d/3.6.0.rst", "b" * 40)


def at(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("text", "released", "expected"),
    [
        pytest.param("Issue #20526: Threads.", "2014-03-09", [("bpo", "20526", "tags")], id="roundup"),
        pytest.param("Issues #20526 and #19466: Threads.", "2014-03-09", [("bpo", "20526", "tags"), ("bpo", "19466", "tags")], id="two"),
        pytest.param("bpo-29602: Numbers. See issue #1234 too.", "2017-03-21", [("bpo", "29602", "tags"), ("bpo", "1234", "mentions")], id="bpo"),
        pytest.param("SF bug #405427: Sockets.", "2001-04-10", [("bpo", "405427", "tags")], id="sourceforge"),
        pytest.param("Sockets no longer block [SF bug #405427].", "2001-04-10", [("bpo", "405427", "tags")], id="behind"),
        pytest.param("Patch #1061968: Names.", "2004-11-30", [("bpo", "1061968", "tags")], id="patch"),
        pytest.param("[ 1061968 ] Names.", "2004-11-30", [("bpo", "1061968", "tags")], id="brackets"),
        pytest.param("PEP 572 is there.", "2018-11-30", [], id="none"),
    ],
)  # fmt: skip
def test_issues_before_blurb(text, released, expected):
    assert [tuple(one) for one in named_by(Entry(text), at(released))] == expected


def test_a_blurb_keeps_its_issue_outside_and_mentions_others():
    entry = Entry("As bpo-100000 or so asked. See bpo-20526.", date="2019-01-01", nonce="n", issues=(("bpo", "1"),))
    found = [tuple(one) for one in named_by(entry, None)]
    assert found[0] == ("bpo", "1", "tags")
    assert ("bpo", "20526", "mentions") in found


def test_two_editions_are_put_together():
    old = [
        Entry("Issue #1001: Stays as it is.", ordinal=0),
        Entry("Issue #1002: Is worded badly.", ordinal=1),
        Entry("Issue #1003: Is gone later.", ordinal=2),
        Entry("Text of a blurb.", nonce="n", ordinal=3),
    ]
    new = [
        Entry("Put in later.", nonce="p", issues=(("bpo", "1004"),), ordinal=0),
        Entry("stays as it is", nonce="q", issues=(("bpo", "1001"),), ordinal=1),
        Entry("Is worded better.", nonce="r", issues=(("bpo", "1002"),), ordinal=2),
        Entry("Text of a blurb!", nonce="n", ordinal=3),
    ]
    when = at("2016-12-23")
    assert [
        (one.entry.text, one.source.edition, one.fate) for one in merge([(TAGGED, old, when), (LATEST, new, when)])
    ] == [
        ("Issue #1001: Stays as it is.", "tagged", "kept"),
        ("Issue #1002: Is worded badly.", "tagged", "edited"),
        ("Issue #1003: Is gone later.", "tagged", "removed"),
        ("Text of a blurb.", "tagged", "kept"),
        ("Put in later.", "latest", "added"),
    ]
    assert [one.fate for one in merge([(TAGGED, old, when)])] == [None] * 4
    assert merge([]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Issue #1234: A thing", "a thing."),
        ("bpo-1234, bpo-2345: A thing", "A  thing"),
        ("- SF patch #1234567: A thing", "A thing!"),
        ("[ 1234567 ] A thing", "A thing"),
    ],
)
def test_leading_numbers_do_not_count(one, other):
    assert Entry(one).key == Entry(other).key


def test_a_text_of_marks_only_is_itself():
    assert Entry("***").key == "***"
