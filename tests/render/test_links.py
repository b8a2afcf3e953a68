"""Names in answers lead to their web addresses."""

import pytest

from miner.answers import Page, Rows, Section
from miner.render import formats
from miner.render.links import LineLinks, Links, pulls, shas
from miner.render.terminal import Terminal

SHA = "4d61e6e3b802399be62a521d6fa785698cb670b5"
COMMIT = f"https://github.com/python/cpython/commit/{SHA}"
ROWS = Rows(
    ("sha", "issues", "subject", "pull_request", "cell"),
    [(SHA, "bpo-33608,gh-77789", "bpo-33608: A | title (GH-11617) (#13714)", 12159, f"exact {SHA}"), (None,) * 5],
)
BPO, GH = "https://bugs.python.org/issue33608", "https://github.com/python/cpython/issues/77789"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("bpo-33608: Fix (GH-1)", {"bpo-33608": BPO, "GH-1": "https://github.com/python/cpython/issues/1"}),
        ("Fix it. (#13714)", {}),  # of which time it is, nobody knows
        ("Fix it. (#93714)", {"93714": "https://github.com/python/cpython/pull/93714"}),
        ("SF #13714 and xbpo-1, bpo-0, abpo-33608", {}),
        ("\x1b[1mbpo-33608\x1b[0m", {"bpo-33608": BPO}),
        (f"undoes {SHA}", {SHA: COMMIT}),
        (f"{SHA}0", {}),
    ],
)
def test_names_in_text(text, named):
    parts = list(Links().parts(text))
    assert "".join(part for part, _ in parts) == text
    assert {part: address for part, address in parts if address} == named


def test_data_have_the_addresses_beside_the_names():
    told = Links().beside(ROWS)
    assert told.columns == (
        *("sha", "sha_url", "issues", "issues_url", "subject", "pull_request", "pull_request_url", "cell", "cell_url"),
    )
    row = told.dicts()[0]
    assert row["sha_url"] == row["cell_url"] == COMMIT
    assert row["issues_url"] == f"{BPO} {GH}"
    assert row["pull_request_url"] == "https://github.com/python/cpython/pull/12159"
    page = Links().beside_all(Page("A", {"sha": SHA, "line": "main"}, (Section("rows", "Rows", ROWS),)))
    assert page.facts == {"sha": SHA, "sha_url": COMMIT, "line": "main"}
    assert "sha_url" in page["rows"].columns
    assert shas(page) == {SHA}


def test_a_commit_of_the_sample_leads_to_the_real_one():
    assert Links({"0" * 40: SHA}).addresses("sha", "0" * 40) == COMMIT


def test_markdown_has_links():
    text = "".join(formats.rows(ROWS, "markdown", links=Links()))
    assert f"| [4d61e6e3b8]({COMMIT}) | [bpo-33608]({BPO}),[gh-77789]({GH}) |" in text
    assert "A \\| title" in text


def test_restructured_text_has_links_that_docutils_reads():
    docutils = pytest.importorskip("docutils.core", reason="the extra [story] is not installed")
    text = "".join(formats.rows(ROWS, "rst", links=Links()))
    html = docutils.publish_string(text, writer="html", settings_overrides={"halt_level": 2}).decode()
    assert f'href="{COMMIT}">4d61e6e3b8</a>' in html
    assert f'<a class="reference external" href="{BPO}">bpo-33608</a>: A | title (' in html


def test_a_terminal_has_links_and_other_tables_a_list():
    lines = list(formats.table_of_rows(ROWS, Terminal()))
    linked = LineLinks(Links(), shas(ROWS))
    assert [linked.noticed(line) for line in lines] == lines
    assert ["4d61e6e3b8", COMMIT] in [line.split() for line in linked.legend()]
    assert list(LineLinks(Links(), ()).legend()) == []
    shown = [linked.clickable(line) for line in formats.table_of_rows(ROWS, Terminal(colour=True))]
    assert f"\x1b]8;;{COMMIT}\x1b\\4d61e6e3b8\x1b]8;;\x1b\\" in shown[2]


def test_a_number_is_a_pull_request_only_in_texts_of_github():
    rows = Rows(
        ("authored_at", "subject", "issues"),
        [
            ("2016-12-30T10:00:00+00:00", "merge 3.6 (#29085)", "bpo-29085"),
            ("2021-10-20T10:00:00+00:00", "Fix it (#29080)", None),
            ("2021-10-20T10:00:00+00:00", "Mend it (#4711)", None),
            ("2010-10-20T10:00:00+00:00", "Mend it (#4711)", None),
            (None, "bpo-1: Fix it (#812)", None),
            (None, "Fix it (#813)", None),
        ],
    )
    shown = "".join(formats.rows(rows, "markdown", links=Links()))
    assert [number for number in ("29085", "29080", "4711", "812", "813") if f"[{number}](" in shown] == [
        *("29080", "4711", "812"),
    ]
    assert pulls(rows) == {"29080", "812"}
    linked = LineLinks(Links(), (), pulls(rows))
    assert "/pull/29085" not in linked.clickable("2016-12-30 merge 3.6 (#29085) bpo-29085")
    assert "/pull/29080" in linked.clickable("2021-10-20 Fix it (#29080)")
    assert pulls(Page("A", {"authored_at": "2020-01-01", "message": "Fix (#123)"}, ())) == {"123"}
