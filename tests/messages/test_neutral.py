"""Messages of projects other than CPython."""

import pytest

from miner.messages import read_message
from miner.messages.conventions import is_cpythons
from miner.model import OTHER


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Fix the cache (#1500)", [("pr", "1500", "trail", "tags")]),
        ("Fix the cache (#1500)\n\nCloses #1499.", [("pr", "1500", "trail", "tags"), ("issue", "1499", "trail", "closes")]),
        ("Merge pull request #2306 from x/y", [("pr", "2306", "lead", "tags")]),
        ("Fixes #7: go on", [("issue", "7", "lead", "closes")]),
        ("#12: go on", [("issue", "12", "lead", "tags")]),
        ("Go on, see issue #12 and GH-13", [("issue", "12", "body", "mentions"), ("issue", "13", "body", "mentions")]),
        ("Take what PR #12 had", [("pr", "12", "body", "mentions")]),
        ("bpo-33608 is theirs, and so are r60101 and SF bug 1635741", []),
        ("Use what pypa/pip#12 and https://github.com/python/cpython/issues/77789 say", []),
        ("Pad as PKCS #7 does, in step #2, with colour #123abc", []),
        ("Follow PEP 8", [("pep", "8", "body", "mentions")]),
        ("Go on\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.", [("git", "0123456789abcdef0123456789abcdef01234567", "body", "undoes")]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("committed", [800_000_000, 1_414_000_000, 1_700_000_000])
def test_numbers_are_those_of_the_project(message, expected, committed):
    found = read_message(message, committed, project=OTHER).mentions
    assert [(one.tracker, one.number, one.position, one.role) for one in found] == expected


@pytest.mark.parametrize(
    "message",
    [
        "bpo-33608: Go on (GH-12024)",
        "bpo-33608, bpo-36710: Go on",
        "[3.9] gh-110000: Go on (GH-110001)",
        'Revert "bpo-33608: Go on (GH-12024)"',
        "Issue #19466: Go on",
    ],
)
def test_what_is_written_like_cpythons(message):
    assert is_cpythons(message)


@pytest.mark.parametrize(
    "message", ["Go on (#1500)", "Merge pull request #2306 from x/y", "gh-12: Go on", "gh-12345: Go on", "Issue #1500: Go on", "See bpo-33608", ""]
)  # fmt: skip
def test_what_is_not(message):
    assert not is_cpythons(message)
