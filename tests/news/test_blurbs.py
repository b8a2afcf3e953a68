"""Parsing blurb's files: those of releases and those of single entries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.news.blurbs import nonce_of, parse_next, parse_release
from miner.news.entry import Entry, in_paragraphs, one_line

RELEASE = """.. bpo: 38945
.. date: 2019-12-01-22-44-40
.. nonce: ztmNXc
.. release date: 2019-12-18
.. section: Security

Line feeds
are no problem.

..

.. date: 9135
.. gh-issue: 97616, 20526
.. nonce: K1e3Xs
.. original section: Library
.. section: Core_and_Builtins

* A list

* of two items

..

.. bpo: 0
.. date: 2017-13-45
.. nonce:
.. section: Build

Nobody had an issue.

..

.. no changes: True

Nothing new.

..
"""


def test_a_release_file_is_read_entry_by_entry():
    news = parse_release("3.9.0a2", RELEASE)
    assert (news.version, news.released_on) == ("3.9.0a2", "2019-12-18")
    assert [(one.section, one.date, one.nonce, one.issues, one.text, one.ordinal) for one in news.entries] == [
        ("Security", "2019-12-01T22:44:40", "ztmNXc", (("bpo", "38945"),), "Line feeds are no problem.", 0),
        ("Core and Builtins", None, "K1e3Xs", (("gh", "97616"), ("gh", "20526")), "* A list\n* of two items", 1),
        ("Build", None, None, (), "Nobody had an issue.", 2),
    ]


def test_lists_and_code_keep_their_form():
    text = """
Two words were
added::

    if word:
        say(word)

* ``one``
  and more of it
* ``two``:

  - nested
    item

That is all."""
    assert in_paragraphs(text.splitlines()) == (
        "Two words were added::\n\n    if word:\n        say(word)\n\n* ``one`` and more of it\n* ``two``:\n"
        "  - nested item\n\nThat is all."
    )


@given(st.text("ab*- 1.\n\t"))
def test_no_word_of_an_entry_is_lost(text):
    shown = in_paragraphs(text.splitlines())
    assert shown.split() == text.split()
    assert Entry(shown).key == Entry(one_line(text.splitlines())).key


@pytest.mark.parametrize(
    ("path", "section", "date", "nonce", "issues"),
    [
        pytest.param(
            "Core_and_Builtins/2022-12-08-14-00-04.gh-issue-88267.MqtRbm.rst",
            "Core and Builtins", "2022-12-08T14:00:04", "MqtRbm", (("gh", "88267"),), id="github",
        ),
        pytest.param(
            "Core and Builtins/2018-09-27-11-10-02.bpo-34824.VLlCaU.rst",
            "Core and Builtins", "2018-09-27T11:10:02", "VLlCaU", (("bpo", "34824"),), id="roundup",
        ),
        pytest.param("Library/2017-07-20.bpo-1,30975.j-_k=W.rst", "Library", "2017-07-20", "j-_k=W",
                     (("bpo", "1"), ("bpo", "30975")), id="two-issues-and-no-time"),
        pytest.param("Build/0085.bpo-28896.qOcBBL.rst", "Build", None, "qOcBBL", (("bpo", "28896"),), id="counted"),
        pytest.param("IDLE/2018-01-02.bpo-0.ab.rst", "IDLE", "2018-01-02", "ab", (), id="no-issue"),
    ],
)  # fmt: skip
def test_the_name_of_a_file_says_most(path, section, date, nonce, issues):
    entry = parse_next(f"Misc/NEWS.d/next/{path}", "An entry\nof two lines.\n")
    assert (entry.section, entry.date, entry.nonce, entry.issues, entry.text) == (
        section, date, nonce, issues, "An entry of two lines.",
    )  # fmt: skip
    assert nonce_of(f"Misc/NEWS.d/next/{path}") == nonce


@pytest.mark.parametrize("name", ["README.rst", "2018.rst", "notes.txt", "a.b-c.d.rst", "2018-01-01.bpo-x.n.rst"])
def test_other_files_are_no_entries(name):
    assert parse_next(f"Misc/NEWS.d/next/Library/{name}", "Text.\n") is None


def test_an_empty_file_is_no_entry():
    assert parse_next("Misc/NEWS.d/next/Library/2018-01-01.bpo-5.n.rst", "\n \n") is None


@given(st.text(), st.lists(st.sampled_from(RELEASE.splitlines())))
def test_nothing_makes_the_parser_fail(text, lines):
    for content in (text, "\n".join([*lines, text])):
        for one in parse_release("3.9.0", content).entries:
            assert one.text == one.text.strip() != ""
        parse_next("Misc/NEWS.d/next/Library/2018-01-01.bpo-5.n.rst", content)
    parse_next(text, text)
    nonce_of(text)
