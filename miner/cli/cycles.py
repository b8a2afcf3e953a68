"""``miner cycles``: what landed, was reverted and landed again."""

import functools

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session


@click.command()
@click.argument("issues", nargs=-1, metavar="[ISSUE]...")
@click.option("--line", metavar="LINE", help="Only cycles with a revert made for this line, such as main or 3.8.")
@click.option("--since", metavar="DAY", help="Only cycles with a revert authored on or after this day.")
@click.option("--until", metavar="DAY", help="Only cycles with a revert authored on or before this day.")
@click.option("--partial", is_flag=True, help="Include partial reverts.")
@output_options
@click.pass_obj
def cycles(session: Session, /, issues: tuple[str, ...], output: Output, **filters: str | bool | None) -> None:
    """Show commit-revert cycles: attempt, revert, next attempt.

    With issues, show the cycles of their commits, otherwise those of the whole history. CSV and JSON have one row
    per step, with the delay of a revert in seconds.
    """
    with session.open() as history:
        rows = history.cycle_rows(*issues, **filters)
    from miner.history.timeline import cycles as as_cycles
    from miner.render.cycles import write_cycles

    output.rows(rows, functools.partial(write_cycles, as_cycles(rows)))
