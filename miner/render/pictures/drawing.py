"""Draw a picture by its template: SVG text, PNG bytes, or a page that needs nothing else.

The templates run in a sandbox, escape all text and fail on an unknown name.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from miner.answers import Rows
from miner.errors import SettingsError
from miner.render.cells import cell
from miner.render.links import Links
from miner.render.pictures import grid, lanes
from miner.render.pictures.shapes import Grid, Picture
from miner.render.pictures.text import plain, plain_part
from miner.resources import directory

if TYPE_CHECKING:
    from jinja2 import Environment

#: Pixels of the PNG per pixel of the SVG, so that it is sharp on today's screens and in print.
_SCALE = 2
# Cells of a table with at most so many characters are not wrapped: shas, instants, words.
_SHORT = 24


@cache
def _templates() -> "Environment":
    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(directory("data") / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def svg(picture: Picture) -> str:
    """Return a picture as an SVG document without references to anything else."""
    name, places = (
        ("grid.svg", grid.lay_out(picture)) if isinstance(picture, Grid) else ("swimlanes.svg", lanes.lay_out(picture))
    )
    return _templates().get_template(name).render(places)


def png(picture: Picture) -> bytes:
    """Return a picture as a PNG, with light colours; raise SettingsError if the extra ``charts`` is not installed."""
    try:
        import vl_convert  # noqa: PLC0415 - an extra
    except ImportError:
        raise SettingsError(
            "PNG pictures need the extra [charts]: pip install 'cpython-miner[charts]', or ask for svg or html."
        ) from None
    drawn: bytes = vl_convert.svg_to_png(svg(picture), scale=_SCALE)
    return drawn


def html(picture: Picture, rows: Rows, links: Links | None = None) -> str:
    """Return a page with a picture and, beneath it, its rows as a table; it asks nothing of a network."""
    drawn = Markup(svg(picture))  # noqa: S704 - made by a template that escapes
    return with_rows(picture.title, drawn, rows, links)


def with_rows(title: str, picture: Markup, rows: Rows, links: Links | None = None) -> str:
    """Return a page with a drawn picture and its rows as a table, with ``links`` on what these name."""
    return page(
        "picture.html",
        title=plain(title),
        picture=picture,
        columns=[plain(name) for name in rows.columns],
        rows=[_cells(rows.columns, row, links) for row in rows.rows],
        short=_SHORT,
    )


def page(template: str, **values: Any) -> str:
    """Return a page that one of the templates makes of these values; what is not Markup is escaped."""
    return _templates().get_template(template).render(values)


def shown(column: str, value: Any) -> str:
    """Return a cell of a page's table: short shas, and instants with their offsets."""
    return plain(cell(column, value, wide=False))


def _cells(columns: Sequence[str], row: Sequence[Any], links: Links | None) -> Sequence[str]:
    if links is None:
        return [shown(name, value) for name, value in zip(columns, row, strict=True)]
    return [_linked(parts) for parts in links.row_parts(columns, row, wide=False)]


def _linked(parts: Iterable[tuple[str, str]]) -> Markup:
    """Return a cell as `shown`, with links."""
    return Markup().join(
        Markup('<a href="{}">{}</a>').format(address, plain(text)) if address else Markup.escape(plain_part(text))
        for text, address in parts
    )
