"""Pictures over time: nothing leaves the frame or collides, whatever the answer is."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miner.render.pictures import drawing
from miner.render.pictures.lanes import MOST_ROWS, WIDTH, lay_out
from miner.render.pictures.scale import Scale
from miner.render.pictures.shapes import KINDS, Bar, Flag, Lane, Lanes
from miner.render.pictures.text import fitting, plain, width, wrapped

START = datetime(2019, 2, 24, tzinfo=UTC)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2038, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
texts = st.text(max_size=200)


@st.composite
def bars(draw):
    start = draw(moments)
    end = draw(st.one_of(st.none(), st.just(start), st.timedeltas(timedelta(0), timedelta(9_000)).map(start.__add__)))
    return Bar(start, end, draw(texts), draw(st.sampled_from(sorted(KINDS))))


pictures = st.builds(
    Lanes,
    texts,
    texts,
    st.lists(st.builds(Lane, texts, st.lists(bars(), min_size=1, max_size=4).map(tuple)), min_size=1, max_size=4).map(
        tuple
    ),
    st.lists(st.builds(Flag, moments, texts), max_size=12).map(tuple),
)


def bar(hours: float, length: float | None, label: str = "Title of a change", kind: str = "undone") -> Bar:
    start = START + timedelta(hours=hours)
    return Bar(start, None if length is None else start + timedelta(hours=length), label, kind)


def spans(places):
    """Return (left, right) of each text of a picture."""
    for lane in places["lanes"]:
        for box in lane["boxes"]:
            wide = width(box.label, places["sizes"]["label"])
            yield (box.label_x - wide, box.label_x) if box.anchor == "end" else (box.label_x, box.label_x + wide)
    for flag in places["flags"]:
        half = width(flag["label"], places["sizes"]["label"]) / 2
        if flag["label"] and 2 * half <= places["right"] - places["left"]:
            yield flag["label_x"] - half, flag["label_x"] + half
    for place, label in places["ticks"]:
        half = width(label, places["sizes"]["label"]) / 2
        yield place - half, place + half
    for head in places["heads"]:
        yield places["margin"], places["margin"] + width(head["text"], head["size"])


@settings(max_examples=60, deadline=None)
@given(pictures)
def test_nothing_leaves_the_frame_and_every_bar_is_seen(picture):
    places = lay_out(picture)
    for left, right in spans(places):
        assert -0.5 <= left <= right <= WIDTH + 0.5
    for lane in places["lanes"]:
        for box in lane["boxes"]:
            assert box.width >= 6
            assert places["left"] <= box.x <= box.x + box.width <= places["right"] + 0.1
            assert lane["y"] <= box.label_y < box.y < lane["y"] + lane["height"]
    assert places["bottom"] <= places["height"]


@settings(max_examples=40, deadline=None)
@given(pictures)
def test_a_picture_is_well_formed_and_the_same_again(picture):
    text = drawing.svg(picture)
    root = ET.fromstring(text)
    assert drawing.svg(picture) == text
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg", "title", "desc", "style", "rect", "text", "path", "circle", "g",
    }  # fmt: skip
    assert root.find("{*}title").text in {plain(picture.title), None if not plain(picture.title) else ""}


def test_labels_of_releases_do_not_collide():
    flags = tuple(Flag(START + timedelta(hours=hours), f"3.8.0a{hours}") for hours in range(30))
    places = lay_out(Lanes("t", "s", (Lane("main", (bar(0, 40),)),), flags))
    rows: dict[int, list[tuple[float, float]]] = {}
    for flag in places["flags"]:
        if flag["label"]:
            half = width(flag["label"], places["sizes"]["label"]) / 2
            rows.setdefault(flag["y"], []).append((flag["label_x"] - half, flag["label_x"] + half))
    assert len(rows) == 2
    for labels in rows.values():
        assert all(left[1] <= right[0] for left, right in pairwise(labels))
    assert len(places["flags"]) == 30  # each has its line


def test_of_very_many_releases_only_those_with_a_label_are_drawn():
    flags = tuple(Flag(START + timedelta(minutes=minutes), "3.8.0a1") for minutes in range(90))
    assert len(lay_out(Lanes("t", "s", (Lane("main", (bar(0, 40),)),), flags))["flags"]) < 20


def test_an_attempt_of_an_hour_among_months_is_seen_and_its_label_stands_before_it():
    places = lay_out(Lanes("t", "s", (Lane("main", (bar(0, 190), bar(24 * 47, 1), bar(24 * 98, 42))),)))
    first, hour, last = places["lanes"][0]["boxes"]
    assert hour.width == 6
    assert [box.anchor for box in (first, hour, last)] == ["start", "start", "end"]


def test_what_stands_reaches_the_edge():
    (box,) = lay_out(Lanes("t", "s", (Lane("main", (bar(0, None, kind="stands"),)),)))["lanes"][0]["boxes"]
    assert box.open
    assert box.x + box.width == pytest.approx(WIDTH - 16)


def test_a_picture_says_what_it_leaves_out():
    many = tuple(bar(hour, 1) for hour in range(MOST_ROWS + 5))
    places = lay_out(Lanes("t", "Many.", (Lane("main", many), Lane("3.8", (bar(0, 1),)))))
    assert sum(len(lane["boxes"]) for lane in places["lanes"]) == MOST_ROWS
    assert places["summary"] == "Many. 6 more are not drawn: narrow the question."


@pytest.mark.parametrize(
    ("span", "label"),
    [
        (timedelta(seconds=40), "00:00:05"),
        (timedelta(hours=5), "02-24 01:00"),
        (timedelta(days=5), "2019-02-25"),
        (timedelta(days=90), "2019-03"),
        (timedelta(days=4_000), "2020"),
    ],
)
def test_ticks_are_as_fine_as_there_is_room(span, label):
    ticks = Scale.over([START, START + span], 100, 900).ticks(11)
    assert any(text.startswith(label[: len(ticks[0][1])]) for _, text in ticks)
    assert 2 <= len(ticks) <= 12


def test_a_moment_alone_has_a_scale():
    assert Scale.over([START], 0, 100).place(START) == pytest.approx(25, abs=1)


@given(texts, st.floats(0, 400))
def test_what_fits_fits(text, room):
    cut = fitting(text, room, 11)
    assert width(cut, 11) <= room + 1e-6
    assert cut in {text, ""} or cut.endswith("…")


def test_text_is_wrapped_between_words():
    assert wrapped("one two three", width("one two", 12), 12) == ["one two", "three"]


def test_a_picture_of_nothing_says_so():
    places = lay_out(Lanes("Cycles", "None.", (), (Flag(START, "3.8"),)))
    assert (places["summary"], places["ticks"], places["flags"]) == ("There is nothing to draw.", [], [])
