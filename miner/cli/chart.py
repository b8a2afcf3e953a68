"""``miner chart``: statistics of reverts as pictures."""

from pathlib import Path

import click

from miner.cli.destination import write_file
from miner.cli.session import Session

_CHARTS = ("lag", "survival", "rates")
_FORMATS = ("svg", "png", "html")


@click.command(short_help="Draw how long reverts take, how many commits survive, or how often commits are reverts.")
@click.argument("name", type=click.Choice(_CHARTS), metavar="lag|survival|rates")
@click.argument("file", type=click.Path(dir_okay=False))
@click.option("--line", metavar="LINE", help="Only this line of development, such as main.")
@click.option("--since", metavar="DAY", help="Only from this day on, by the author's clock.")
@click.option("--until", metavar="DAY", help="Only up to this day, by the author's clock.")
@click.option("--path", metavar="PATH", help="Only commits that changed this file, folder or pattern; not for rates.")
@click.pass_obj
def chart(
    session: Session, /, name: str, file: str, line: str | None, since: str | None, until: str | None, path: str | None
) -> None:
    """Draw a chart into FILE, whose suffix chooses the format: .svg, .png or .html.

    lag shows how long it takes until commits are reverted, by year; survival which share of the commits is undone
    within a span of time, by era; rates which share of the commits are reverts, by quarter.
    """
    form = Path(file).suffix.lower().removeprefix(".")
    if form not in _FORMATS:
        raise click.BadParameter(f"{file} must end in .svg, .png or .html.", param_hint="'FILE'")
    if name == "rates" and path is not None:
        raise click.UsageError("rates cannot be limited to a path: ask `miner risk` for that.")
    from miner.render.pictures import charts

    given = {"line": line, "since": since, "until": until, **({} if name == "rates" else {"path": path})}
    with session.open() as history:
        rows = history.query(charts.CHARTS[name][0], **given)
    if not rows.rows:
        raise click.ClickException("There is nothing to draw: no commit is like that.")
    write_file(Path(file), [charts.draw(name, rows, form)])
