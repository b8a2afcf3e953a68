"""Parsing ``Misc/NEWS`` and ``Misc/HISTORY`` in the formats of all years."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from miner.news.whole_files import WholeFile

YEARS = """+++++++++++
Python News
+++++++++++

What's New in Python 3.4.0 release candidate 3?
===============================================

*Release date: 2014-03-09*

Core and Builtins
-----------------

- Issue #1234: Something happened,
  and went on.

  - a nested item

  A paragraph of its own.

- bpo-5, bpo-6: Short.

Library
-------

* Another mark.

What's New in Python 3.4.0 Alpha 1?
===================================

No changes.

What's new in 2.0 beta 2 (since beta 1)?
========================================

Standard library

- First of the library.

Build procedure

- First of the build,
not indented.

Prose that belongs to nothing.

==> Release 1.5.2 (April 13, 1999) <==
======================================

From 1.5.2c1 to 1.5.2 (final)
=============================

Tue Apr 13 15:44:49 1999  Ann Author  <ann@example.org>

\t* a/file.py:
\tWhat was done.

\t* b/file.py: More.

==> Release 0.9.7beta <==
=========================

Everything is better now.
"""


def entries(version):
    return [(one.section, one.date, one.text) for one in WholeFile(YEARS).release(version).entries]


def test_releases_are_told_apart():
    days = WholeFile(YEARS).days
    assert days == {"3.4.0rc3": "2014-03-09", "3.4.0a1": None, "2.0b2": None, "1.5.2": "1999-04-13", "0.9.7b0": None}
    assert list(days) == ["3.4.0rc3", "3.4.0a1", "2.0b2", "1.5.2", "0.9.7b0"]
    assert {version: WholeFile(YEARS).release(version).released_on for version in days} == days
    assert WholeFile(YEARS).release("3.5.0") is None
    assert WholeFile(YEARS).release("3.4rc3").version == "3.4rc3"


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        pytest.param(
            "3.4.0rc3",
            [
                ("Core and Builtins", None, "Issue #1234: Something happened, and went on. - a nested item A paragraph of its own."),
                ("Core and Builtins", None, "bpo-5, bpo-6: Short."),
                ("Library", None, "Another mark."),
            ],
            id="underlined",
        ),
        pytest.param("3.4.0a1", [], id="no-changes"),
        pytest.param(
            "2.0b2",
            [("Standard library", None, "First of the library."), ("Build procedure", None, "First of the build, not indented.")],
            id="sections-without-underline",
        ),
        pytest.param(
            "1.5.2",
            [
                ("From 1.5.2c1 to 1.5.2 (final)", "1999-04-13", "a/file.py: What was done."),
                ("From 1.5.2c1 to 1.5.2 (final)", "1999-04-13", "b/file.py: More."),
            ],
            id="change-log",
        ),
        pytest.param("0.9.7b0", [], id="prose"),
    ],
)  # fmt: skip
def test_entries(version, expected):
    assert entries(version) == expected


def test_a_release_may_come_in_parts():
    parts = "What's New in Python 2.0?\n=====\n\n- One.\n\nWhat's new in 2.0 (since release candidate 1)?\n=====\n\n- Two.\n"
    news = WholeFile(parts).release("2.0")
    assert [(one.ordinal, one.text) for one in news.entries] == [(0, "One."), (1, "Two.")]


@given(st.lists(st.sampled_from(YEARS.splitlines()) | st.text(max_size=30)))
@example(["What's New in Python 3.4?"])
@example(["- "])
def test_nothing_makes_the_parser_fail(lines):
    whole = WholeFile("\n".join(lines))
    for version in whole.days:
        found = whole.release(version)
        assert [one.ordinal for one in found.entries] == list(range(len(found.entries)))
        assert all(one.text and one.text == " ".join(one.text.split()) for one in found.entries)
