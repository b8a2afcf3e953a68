"""``miner release``: what a release brings. ``miner ledger``: what became of changes on every line."""

import functools
import re

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session

_RANGE = re.compile(r"(?P<previous>[^.\s].*?)\.\.(?P<release>[^.\s].*)")
_VERSION = re.compile(r"v?\d+\.\d+[\w.]*")


def _ends(name: str) -> tuple[str, str | None]:
    """Split ``v3.8.0..v3.9.0`` into the later and the earlier release."""
    match = _RANGE.fullmatch(name.strip())
    return (match["release"], match["previous"]) if match else (name, None)


@click.command(short_help="Show what a release brings.")
@click.argument("release", metavar="RELEASE|FROM..TO")
@output_options
@click.pass_obj
def release(session: Session, release: str, output: Output) -> None:
    """Show what a release brings since the one before it on its line, grouped by issue.

    What landed and was undone in between is taken out and listed apart, and so is what the earlier release had
    and this one takes back. v3.8.0..v3.9.0 compares two releases of your choice; the v may be left out.
    """
    later, earlier = _ends(release)
    with session.open() as history:
        page = history.release(later, earlier)
    if output.format != "table":
        output.page(page)
        return
    from miner.render.release import write_release

    output.lines(functools.partial(write_release, page))


@click.command(short_help="Show what became of changes on every line.")
@click.argument("what", metavar="ISSUE|RELEASE|FROM..TO")
@output_options
@click.pass_obj
def ledger(session: Session, what: str, output: Output) -> None:
    """Show the backport ledger: a row for each change, a column for each line that was alive when it landed.

    Of an issue, of what a release brought, or of what came between two releases (v3.8.0..v3.9.0). A cell says exact
    or adapted, contained (by a merge, or from the line's beginning), missing, reverted there, or reverted on main
    but not here.
    """
    later, earlier = _ends(what)
    with session.open() as history:
        if earlier is not None or _VERSION.fullmatch(later):
            rows = history.ledger(release=later, previous=earlier)
        else:
            rows = history.ledger(issue=what)
    from miner.render.release import write_ledger

    output.rows(rows, functools.partial(write_ledger, rows))
