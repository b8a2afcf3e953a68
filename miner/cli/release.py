"""``miner release``: what is new in a release. ``miner ledger``: what became of changes on every line."""

import functools
import re
from typing import TYPE_CHECKING

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session
from miner.errors import SettingsError

if TYPE_CHECKING:
    from miner.answers import Rows
    from miner.render.pictures.shapes import Picture

_RANGE = re.compile(r"(?P<previous>[^.\s](?:.*?[^.\s])??)\.\.(?P<release>[^.\s].*)")
_VERSION = re.compile(r"v?\d+\.\d+[\w.]*")


def _ends(name: str) -> tuple[str, str | None]:
    """Split ``v3.8.0..v3.9.0`` into (later, earlier) release; a single release has no earlier one.

    Raises SettingsError for what has dots like a range and is none.
    """
    match = _RANGE.fullmatch(name.strip())
    if not match and ".." in name:
        raise SettingsError(f"{name} is no range: write FROM..TO with two dots, as in v3.8.0..v3.9.0.")
    return (match["release"], match["previous"]) if match else (name, None)


@click.command(short_help="Show what is new in a release, or on a branch.")
@click.argument("release", metavar="RELEASE|BRANCH|FROM..TO")
@click.option("--path", metavar="PATH", help="Only commits that changed this file, folder or pattern with * and ?.")
@click.option("--author", metavar="PERSON", help="Only people whose name or address contains this, in any case.")
@output_options()
@click.pass_obj
def release(session: Session, release: str, path: str | None, author: str | None, output: Output) -> None:
    """Show what is new in a release since the one before it on its line, grouped by issue.

    Changes that landed and were undone in between are listed separately, and so are reverts of changes that the
    earlier release had, and housekeeping. v3.8.0..v3.9.0 compares any two releases; the v is optional.
    v3.11.0a1..main is what main has today and the release has not.
    """
    later, earlier = _ends(release)
    with session.open() as history:
        page = history.release(later, earlier, path=path, author=author)
    from miner.render.release import write_release

    output.page(page, functools.partial(write_release, page))


@click.command(short_help="Show what became of changes on every line.")
@click.argument("what", metavar="ISSUE|RELEASE|FROM..TO")
@output_options(pictures=True)
@click.pass_obj
def ledger(session: Session, what: str, output: Output) -> None:
    """Show the backport ledger: one row per change, one column per line that was alive when it landed.

    The changes are those of an issue, those that are new in a release, or those between two releases
    (v3.8.0..v3.9.0). A cell says whether the line has the change: exact or adapted (as a backport), contained (by a
    merge, or since the line began), undone or relanded there; missing, if a lower and a higher line have it; that it
    could not be due there (security only, ended); or else a dash: it is not there, and nothing shows that it was due.
    The version is the first release of the line with the change, or with the undo of what is undone.
    """
    later, earlier = _ends(what)
    with session.open() as history:
        if earlier is not None or _VERSION.fullmatch(later):
            rows = history.ledger(release=later, previous=earlier)
        else:
            rows = history.ledger(issue=what)
    from miner.render.release import write_ledger

    output.rows(rows, functools.partial(write_ledger, rows), functools.partial(_drawn, what, rows))


def _drawn(what: str, rows: "Rows") -> "Picture":
    from miner.render.pictures.of_history import of_ledger

    return of_ledger(f"Backport ledger of {what}", rows)
