"""Rows and pages in every format; titles are untrusted."""

import csv
import io
import json

import pytest

from miner.answers import Page, Rows, Section
from miner.render import formats

SHA = "ef4ac967e2f3a9a18330cc6abe14adb4bc3d0465"
ROWS = Rows(
    ("sha", "subject", "delay_seconds"),
    [(SHA, "a | b `c` <b>&amp; *x* [y](z) _Py_Add\nsecond", 3714), (SHA, "=cmd|' /C calc'!A0", None)],
)
PAGE = Page(
    "bpo-1 <title>",
    {"issue": "bpo-1", "title": None, "message": "one\ntwo"},
    (
        Section("commits", "Commits", ROWS),
        Section("undone", "Undone commits", Rows(("sha",), [])),
        Section("relands", "Landed again", Rows(("sha",), []), "Nothing came back."),
    ),
)


def rows(name, given=ROWS, **options):
    return "".join(formats.rows(given, name, **options))


def page(name, **options):
    return "".join(formats.page(PAGE, name, **options))


def test_csv_is_by_the_book():
    text = rows("csv")
    assert text.split("\n")[0] == "sha,subject,delay_seconds"
    table = list(csv.reader(io.StringIO(text, newline="")))
    assert table[1] == [SHA, ROWS.rows[0][1], "3714"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_formula_is_no_formula_in_csv(start):
    given = Rows(("a",), [(f"{start}HYPERLINK(1)",)])
    assert list(csv.reader(io.StringIO(rows("csv", given), newline="")))[1] == [f"'{start}HYPERLINK(1)"]
    assert list(csv.reader(io.StringIO(rows("csv", given, raw=True), newline="")))[1] == [f"{start}HYPERLINK(1)"]


@pytest.mark.parametrize("number", ["-5", "+5", "-0.5", "-1e10", -5, -0.5, "2019-02-24", "main"])
def test_what_is_no_formula_stays_in_csv(number):
    assert rows("csv", Rows(("a",), [(number,)])) == f"a\n{number}\n"


def test_a_heading_is_guarded_too():
    assert rows("csv", Rows(("=1+1",), [])) == "'=1+1\n"


def test_a_page_is_one_long_table_in_csv():
    table = list(csv.reader(io.StringIO(page("csv"), newline="")))
    assert table[0] == ["section", "row", "column", "value"]
    assert ["facts", "1", "issue", "bpo-1"] in table
    assert ["commits", "2", "sha", SHA] in table


def test_json_has_the_names_of_the_columns():
    assert json.loads(rows("json")) == ROWS.dicts()
    assert json.loads(rows("json", Rows(("a",), []))) == []
    assert json.loads(page("json")) == {
        "facts": PAGE.facts,
        "commits": ROWS.dicts(),
        "undone": [],
        "relands": [],
    }


def test_json_lines_are_lines():
    given = Rows(("a",), [("one\n\u2028two\x85",), ("ü",)])
    lines = rows("jsonl", given).splitlines()
    assert [json.loads(line) for line in lines] == given.dicts()
    assert [json.loads(line)["section"] for line in page("jsonl").splitlines()] == ["facts", "commits", "commits"]


def test_markdown_is_escaped():
    lines = rows("markdown").splitlines()
    assert lines[0] == "| sha | subject | delay |"
    assert lines[1] == "| --- | --- | --- |"
    subject = r"a \| b \`c\` &lt;b&gt;&amp;amp; \*x\* \[y\](z) \_Py\_Add<br>second"
    assert lines[2] == f"| ef4ac967e2 | {subject} | 1 h 1 min 54 s |"
    assert len(lines) == 4
    assert f"| {SHA} |" in rows("markdown", wide=True)
    assert rows("markdown", Rows((), [])) == ""


def test_a_page_in_markdown_has_headings():
    text = page("markdown")
    assert text.startswith("# bpo-1 &lt;title&gt;\n")
    assert "| message | one<br>two |" in text
    assert "\n## Commits\n" in text
    assert "Undone" not in text
    assert "\n## Landed again\n\nNothing came back.\n" in text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("bpo-1: Fix *args and `x`_ |y|", r"bpo-1: Fix \*args and \`x\`\_ \|y\|"),
        ("1. not a list", r"\ 1. not a list"),
        ("A. Kuchling wrote", r"\ A. Kuchling wrote"),
        ("- no bullet", r"\ - no bullet"),
        (".. no comment::", "\\ .. no comment\\:\\:"),
        (":no: field", r"\ :no: field"),
        ("[3.9] title", r"\ [3.9] title"),
        ("main", "main"),
        ("M", "M"),
        ("", ""),
    ],
)
def test_restructuredtext_is_escaped(text, written):
    lines = rows("rst", Rows(("a",), [(text,)])).splitlines()
    assert lines[-1] == f"   * - {written}".rstrip()


def test_restructuredtext_has_a_list_table():
    text = rows("rst")
    assert text.startswith(".. list-table::\n   :header-rows: 1\n\n   * - sha\n     - subject\n     - delay\n")
    assert "     - | a \\| b" in text
    assert "\n       | second\n" in text
    assert rows("rst", Rows(("a",), [])) == "(no rows)\n"
    assert rows("rst", Rows((), [])) == ""


def test_a_page_in_restructuredtext_has_headings():
    text = page("rst")
    assert text.startswith("bpo-1 \\<title\\>\n=============")
    assert "\nCommits\n-------\n" in text
    assert "Nothing came back." in text
