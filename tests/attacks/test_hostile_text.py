"""Titles, names and messages that try to be more than text, in every output, read back by the parsers of each format."""

import csv
import io
import json
import unicodedata

import docutils.core
import docutils.nodes
import pytest
from markdown_it import MarkdownIt

from miner.answers import Page, Rows, Section
from miner.render import formats
from miner.render.cells import printable
from miner.render.terminal import Terminal

HOSTILE = [
    "[x](javascript:alert(1)) ![y](https://example.org/y.png) <https://example.org>",
    "<script>alert(1)</script><img src=x onerror=alert(1)> &lt;b&gt; <!-- a -->",
    "`x <javascript:alert(2)>`__ and javascript:alert(3 and mailto:a@b.c and a@example.org",
    "see https://example.org/x_y_ and |substitution| and [1]_ and :ref:`x` and name_ and _`target`",
    ".. raw:: html",
    ".. image:: https://example.org/x.png",
    "ends with two colons::",
    "* bullet",
    "1. item",
    "a. item",
    "(i) item",
    ":field: value",
    "-o option",
    ">>> print()",
    "====",
    "____",
    "| line | block |",
    "+---+---+",
    "# heading",
    "> quote",
    "a | b || c \\| d",
    '=HYPERLINK("https://example.org")',
    "\u200b=1+1",
    "\u00a0 \ufeff@SUM(1)",
    "\uff1d1+1",
    "\u202e+1",
    "\t=1",
    "\x1b[2J\x1b]0;title\x07\x9b31m",
    "\u202egnp.exe\u2066 \u200b\u2064\U000e0041\U000e0001\ufff9\u3164\u00ad",
    "wide \u6f22\u5b57\uff21 and combining e\u0301\u0302 and \U0001f469\u200d\U0001f4bb",
    "\\\\" * 6_000,
    "x" * 25_000,
    "word " * 5_000,
    "first\nsecond: .. raw:: html\n\n   <b>\n::\n\n  literal",
    "\ud800 lone",
    "",
    "   ",
]


def table():
    return Rows(("subject", "author"), [(text, text) for text in HOSTILE])


def pages():
    for text in HOSTILE:
        yield Page(text, {"subject": text}, (Section("rows", "Rows", Rows(("subject",), [(text,)])),))


def written(format_):
    yield "".join(formats.rows(table(), format_))
    for page in pages():
        yield "".join(formats.page(page, format_))


def is_seen(character):
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"} or character == "\n"


def test_nothing_on_a_terminal_is_hidden_or_steers_it():
    terminal = Terminal(wide=True)
    for line in formats.table_of_rows(table(), terminal):
        assert all(map(is_seen, line)), ascii(line[:200])
    for page in pages():
        assert all(is_seen(each) for line in formats.table_of_page(page, terminal) for each in line)


def test_json_has_the_text_as_it_is():
    read = json.loads("".join(formats.rows(table(), "json")))
    assert [row["subject"] for row in read] == HOSTILE
    lines = "".join(formats.rows(table(), "jsonl")).splitlines()
    assert [json.loads(line)["author"] for line in lines] == HOSTILE


def test_csv_has_the_text_and_no_formula():
    csv.field_size_limit(10**7)
    read = list(csv.reader(io.StringIO("".join(formats.rows(table(), "csv")), newline="")))
    assert [row[0].removeprefix("'") for row in read[1:]] == HOSTILE
    for cell, _ in read[1:]:
        seen = "".join(filter(is_seen, cell)).strip()
        assert unicodedata.normalize("NFKC", seen)[:1] not in set("=+-@"), ascii(cell[:50])
        assert cell[:1] not in set("\t\r\n")


def test_markdown_has_text_and_nothing_else():
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    allowed = {"heading", "table", "thead", "tbody", "tr", "th", "td", "inline", "text", "text_special", "softbreak"}
    for document in written("markdown"):
        tokens = parser.parse(document)
        tokens += [child for token in tokens for child in token.children or ()]
        odd = {t.type for t in tokens if t.type.removesuffix("_open").removesuffix("_close") not in allowed}
        assert odd <= {"html_inline"}
        assert {t.content for t in tokens if t.type == "html_inline"} <= {"<br>"}


def test_rst_has_text_and_nothing_else():
    allowed = {
        *("document", "section", "title", "paragraph", "table", "tgroup", "colspec", "thead", "tbody", "row", "entry"),
        *("line_block", "line", "#text", "list_table"),
    }
    settings = {"report_level": 1, "halt_level": 2, "input_encoding": "unicode", "_disable_config": True}
    for document in written("rst"):
        tree = docutils.core.publish_doctree(document, settings_overrides=settings)
        names = {getattr(node, "tagname", "#text") for node in tree.findall()}
        assert names <= allowed, (names - allowed, document[:300])


@pytest.mark.parametrize("text", HOSTILE)
def test_rst_keeps_the_words(text):
    document = "".join(formats.rows(Rows(("a",), [(text,)]), "rst"))
    tree = docutils.core.publish_doctree(document, settings_overrides={"halt_level": 2, "_disable_config": True})
    cells = [node.astext() for node in tree.findall(docutils.nodes.entry)]
    assert "".join(cells[1].split()) == "".join(printable(text).split())
