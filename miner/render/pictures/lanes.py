"""Lay out swim lanes: every bar and label gets an exact place, nothing collides and nothing leaves the frame."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from miner.render.pictures.scale import Scale
from miner.render.pictures.shapes import KINDS, Bar, Flag, Lanes
from miner.render.pictures.text import fitting, plain, width, wrapped

WIDTH: Final = 960
_MARGIN: Final = 16
_SIZES: Final = {"title": 17, "text": 12, "label": 11}
_ROW: Final = 30
_BAR: Final = (17.0, 7.0)  # from the top of its row, and height
_LANE_GAP: Final = 8
_LANE_NAMES: Final = 110.0  # their column is never wider
# A bar of an hour among months is still seen.
_LEAST: Final = 6.0
_ARROW: Final = 6.0
_FLAG_ROWS: Final = 2
# Among more flags than these, only those with a label are drawn.
_MANY_FLAGS: Final = 40
# From here on labels stand before their bars.
_FLIP: Final = 2 / 3
# Where nothing is drawn, the scale is not seen.
_ANY: Final = datetime(1990, 8, 9, tzinfo=UTC)
#: A picture of more rows is not drawn in full, and says so.
MOST_ROWS: Final = 300


@dataclass(frozen=True, slots=True)
class Box:
    """A bar with its place; ``open`` if it lasts beyond the picture, ``point`` if it is a moment."""

    kind: str
    x: float
    y: float
    width: float
    open: bool
    point: bool
    label: str
    label_x: float
    label_y: float
    anchor: str
    note: str


def lay_out(picture: Lanes) -> dict[str, Any]:
    """Return what the template ``swimlanes.svg`` needs: all text and places, in pixels of a frame of fixed width."""
    lanes, hidden = _shown(picture)
    names = [fitting(plain(name), _LANE_NAMES, _SIZES["text"]) for name, _ in lanes]
    left = _MARGIN + max((width(name, _SIZES["text"]) for name in names), default=0.0) + _MARGIN
    right = float(WIDTH - _MARGIN)
    bars = [bar for _, rows in lanes for bar in rows]
    moments = [moment for bar in bars for moment in (bar.start, bar.end) if moment is not None]
    flags = [flag for flag in picture.flags if moments and min(moments) <= flag.at <= max(moments)]
    scale = Scale.over(moments or [_ANY], left, right)
    room = WIDTH - 2 * _MARGIN
    title = wrapped(plain(picture.title), room, _SIZES["title"])
    told = f"{picture.summary} {hidden} more are not drawn: narrow the question." if hidden else picture.summary
    if not bars:
        told = "There is nothing to draw."
    summary = wrapped(plain(told), room, _SIZES["text"])
    y = _MARGIN
    heads = []
    for text, size, style in [(text, "title", "title") for text in title] + [
        (text, "text", "muted") for text in summary
    ]:
        y += round(_SIZES[size] * 1.4)
        heads.append({"text": text, "y": y, "style": style, "size": _SIZES[size]})
    y += _MARGIN
    placed, depth = _flags(sorted(flags, key=lambda flag: flag.at), scale, y)
    y += depth
    axis = y + _SIZES["label"]
    y = top = axis + 10
    swims = []
    for (_, rows), name in zip(lanes, names, strict=True):
        boxes = [_box(bar, scale, y + number * _ROW) for number, bar in enumerate(rows)]
        swims.append({"name": name, "y": y, "height": len(rows) * _ROW, "boxes": boxes})
        y += len(rows) * _ROW + _LANE_GAP
    bottom = y - _LANE_GAP if lanes else y
    legend, y = _legend({bar.kind for bar in bars}, y + 20)
    return {
        "width": WIDTH,
        "height": y + _MARGIN,
        "margin": _MARGIN,
        "left": left,
        "right": right,
        "title": plain(picture.title),
        "summary": plain(told),
        "heads": heads,
        "flags": placed,
        "ticks": scale.ticks(_SIZES["label"]) if bars else [],
        "axis": axis,
        "top": top,
        "bottom": bottom,
        "lanes": swims,
        "legend": legend,
        "sizes": _SIZES,
        "bar": _BAR[1],
    }


def _shown(picture: Lanes) -> tuple[list[tuple[str, tuple[Bar, ...]]], int]:
    """Return the lanes as (name, bars) up to :data:`MOST_ROWS`, and how many bars are left out."""
    left = MOST_ROWS
    shown = []
    for lane in picture.lanes:
        if bars := lane.bars[:left]:
            shown.append((lane.name, bars))
        left -= len(bars)
    return shown, sum(len(lane.bars) for lane in picture.lanes) - (MOST_ROWS - left)


def _box(bar: Bar, scale: Scale, y: int) -> Box:
    start = scale.place(bar.start)
    is_point = bar.end == bar.start
    end = scale.right if bar.end is None else scale.place(bar.end)
    long = max(end - start, _LEAST)
    x = min(start, scale.right - long)
    if is_point:
        x, long = min(max(start - _LEAST / 2, scale.left), scale.right - _LEAST), _LEAST
    flipped = x > scale.left + _FLIP * (scale.right - scale.left)
    edge = x + long if is_point or bar.end is not None else x
    label_x = min(max(edge, x), scale.right) if flipped else x
    room = label_x - scale.left if flipped else scale.right - label_x
    return Box(
        bar.kind,
        x,
        y + _BAR[0],
        round(long, 1),
        bar.end is None,
        is_point,
        fitting(plain(bar.label), room, _SIZES["label"]),
        round(label_x, 1),
        y + 12,
        "end" if flipped else "start",
        plain(bar.note or bar.label),
    )


def _flags(flags: list[Flag], scale: Scale, y: int) -> tuple[list[dict[str, Any]], int]:
    """Place the labels of flags in rows of their own, where there is room; return them and how high the rows are."""
    ends = [scale.left] * _FLAG_ROWS
    size = _SIZES["label"]
    high = size + 5
    placed: list[tuple[Flag, float, float, int | None]] = []
    for flag in flags:
        half = width(plain(flag.label), size) / 2
        x = scale.place(flag.at)
        middle = min(max(x, scale.left + half), scale.right - half)
        row = next((row for row, end in enumerate(ends) if middle - half >= end), None)
        if row is not None:
            ends[row] = middle + half + size / 2
        placed.append((flag, x, middle, row))
    used = max((row + 1 for *_, row in placed if row is not None), default=0)
    return [
        {
            "x": x,
            "label": "" if row is None else plain(flag.label),
            "label_x": round(middle, 1),
            "y": y + (used - 1 - (row or 0)) * high + size,
            "note": f"{plain(flag.label)}, {flag.at:%Y-%m-%d}",
        }
        for flag, x, middle, row in placed
        if row is not None or len(flags) <= _MANY_FLAGS
    ], used * high + (4 if used else 0)


def _legend(kinds: set[str], y: int) -> tuple[list[dict[str, Any]], int]:
    """Return the legend's entries for the kinds that occur, and where it ends."""
    entries = []
    x = float(_MARGIN)
    for kind, name in KINDS.items():
        if kind not in kinds:
            continue
        entry = 26 + width(name, _SIZES["label"]) + 16
        if x > _MARGIN and x + entry > WIDTH - _MARGIN:
            x, y = float(_MARGIN), y + 18
        entries.append({"kind": kind, "name": name, "x": round(x, 1), "y": y})
        x += entry
    return entries, y
