"""Turn answers about C code into pictures: fields that moved, and the fields of a struct over time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from miner.answers import Page, Rows
from miner.render.cells import SHORT_SHA
from miner.render.pictures.shapes import Bar, Lane, Lanes

_STANDS: Final = "stands"
_END: Final = {"undone": "undone"}


def of_moves(title: str, rows: Rows, days: Mapping[str, str]) -> Lanes:
    """Return moved fields as bars, a lane per line of development: from the move until something ended it.

    ``rows`` are those of ``struct_field_moves``; ``days`` has the author dates of the commits that ended moves.
    """
    lanes: dict[str, list[Bar]] = {}
    for row in rows.dicts():
        start = datetime.fromisoformat(row["authored_at"])
        stands = row["standing"] == _STANDS
        ended = days.get(row["by_sha"] or "")
        end = None if stands else max(start, datetime.fromisoformat(ended)) if ended else start
        kind = _STANDS if stands else "relanded" if row["redone_sha"] else _END.get(row["standing"], "ended")
        said = f"{row['field']} · {row['sha'][:SHORT_SHA]}{'' if stands else f' · {_ended(row)}'}"
        note = f"{row['from_path']} to {row['to_path']}, {row['how']} by {row['sha']}: {row['subject']}. {_ended(row)}"
        lanes.setdefault(row["line"] or "?", []).append(Bar(start, end, said, kind, note))
    count = f"{len(rows)} move{'' if len(rows) == 1 else 's'} of fields; times are UTC."
    return Lanes(title, count, tuple(Lane(line, tuple(bars)) for line, bars in sorted(lanes.items(), key=_main_first)))


def of_struct(page: Page) -> Lanes:
    """Return the fields of a struct as bars: those of today, and those that left it."""
    today = [
        Bar(
            datetime.fromisoformat(row["added_at"]),
            None,
            f"{row['path']} · {_declared(row)}",
            _STANDS,
            f"{row['path']}: {_declared(row)}, since {row['added_sha']}, {row['first_release'] or 'no release'}",
        )
        for row in page["fields"].dicts()
        if row["added_at"]
    ]
    left = [
        Bar(
            datetime.fromisoformat(row["added_at"] or row["authored_at"]),
            datetime.fromisoformat(row["authored_at"]),
            f"{row['path']} · {row['ended_as']}{' to ' + row['now'] if row['now'] else ''}",
            "ended",
            f"{row['path']}: {row['ended_as']} by {row['sha']} on {row['authored_at']}",
        )
        for row in page["left"].dicts()
    ]
    told = f"{len(today)} fields today and {len(left)} that left it; times are UTC."
    lanes = (Lane("today", _by_start(today)), Lane("left", _by_start(left)))
    return Lanes(page.title, told, tuple(lane for lane in lanes if lane.bars))


def _by_start(bars: list[Bar]) -> tuple[Bar, ...]:
    return tuple(sorted(bars, key=lambda bar: (bar.start, bar.label)))


def _declared(row: Mapping[str, Any]) -> str:
    return f"{row['type'] or ''} {row['shape'] or ''}".strip()


def _ended(row: Mapping[str, Any]) -> str:
    return f"{row['standing']}{' by ' + row['by_sha'][:SHORT_SHA] if row['by_sha'] else ''}"


def _main_first(lane: tuple[str, list[Bar]]) -> tuple[bool, str]:
    return lane[0] != "main", lane[0]
