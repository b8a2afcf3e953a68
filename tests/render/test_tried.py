"""What was tried before, on a terminal."""

from miner.answers import Rows
from miner.history.tried import COLUMNS
from miner.render.terminal import Terminal
from miner.render.tried import write_tried

FIRST, UNDO, AGAIN = "ef4ac967e2" + "0" * 30, "4d61e6e3b8" + "0" * 30, "f13c5c8b94" + "0" * 30
ROW = {
    "tie": "same change",
    "shared": "96 of 211 lines",
    "sha": FIRST,
    "authored_at": "2019-02-24T15:40:47-08:00",
    "author": "Eric Snow",
    "subject": "bpo-33608: Invent now a separate per-interpreter _Py_AddPendingCall(). (GH-11617)",
    "issues": "bpo-33608",
    "undoing_sha": UNDO,
    "undoing_at": "2019-03-04T14:21:28+01:00",
    "undoing_author": "Victor\x1b Stinner",
    "line": "main,3.7",
    "delay_seconds": 654041,
    "extent": "full",
    "reason": "It made the build slow.",
    "pull_request": 12159,
    "releases": 1,
    "first_release": "3.8.0a2",
    "last_release": "3.8.0a2",
    "again_sha": AGAIN,
    "again_at": "2019-04-12T09:18:16-06:00",
    "again_undone": 1,
    "paths": "Include/a.h,Include/b.h,Include/c.h,Python/a.c,Python/b.c,Python/c.c",
}


def shown(*changes, terminal=None):
    rows = [tuple({**ROW, **change}[name] for name in COLUMNS) for change in changes]
    return list(write_tried(Rows(COLUMNS, rows), terminal or Terminal()))


def test_an_attempt_at_eighty_columns():
    assert "\n".join(shown({}, terminal=Terminal(80))) == (
        "ef4ac967e2  2019-02-24  bpo-33608: Invent now a separate per-interpreter\n"
        "_Py_AddPendingCall(). (GH-11617)\n"
        "  same change  96 of 211 lines of it\n"
        "  taken back   2019-03-04 after 7 d 13 h 40 min on main, 3.7 by 4d61e6e3b8 of\n"
        "               Victor␛ Stinner\n"
        "  reason       It made the build slow.\n"
        "  releases     3.8.0a2\n"
        "  came back    2019-04-12 as f13c5c8b94, and was taken back again\n"
        "  files        Include/a.h, Include/b.h, Include/c.h, Python/a.c and 2 more"
    )


def test_in_a_pipe_a_fact_is_a_line():
    lines = shown({}, {"again_undone": 0, "paths": ""})
    assert lines[0] == f"ef4ac967e2  2019-02-24  {ROW['subject']}"
    assert lines[6] == "  files        Include/a.h, Include/b.h, Include/c.h, Python/a.c and 2 more"
    assert lines[7] == ""
    assert lines[-1] == "  came back    2019-04-12 as f13c5c8b94"


def test_the_wide_form_leaves_nothing_out():
    lines = shown({}, terminal=Terminal(wide=True))
    assert lines[0].startswith(FIRST)
    assert f"by {UNDO} of" in lines[2]
    assert lines[-1].endswith("Python/a.c, Python/b.c, Python/c.c")


def test_what_is_not_known_is_not_told():
    (_, _, undo, reason, *rest) = shown(
        {
            "extent": "partial",
            "delay_seconds": None,
            "reason": None,
            "pull_request": None,
            "releases": None,
            "again_sha": None,
            "paths": "",
        }
    )
    assert undo == "  taken back   in part, 2019-03-04 on main, 3.7 by 4d61e6e3b8 of Victor␛ Stinner"
    assert reason == "  reason       the message gives none"
    assert rest == []


def test_reasons_and_releases():
    lines = shown({"reason": None}, {"extent": "unknown", "releases": 0, "first_release": None})
    assert "  reason       the message gives none: see GH-12159" in lines
    assert "  releases     in none that is known here" in lines
    assert any(line.startswith("  taken back   perhaps in part, 2019-03-04 after") for line in lines)
    assert "  releases     3.8.0a2, 3.8.0a3 (2)" in shown({"releases": 2, "last_release": "3.8.0a3"})
    assert "  releases     3.8.0a2 … 3.8.0b1 (5)" in shown({"releases": 5, "last_release": "3.8.0b1"})


def test_nothing():
    assert shown() == ["(nothing that was tried here was taken back)"]
