"""Documents of all kinds: their passages, links and lines."""

import sys

import pytest

from miner.errors import SettingsError
from miner.story import reading
from miner.story.reading import read

RST = """\
Title
=====

:date: 2020-03-20

A paragraph with `a
link <https://example.org>`_ and
the end.

* item one
* item two,
  second line

  Quote?

::

    literal
    block

.. include:: /etc/passwd

.. raw:: html

   <script>alert(1)</script>

.. unknown:: bpo-1
   inside
"""

MARKDOWN = """\
---
date: 2020-03-20
---
# Title

A paragraph with [a
link](https://example.org) and
the end.

> quoted

```
literal
```

<b>raw</b>
"""

HTML = """\
<html><head><meta name="date" content="2020-03-20"><script>bpo-1</script></head><body>
<h1>Title</h1>
<p>A paragraph with <a
href="https://example.org">a link</a> and
the end.</p>
<!-- bpo-2 -->
<blockquote>quoted</blockquote>
<pre>literal</pre></body></html>
"""


def lines(document):
    """Return (kind, line of the first word, text in one line) of each passage."""
    found = []
    for each in document.passages:
        first = len(each.text) - len(each.text.lstrip())
        found.append((each.kind, each.line_at(first), " ".join(each.text.split())))
    return found


def test_restructured_text():
    document = read("a.rst", RST.encode())
    assert document.dated is not None
    assert (document.dated[0].isoformat(), document.dated[1]) == ("2020-03-20", 4)
    assert lines(document) == [
        ("heading", 1, "Title"),
        ("field", 4, "2020-03-20"),
        ("text", 6, "A paragraph with a link and the end."),
        ("text", 10, "item one"),
        ("text", 11, "item two, second line"),
        ("text", 14, "Quote?"),
        ("literal", 18, "literal block"),
        ("literal", 21, ".. include:: /etc/passwd"),
        ("literal", 23, ".. raw:: html <script>alert(1)</script>"),
        ("literal", 27, ".. unknown:: bpo-1 inside"),
    ]
    paragraph = document.passages[2]
    (link,) = paragraph.links
    assert link.target == "https://example.org"
    assert paragraph.line_at(link.start) == 6
    assert paragraph.line_at(paragraph.text.index("the end")) == 8
    assert "root:" not in str(document.passages)


def test_markdown():
    document = read("a.md", MARKDOWN.encode())
    assert document.dated is not None
    assert lines(document) == [
        ("heading", 4, "Title"),
        ("text", 6, "A paragraph with a link and the end."),
        ("quote", 10, "quoted"),
        ("literal", 13, "literal"),
        ("text", 16, "<b>raw</b>"),
    ]
    paragraph = document.passages[1]
    assert paragraph.links[0].target == "https://example.org"
    assert paragraph.line_at(paragraph.text.index("the end")) == 8


def test_html():
    document = read("a.html", HTML.encode())
    assert document.dated is not None
    assert lines(document) == [
        ("heading", 2, "Title"),
        ("text", 3, "A paragraph with a link and the end."),
        ("quote", 7, "quoted"),
        ("literal", 8, "literal"),
    ]
    paragraph = document.passages[1]
    assert paragraph.links[0].target == "https://example.org"


ROWS = [("text", 1, "commit | day"), ("text", 3, "one | 2019-02-24"), ("text", 4, "two | 2019-04-12")]


def test_a_row_of_a_table_is_one_passage():
    markdown = b"| commit | day |\n|---|---|\n| one | 2019-02-24 |\n| two | 2019-04-12 |\n"
    assert lines(read("a.md", markdown)) == ROWS
    rst = b"====== ==========\ncommit day\n====== ==========\none    2019-02-24\ntwo    2019-04-12\n====== ==========\n"
    assert [each[::2] for each in lines(read("a.rst", rst))] == [each[::2] for each in ROWS]
    html = b"<table><tr><th>commit</th><th>day</th></tr>\n\n<tr><td>one</td><td>2019-02-24</td></tr>\n<tr><td>two<td>2019-04-12</table>"
    assert [(*each[:2], each[2].removeprefix("| ")) for each in lines(read("a.html", html)) if each[2] != "|"] == ROWS


def test_plain_text():
    document = read("a", b"Date: 2020-03-20\n\nTitle\n=====\n\nOne\ntwo\n\n    quoted\n\n- item\n- item\n")
    assert document.dated is not None
    assert lines(document) == [
        ("text", 1, "Date: 2020-03-20"),
        ("heading", 3, "Title"),
        ("text", 6, "One two"),
        ("quote", 9, "quoted"),
        ("text", 11, "- item"),
        ("text", 12, "- item"),
    ]


def test_what_is_too_much_for_markup_is_plain_text():
    told = []
    document = read("a.rst", b"*" * 500_000, tell=told.append)
    assert document.passages
    assert told == ["a.rst has more than 400 kB, so it is read as plain text."]
    read("a.md", b"x" * 20_000, tell=told.append)
    assert "lines of more than" in told[1]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"\xff", "is not UTF-8"), (b"x" * 20_000_001, "more than 20 MB")],
)
def test_what_cannot_be_read(content, sentence):
    with pytest.raises(SettingsError, match=sentence):
        read("a.txt", content)


@pytest.mark.parametrize("name", ["a.rst", "a.md", "a.html"])
def test_a_missing_extra_is_one_sentence(monkeypatch, name):
    monkeypatch.setattr(reading.importlib.util, "find_spec", lambda library: None)
    with pytest.raises(SettingsError, match=r"cpython-miner\[story\]"):
        read(name, b"text")


def test_long_paragraphs_keep_their_lines():
    text = "\n".join(f"word {number}" for number in range(1, 3_000))
    document = read("a.txt", text.encode())
    assert len(document.passages) > 1
    last = document.passages[-1]
    assert last.line_at(last.text.index("word 2999")) == 2_999
    assert sys.getrecursionlimit() >= 1_000
