"""Lay out a grid of states: labels on the left, a column per line of development."""

from typing import Any, Final

from miner.render.pictures.lanes import MOST_ROWS, WIDTH
from miner.render.pictures.shapes import Grid
from miner.render.pictures.text import fitting, plain, wrapped

_MARGIN: Final = 16
_SIZES: Final = {"title": 17, "text": 12, "label": 11, "cell": 10}
_ROW: Final = 26
_GAP: Final = 2
_CELLS: Final = (44.0, 84.0)  # the least and the greatest width of a column
_LABELS: Final = 300.0  # the labels have at least this much


def lay_out(picture: Grid) -> dict[str, Any]:
    """Return what the template ``grid.svg`` needs: all text and places, in pixels.

    The frame has the usual width, and becomes wider where the columns would be too narrow to be read.
    """
    count = max(1, len(picture.columns))
    column = min(_CELLS[1], max(_CELLS[0], (WIDTH - 2 * _MARGIN - _LABELS) / count))
    whole = max(WIDTH, round(2 * _MARGIN + _LABELS + count * column))
    first = whole - _MARGIN - column * len(picture.columns)
    rows = picture.rows[:MOST_ROWS]
    hidden = len(picture.rows) - len(rows)
    told = f"{picture.summary} {hidden} more are not drawn: narrow the question." if hidden else picture.summary
    y = _MARGIN
    heads = []
    for text, style in ((picture.title, "title"), (told, "muted")):
        size = _SIZES["title" if style == "title" else "text"]
        for line in wrapped(plain(text), whole - 2 * _MARGIN, size):
            y += round(size * 1.4)
            heads.append({"text": line, "y": y, "style": style, "size": size})
    y += 2 * _MARGIN
    columns = [
        {
            "name": fitting(plain(name), column, _SIZES["label"]),
            "x": round(first + (place + 0.5) * column, 1),
            "y": y - 8,
        }
        for place, name in enumerate(picture.columns)
    ]
    return {
        "width": whole,
        "height": y + len(rows) * _ROW + _MARGIN,
        "margin": _MARGIN,
        "sizes": _SIZES,
        "title": plain(picture.title),
        "summary": plain(told),
        "heads": heads,
        "columns": columns,
        "rows": [
            {
                "y": y + number * _ROW,
                "label": fitting(plain(row.label), first - _MARGIN - 8, _SIZES["label"]),
                "note": plain(row.note),
                "cells": [
                    {
                        "x": round(first + place * column, 1),
                        "width": round(column - _GAP, 1),
                        "height": _ROW - _GAP,
                        "middle": round(first + (place + 0.5) * column - _GAP / 2, 1),
                        "style": picture.states.get(cell[0], "none"),
                        "text": fitting(plain(cell[0]), column - 2 * _GAP, _SIZES["cell"]),
                        "note": plain(cell[1]),
                    }
                    for place, cell in enumerate(row.cells)
                    if cell is not None
                ],
            }
            for number, row in enumerate(rows)
        ],
    }
