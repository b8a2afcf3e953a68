"""Messages of projects other than CPython."""

import pytest

from miner.messages.conventions import is_cpythons
from miner.messages.reading import read_message
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


SVN = "\n\ngit-svn-id: https://svn.example.org/repo/trunk@1300 01234567-0123-0123-0123-0123456789ab\n"
CHANGE = "I0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (f"Revert r1234: it broke rev. 12{SVN}", [("svn", "1234", "undoes"), ("svn", "12", "mentions")]),
        ("Keep r12 in place", []),
        (f"Go on\n\nChange-Id: {CHANGE}\n", [("gerrit", CHANGE.lower(), "tags")]),
        (f"Go on\n\nChange-Id: I{'9' * 40}\nChange-Id: {CHANGE}\n", [("gerrit", CHANGE.lower(), "tags")]),
        (f"Explain what Change-Id: {CHANGE} is", []),
        ("revert: feat: go on\n\nRefs: 676104e, a215868\n", [("git", "676104e", "undoes"), ("git", "a215868", "undoes")]),
        ("revert(core)!: go on\n\nRefs: 676104e\n", [("git", "676104e", "undoes")]),
        ("fix: go on\n\nRefs: #123\n", [("issue", "123", "tags")]),
    ],
)  # fmt: skip
def test_names_of_svn_gerrit_and_conventional_commits(message, expected):
    found = read_message(message, 1_700_000_000, project=OTHER).mentions
    assert [(one.tracker, one.number, one.role) for one in found] == expected


@pytest.mark.parametrize("subject", ["revert: feat(core): go on", "revert(core): feat(core): go on"])
def test_a_commit_of_the_type_revert_quotes_a_title(subject):
    (quoted,) = read_message(subject, 1_700_000_000, project=OTHER).quoted_titles
    assert (quoted.kind, quoted.title) == ("undoes", "feat(core): go on")


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
