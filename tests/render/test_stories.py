"""Timelines and cycles on a terminal."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from miner.answers import Rows
from miner.history.timeline import Burst, Cycle, Event, Step, Timeline, between, cycles, merged_cycles, names
from miner.render.cycles import write_cycles
from miner.render.sparkline import sparkline
from miner.render.terminal import Terminal
from miner.render.timeline import write_timelines

LANDING, REVERT = "ef4ac967e2" + "0" * 30, "4d61e6e3b8" + "0" * 30
SUBJECT = "bpo-33608: Invent now a separate per-interpreter _Py_AddPendingCall(). (GH-11617)"
EVENTS = (
    Event("bpo-33608", "2018-05-22T19:34:00+00:00", "opened", None, None, None, "by eric.snow", "tracker"),
    Event("bpo-33608", "2019-02-24T15:40:47-08:00", "landed", LANDING, SUBJECT, "main", None, "message"),
    Event(
        "bpo-33608", "2019-03-04T14:21:28+01:00", "reverted", REVERT, "\x1b[2JRevert", "main", "undoes it", "message"
    ),
)
TIMELINE = Timeline(
    "bpo-33608",
    {
        "title": "Add a cross-interpreter-safe mechanism",
        "other_numbers": "gh-77789",
        "opened_at": "2018-05-22T19:34:00+00:00",
        "creator": "eric.snow",
        "closed_at": None,
        "commits": 2,
        "first_at": "2019-02-24T15:40:47-08:00",
        "last_at": "2019-03-04T14:21:28+01:00",
    },
    EVENTS,
    (Burst("bpo-33608", 1, "2019-02-24T15:40:47-08:00", "2019-03-04T14:21:28+01:00", 2),),
    Rows((), []),
)
CYCLE = Cycle(
    "ef4ac967e2",
    "main",
    "reverted",
    ("bpo-33608",),
    (
        Step(1, "attempt", LANDING, "2019-02-24T15:40:47-08:00", SUBJECT, "main", None, "undone", None, None, None),
        Step(2, "revert", REVERT, "2019-03-04T14:21:28+01:00", "Revert it", "main", 654041, None, LANDING, "full", 1.0),
    ),
)


def test_a_timeline_at_eighty_columns():
    assert "\n".join(write_timelines([TIMELINE], Terminal(80))) == (
        "bpo-33608  Add a cross-interpreter-safe mechanism\n"
        "gh-77789 · opened 2018-05-22 by eric.snow · 2 commits from 2019-02-24 to\n"
        "2019-03-04 · times in UTC\n"
        "\n"
        "2018-05-22 19:34  opened    by eric.snow\n"
        "2019-02-24 23:40  landed    ef4ac967e2  main\n"
        "                  bpo-33608: Invent now a separate per-interpreter\n"
        "                  _Py_AddPendingCall(). (GH-11617)\n"
        "2019-03-04 13:21  reverted  4d61e6e3b8  main\n"
        "                  ␛[2JRevert\n"
        "                  undoes it\n"
        "\n"
        "1 burst of commits\n"
        "burst  first_at          last_at           commits\n"
        "─────  ────────────────  ────────────────  ───────\n"
        "    1  2019-02-24 23:40  2019-03-04 13:21        2"
    )


def test_a_timeline_at_a_hundred_and_sixty_columns():
    lines = list(write_timelines([TIMELINE], Terminal(160)))
    assert lines[4] == f"2019-02-24 23:40  landed    ef4ac967e2  main  {SUBJECT}"


def test_both_clocks_where_they_show_different_days():
    late = replace(EVENTS[2], at="2019-06-20T00:05:37+02:00", subject="Revert it")
    burst = Burst("bpo-36710", 1, "2019-04-24T16:47:00+02:00", "2019-06-20T00:05:37+02:00", 14)
    lines = list(write_timelines([replace(TIMELINE, events=(late,), bursts=(burst,))], Terminal(160)))
    assert lines[3] == "2019-06-19 22:05  reverted  4d61e6e3b8  main  Revert it"
    assert lines[5].strip() == "2019-06-20 00:05 +02:00 by its author's clock"
    assert "2019-04-24 14:47  2019-06-19 22:05 (2019-06-20 00:05 +02:00)" in lines[-1]
    wide = "\n".join(write_timelines([replace(TIMELINE, events=(late,), bursts=(burst,))], Terminal(wide=True)))
    assert wide.count("2019-06-20T00:05:37+02:00") == 2
    assert "clock" not in wide


def test_in_a_pipe_an_event_is_a_line():
    lines = list(write_timelines([TIMELINE, TIMELINE], Terminal()))
    assert lines[5].endswith("reverted  4d61e6e3b8  main  ␛[2JRevert  undoes it")
    assert lines.count("bpo-33608  Add a cross-interpreter-safe mechanism") == 2


def test_a_wide_timeline_has_whole_shas():
    assert LANDING in "\n".join(write_timelines([TIMELINE], Terminal(wide=True)))


def test_a_timeline_without_anything():
    empty = Timeline("bpo-1", {}, (), (), Rows((), []))
    assert list(write_timelines([empty], Terminal(80))) == ["bpo-1", "", "(no events)"]


@pytest.mark.parametrize("width", [64, 80, 109, 110, 139, 140, 200])
def test_nothing_is_wider_than_the_terminal(width):
    lines = [*write_timelines([TIMELINE], Terminal(width)), *write_cycles([CYCLE], Terminal(width))]
    assert all(cell_len(line) <= width for line in lines)


def test_cycles_at_eighty_columns():
    assert "\n".join(write_cycles([CYCLE], Terminal(80))) == (
        "Cycle ef4ac967e2: bpo-33608 · main · 1 attempt, 1 revert · reverted\n"
        "  attempt  2019-02-24 15:40 -08:00  ef4ac967e2  undone\n"
        "           bpo-33608: Invent now a separate per-interpreter\n"
        "           _Py_AddPendingCall(). (GH-11617)\n"
        "  revert   2019-03-04 14:21 +01:00  4d61e6e3b8  after 7 d 13 h 40 min\n"
        "           Revert it\n"
        "\n"
        "1 cycle: 1 ended reverted."
    )


def test_cycles_in_a_pipe():
    lines = list(write_cycles([CYCLE], Terminal()))
    assert lines[2] == "  revert   2019-03-04 14:21 +01:00  4d61e6e3b8  after 7 d 13 h 40 min  Revert it"
    assert list(write_cycles([], Terminal())) == ["(no cycles)"]


def test_colours_tell_landed_from_reverted():
    text = "\n".join(write_cycles([CYCLE], Terminal(80, colour=True)))
    assert "\x1b[32mattempt\x1b[0m" in text
    assert "\x1b[31mreverted\x1b[0m" in text


COLUMNS = (
    "cycle",
    "step",
    "role",
    "sha",
    "authored_at",
    "subject",
    "line",
    "delay_seconds",
    "became",
    "outcome",
    "issues",
    "cycle_line",
    "target_sha",
    "extent",
    "confidence",
    "kind",
    "elsewhere_sha",
)


def step(cycle, number, issues):
    told = (cycle, number, "attempt", f"{cycle}{number}", "", "", "main", None, "stands", "landed")
    return (*told, issues, "main", None, None, None, None, None)


def test_rows_become_cycles():
    found = cycles(Rows(COLUMNS, [step("a", 1, "bpo-1"), step("a", 2, "bpo-1,bpo-2"), step("b", 1, None)]))
    assert [(cycle.name, cycle.issues, len(cycle.steps)) for cycle in found] == [
        ("a", ("bpo-1", "bpo-2"), 2),
        ("b", (), 1),
    ]


def test_a_cycle_of_two_answers_is_told_once():
    one = Rows(COLUMNS, [step("a", 1, "x"), step("a", 2, "x")])
    other = Rows(COLUMNS, [step("a", 1, "x"), step("a", 2, "x"), step("b", 1, "x")])
    assert [row[:2] for row in merged_cycles([one, other]).rows] == [("a", 1), ("a", 2), ("b", 1)]


def test_bursts_reach_into_a_span():
    bursts = tuple(Burst("x", n, f"2019-0{n}-10T00:00:00Z", f"2019-0{n}-20T00:00:00Z", 1) for n in (1, 2, 3))
    assert [burst.number for burst in between(bursts, "2019-01-20", "2019-02-10")] == [1, 2]
    assert between(bursts, None, None) == bursts


def test_lists_of_names():
    assert names("bpo-1, bpo-2,,") == ("bpo-1", "bpo-2")
    assert names(None) == ()


def test_the_course_of_the_work_is_drawn_where_there_are_bursts():
    later = replace(EVENTS[1], at="2019-03-04T15:00:00-08:00")
    last = replace(EVENTS[1], at="2019-06-01T15:00:00-08:00")
    bursts = (TIMELINE.bursts[0], replace(TIMELINE.bursts[0], number=2))
    told = replace(TIMELINE, events=(*EVENTS, later, last), bursts=bursts)
    (line,) = (each for each in write_timelines([told], Terminal(78)) if "█" in each)
    assert (len(line), line.split()) == (78, ["2019-02-24", "▄", "█", "▄", "2019-06-01"])
    for terminal in (Terminal(), Terminal(78, unicode=False)):
        assert "█" not in "\n".join(write_timelines([told], terminal))


def test_a_sparkline():
    days = [datetime(2019, 1, day, tzinfo=UTC) for day in (1, 1, 1, 2, 5)]
    assert sparkline(days, 4) == "█▃ ▃"
    assert sparkline(days[:3], 4) == ""
