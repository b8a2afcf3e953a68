"""Charts of statistics, by Altair: how long reverts take, how many commits survive, how often commits are reverted.

Altair describes the chart and vl-convert draws it without a browser and without a network.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from miner.answers import Rows
from miner.errors import SettingsError
from miner.render.cells import duration
from miner.render.pictures import drawing

_WIDTH, _HEIGHT, _SCALE = 760, 380, 2
# Okabe and Ito's colours, which people tell apart however they see colours.
_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
_ERAS: Final = ("cvs", "svn", "hg", "git-bpo", "git-gh")
_HOUR: Final = 3_600


def draw(name: str, rows: Rows, form: str) -> bytes:
    """Return one of the :data:`CHARTS` as ``svg``, ``png`` or ``html``, a page with the rows as a table.

    ``rows`` are those of the chart's query. Raises SettingsError without the extra ``charts``.
    """
    try:
        import vl_convert  # noqa: PLC0415 - an extra
    except ImportError:
        raise SettingsError("Charts need the extra [charts]: pip install 'cpython-miner[charts]'.") from None
    _, make = CHARTS[name]
    chart = make(_altair(), rows).to_dict()
    if form == "png":
        drawn: bytes = vl_convert.vegalite_to_png(chart, scale=_SCALE)
        return drawn
    text: str = vl_convert.vegalite_to_svg(chart)
    if form == "html":
        text = drawing.with_rows(chart["title"]["text"], Markup(text), rows)  # noqa: S704 - drawn from numbers
    return text.encode("utf-8")


def _altair() -> Any:
    try:
        import altair  # noqa: ICN001, PLC0415 - an extra
    except ImportError:
        raise SettingsError("Charts need the extra [charts]: pip install 'cpython-miner[charts]'.") from None
    return altair


def _colour(alt: Any) -> Any:
    return alt.Color("era:N", sort=_ERAS, scale=alt.Scale(domain=_ERAS, range=_COLOURS), title="era")


def _lag(alt: Any, rows: Rows) -> Any:
    """Draw the quartiles of the time to a revert by year, on a logarithmic scale of hours."""
    values = [
        {
            "year": str(row["year"]),
            "era": row["era"],
            "reverts": row["reverts"],
            "told": f"half within {duration(row['median_seconds'])}",
            **{name: max(row[f"{name}_seconds"], 1) / _HOUR for name in ("q1", "median", "q3")},
        }
        for row in rows.dicts()
    ]
    base = alt.Chart(alt.Data(values=values)).encode(x=alt.X("year:O", title="year of the revert"))
    scale = alt.Scale(type="log")
    bars = base.mark_rule(strokeWidth=5, opacity=0.45).encode(
        y=alt.Y("q1:Q", scale=scale, title="hours until the revert"), y2="q3:Q", color=_colour(alt)
    )
    dots = base.mark_point(filled=True, size=55).encode(
        y=alt.Y("median:Q", scale=scale), color=_colour(alt), tooltip=["year:O", "era:N", "reverts:Q", "told:N"]
    )
    return _finished(bars + dots, "How long reverts take", "Median, and the quartiles on both sides, by year and era")


def _survival(alt: Any, rows: Rows) -> Any:
    """Draw the share of commits that are not undone within a span of time, by era."""
    values = [
        {"era": row["era"], "days": row["span_seconds"] / (24 * _HOUR), "share": 100 * (1 - row["surviving"])}
        for row in rows.dicts()
    ]
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_line(point=True, interpolate="step-after")
        .encode(
            x=alt.X("days:Q", scale=alt.Scale(type="log"), title="days since the commit"),
            y=alt.Y("share:Q", title="undone in full, % of the commits"),
            color=_colour(alt),
        )
    )
    return _finished(chart, "How many commits are undone", "Of the commits that are old enough to tell, by era")


def _rates(alt: Any, rows: Rows) -> Any:
    """Draw the share of commits that are reverts, by quarter."""
    quarters: dict[str, list[int]] = {}
    for row in rows.dicts():
        year, month = map(int, str(row["month"]).split("-"))
        quarter = date(year, (month - 1) // 3 * 3 + 1, 1).isoformat()
        total = quarters.setdefault(quarter, [0, 0])
        total[0] += row["commits"]
        total[1] += row["reverts"]
    values = [{"quarter": day, "share": 100 * made / all_} for day, (all_, made) in sorted(quarters.items()) if all_]
    chart = (
        alt.Chart(alt.Data(values=values))
        .mark_line(color=_COLOURS[0])
        .encode(
            x=alt.X("quarter:T", title="quarter"),
            y=alt.Y("share:Q", title="reverts, % of the commits"),
        )
    )
    return _finished(chart, "How often commits are reverts", "By quarter")


def _finished(chart: Any, title: str, below: str) -> Any:
    return chart.properties(width=_WIDTH, height=_HEIGHT, title={"text": title, "subtitle": below, "anchor": "start"})


#: What can be drawn: the query that each chart shows, and what makes it.
CHARTS: Final[dict[str, tuple[str, Callable[[Any, Rows], Any]]]] = {
    "lag": ("revert_lag", _lag),
    "survival": ("revert_survival", _survival),
    "rates": ("revert_rate_by_month", _rates),
}
