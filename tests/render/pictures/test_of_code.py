"""Pictures of C code: fields that moved, and the fields of a struct."""

from datetime import datetime

from miner.answers import Page, Rows, Section
from miner.render.pictures.of_code import of_moves, of_struct

MOVE = (
    "field",
    "from_path",
    "to_path",
    "sha",
    "authored_at",
    "subject",
    "line",
    "how",
    "standing",
    "by_sha",
    "redone_sha",
    "issues",
    "first_release",
)


def move(name, sha, at, standing="stands", by=None, redone=None, line="main"):
    return (
        name,
        f"A.{name}",
        f"B.{name}",
        sha * 40,
        at,
        "Title",
        line,
        "moved",
        standing,
        by and by * 40,
        redone,
        None,
        None,
    )


def test_a_move_lasts_until_something_ends_it():
    rows = Rows(
        MOVE,
        [
            move("pending", "a", "2019-02-24T12:00:00+00:00", "undone", "b", "c" * 40),
            move("gc", "d", "2019-11-20T12:00:00+00:00"),
            move("lost", "e", "2020-01-01T12:00:00+00:00", "removed", "f"),
            move("gil", "a", "2021-01-01T12:00:00+00:00", line="3.9"),
        ],
    )
    picture = of_moves("Moves", rows, {"b" * 40: "2019-03-04T12:00:00+00:00"})
    assert [lane.name for lane in picture.lanes] == ["main", "3.9"]
    pending, gc, lost = picture.lanes[0].bars
    assert (pending.kind, pending.end) == ("relanded", datetime.fromisoformat("2019-03-04T12:00:00+00:00"))
    assert (gc.kind, gc.end) == ("stands", None)
    assert (lost.kind, lost.end) == ("ended", lost.start)  # when it ended is not known
    assert pending.label == "pending · aaaaaaaaaa · undone by bbbbbbbbbb"
    assert picture.summary.startswith("4 moves")


def test_a_struct_has_the_fields_of_today_and_those_that_left():
    today = ("path", "type", "shape", "added_sha", "added_at", "first_release")
    left = ("path", "ended_as", "now", "sha", "authored_at", "added_at")
    page = Page(
        "struct A",
        {},
        (
            Section("fields", "", Rows(today, [("gc", "struct gc", "", "a" * 40, "2019-11-20T12:00:00+00:00", "3.9")])),
            Section(
                "left",
                "",
                Rows(
                    left,
                    [("dict", "moved", "B.dict", "b" * 40, "2020-01-02T00:00:00+00:00", "2019-01-01T00:00:00+00:00")],
                ),
            ),
        ),
    )
    picture = of_struct(page)
    assert [(lane.name, [bar.label for bar in lane.bars]) for lane in picture.lanes] == [
        ("today", ["gc · struct gc"]),
        ("left", ["dict · moved to B.dict"]),
    ]
    assert (
        of_struct(
            Page("struct A", {}, tuple(Section(each.name, "", Rows(each.rows.columns, [])) for each in page.sections))
        ).lanes
        == ()
    )
