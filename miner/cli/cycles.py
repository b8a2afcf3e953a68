"""``miner cycles``: what landed, was reverted and landed again."""

import functools
from typing import TYPE_CHECKING

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session

if TYPE_CHECKING:
    from miner.answers import Rows
    from miner.history.timeline import Cycle
    from miner.render.pictures.shapes import Picture


@click.command()
@click.argument("issues", nargs=-1, metavar="[ISSUE]...")
@click.option("--line", metavar="LINE", help="Only cycles with a revert made for this line, such as main or 3.8.")
@click.option(
    "--since", metavar="DAY", help="Only cycles with a revert authored on or after this day, by the author's clock."
)
@click.option(
    "--until", metavar="DAY", help="Only cycles with a revert authored on or before this day, by the author's clock."
)
@click.option("--partial", is_flag=True, help="Include partial reverts.")
@output_options(pictures=True)
@click.pass_obj
def cycles(session: Session, /, issues: tuple[str, ...], output: Output, **filters: str | bool | None) -> None:
    """Show commit-revert cycles: attempt, revert, next attempt.

    With issues, show the cycles of their commits, otherwise those of the whole history. CSV and JSON have one row
    per step, with the delay of a revert in seconds.
    """
    from miner.history.timeline import cycles as as_cycles

    with session.open() as history:
        rows = history.cycle_rows(*issues, **filters)
        found = as_cycles(rows)
        releases = history.releases_of(found) if output.draws else None
    from miner.render.cycles import write_cycles

    draw = None if releases is None else functools.partial(_drawn, issues, found, releases)
    output.rows(rows, functools.partial(write_cycles, found), draw)


def _drawn(issues: tuple[str, ...], found: "tuple[Cycle, ...]", releases: "Rows") -> "Picture":
    from miner.render.pictures.of_history import of_cycles

    about = f" of {', '.join(issues)}" if issues else ""
    return of_cycles(f"Commit-revert cycles{about}", found, releases)
