"""Tables that fit their terminal and cut nothing off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from miner.answers import Page, Rows, Section
from miner.render.as_table import write_page, write_rows
from miner.render.grid import lay_out, wrap
from miner.render.terminal import Terminal

SUBJECT = "bpo-33608: Invent now a separate per-interpreter _Py_AddPendingCall(). (GH-11617)"
COMMITS = Rows(
    ("sha", "authored_at", "author", "subject", "line", "standing"),
    [
        ("ef" * 20, "2019-02-24T15:40:47-08:00", "Eric Snow", SUBJECT, "main", "undone"),
        ("4d" * 20, "2019-03-04T14:21:28+01:00", "Pablo Galindo Salgado", f'Revert "{SUBJECT}"', "main", "stands"),
    ],
)


@given(st.text(), st.integers(2, 60))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrap(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_words_stay_whole_where_they_can():
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("pull-request,sha,inverse-blobs", 17) == ["pull-request,sha,", "inverse-blobs"]
    assert wrap("see Lib/asyncio/events.py", 14) == ["see", "Lib/asyncio/", "events.py"]
    assert wrap("a\n\nb", 4) == ["a", "", "b"]
    assert wrap("漢字漢字", 4) == ["漢字", "漢字"]


def test_a_table_as_wide_as_it_needs():
    lines = list(lay_out(COMMITS, Terminal()))
    assert lines[0].split() == ["sha", "authored_at", "author", "subject", "line", "standing"]
    assert set(lines[1]) == {"─", " "}
    assert lines[2].startswith("efefefefef  2019-02-24 15:40 -08:00  Eric Snow")
    assert len(lines) == 4


def test_a_wide_table_has_whole_shas_and_dates():
    line = list(lay_out(COMMITS, Terminal(wide=True)))[2]
    assert "ef" * 20 in line
    assert "2019-02-24T15:40:47-08:00" in line


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 160])
def test_a_table_fits_and_shows_everything(width):
    text = "\n".join(lay_out(COMMITS, Terminal(width)))
    assert all(cell_len(line) <= width for line in text.splitlines())
    for word in (*SUBJECT.split(), "efefefefef", "2019-02-24", "Pablo", "Salgado", "stands", "main"):
        assert word in text


def test_a_title_like_a_chapter_is_cut_where_people_read():
    rows = Rows(("sha", "subject"), [("ef" * 20, "Blocked revisions " + ",".join(map(str, range(77000, 77200))))])
    text = "\n".join(lay_out(rows, Terminal(80)))
    assert "1,057 more characters with --wide" in " ".join(text.split())
    assert "77199" not in text
    assert "77199" in "\n".join(lay_out(rows, Terminal()))


def test_what_is_the_same_everywhere_is_said_once_where_room_is_short():
    lines = list(lay_out(COMMITS, Terminal(90)))
    assert lines[0] == "in every row: line main"
    assert "main" not in "".join(lines[1:])


def test_long_texts_stand_below_the_short_ones():
    lines = list(lay_out(COMMITS, Terminal(80)))
    assert lines[3].split() == ["efefefefef", "2019-02-24", "15:40", "-08:00", "Eric", "Snow", "undone"]
    assert lines[4].startswith("    bpo-33608: ")


def test_nothing_is_so_long_that_it_must_stand_below():
    given = Rows(("kind", "date", "who", "what"), [("x" * 12, "y" * 16, "one " * 6, "z" * 20), ("a", "b", "c", "d")])
    lines = list(lay_out(given, Terminal(70)))
    assert lines[0].split() == ["kind", "date", "who", "what"]
    assert len(lines) == 5
    assert max(map(cell_len, lines)) <= 70


def test_several_long_texts_are_labelled():
    given = Rows(("a", "b", "c", "one", "two"), [("x", "y", "z", SUBJECT, SUBJECT), ("u", "v", "w", SUBJECT + "!", "")])
    lines = list(lay_out(given, Terminal(50)))
    assert "    one  bpo-33608: Invent now a separate" in lines
    assert sum("two" in line for line in lines) == 1


def test_records_are_the_last_resort():
    given = Rows(tuple(f"column_{n}" for n in range(9)), [tuple("x" * 25 for _ in range(9))])
    lines = list(lay_out(given, Terminal(40)))
    assert lines[0].startswith("── 1 ─")
    assert lines[1] == f"column_0  {'x' * 25}"


def test_numbers_stand_to_the_right():
    assert list(lay_out(Rows(("commits",), [(1,), (None,), (100,)]), Terminal()))[2:] == ["      1", "", "    100"]


def test_control_characters_and_markup_are_only_text():
    lines = list(lay_out(Rows(("a",), [("\x1b[31m[bold]x[/bold]\r",)]), Terminal(80)))
    assert lines[-1] == "␛[31m[bold]x[/bold]␍"


def test_nothing_is_said_about_nothing():
    assert list(write_rows(Rows(("a",), []), Terminal()))[-1] == "(no rows)"
    assert list(lay_out(Rows((), []), Terminal())) == []


def test_a_page_leaves_out_what_says_nothing():
    page = Page(
        "bpo-1  Title",
        {"issue": "bpo-1", "closed_at": None, "message": "first\n\n    second\n"},
        (
            Section("commits", "Commits", Rows(("issue", "sha", "empty"), [("bpo-1", "ab" * 20, None)])),
            Section("undone", "Undone", Rows(("sha",), [])),
            Section("related", "Related", Rows(("issue", "title"), [("bpo-1", None)])),
            Section("relands", "Landed again", Rows(("sha",), []), "Nothing came back."),
        ),
    )
    assert list(write_page(page, Terminal(80))) == [
        "bpo-1  Title",
        "issue    bpo-1",
        "",
        "Commits",
        "sha",
        "──────────",
        "ababababab",
        "",
        "Landed again",
        "Nothing came back.",
        "",
        "message",
        "    first",
        "",
        "        second",
    ]


class Stream:
    """A stream with a chosen encoding that is a terminal or is not."""

    def __init__(self, *, shown, encoding="utf-8"):
        self.encoding = encoding
        self._shown = shown

    def isatty(self):
        return self._shown


@pytest.mark.parametrize(
    ("shown", "environment", "width", "colour"),
    [
        (True, {"COLUMNS": "100"}, 100, True),
        (True, {"COLUMNS": "100", "NO_COLOR": "1"}, 100, False),
        (True, {"COLUMNS": "100", "TERM": "dumb"}, 100, False),
        (True, {"COLUMNS": "10"}, 40, True),
        (False, {}, None, False),
        (False, {"COLUMNS": "100"}, 100, False),
        (False, {"COLUMNS": "wide", "FORCE_COLOR": "1"}, None, True),
    ],
)
def test_a_terminal_is_as_its_stream(shown, environment, width, colour):
    terminal = Terminal.of(Stream(shown=shown), environment=environment)
    assert (terminal.width, terminal.colour) == (width, colour)


def test_a_terminal_without_unicode_gets_plain_rules():
    terminal = Terminal.of(Stream(shown=True, encoding="ascii"), environment={"COLUMNS": "80"})
    assert (terminal.rule, terminal.dot) == ("-", "-")


def test_a_wide_terminal_folds_nothing():
    assert Terminal.of(Stream(shown=True), wide=True, environment={"COLUMNS": "80"}).width is None


def test_colours_mean_the_same_everywhere():
    terminal = Terminal(colour=True)
    assert terminal.word("undone") == "\x1b[31mundone\x1b[0m"
    assert terminal.word("stands  ") == "\x1b[32mstands  \x1b[0m"
    assert terminal.word("other") == "other"
    assert terminal.style("", "red") == ""


def test_a_text_that_comes_again_is_folded_and_coloured_each_time():
    long = "a reason that is told in more words than one line of the column has room for, again and again"
    rows = Rows(("standing", "reason"), [("undone", long), ("stands", "short"), ("undone", long)])
    told = list(write_rows(rows, Terminal(width=60, colour=True)))[2:]
    deep = (len(told) - 1) // 2
    assert deep > 1
    assert told[:deep] == told[deep + 1 :]
    assert [line.startswith("\x1b[31mundone") for line in told[:deep]] == [True] + [False] * (deep - 1)
