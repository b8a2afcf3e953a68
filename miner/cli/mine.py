"""``miner mine``: a clone goes in, a database comes out."""

import sys
from typing import TYPE_CHECKING

import click

from miner.cli.session import Session

if TYPE_CHECKING:
    from miner.pipeline import MiningSummary


@click.command(short_help="Read a clone of CPython into the database.")
@click.argument("repository", required=False, metavar="[REPOSITORY]")
@click.option("--lines", is_flag=True, help="Count lines, too, and compare them: takes a clone with contents.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes that read; one per core.")
@click.option("-q", "--quiet", is_flag=True, help="Neither progress nor a summary.")
@click.pass_obj
def mine(session: Session, repository: str | None, lines: bool, workers: int | None, quiet: bool) -> None:
    """Read a clone of CPython into the database; a second run reads only what is new.

    REPOSITORY is a path or a URL; a URL is first cloned, bare and without file contents, into the cache.
    Without it CPython's own repository is taken from GitHub. A run that was killed is taken up by the next.

    With --lines the added and deleted lines of each change are counted as well, as `git log --numstat` does, and
    undos are found by them, too; this takes several times longer. A database mined without lines can have them counted
    later. Only what the clone has can be counted: nearly nothing of one without file contents.
    """
    from miner.pipeline import mine as run

    if quiet or not sys.stderr.isatty():
        summary = run(repository, session.url(), None, workers, lines=lines)
    else:
        from miner.cli.progress import Bars

        with Bars() as progress:
            summary = run(repository, session.url(), progress, workers, lines=lines)
    if not quiet:
        click.echo(report(summary))


def report(summary: "MiningSummary") -> str:
    """Return what a run did in a few lines."""
    news = f"{summary.new_commits:,} new"
    if summary.removed_commits:
        news += f", {summary.removed_commits:,} gone"
    relations = ", ".join(f"{kind} {count:,}" for kind, count in sorted(summary.relations.items()))
    lines = [
        ("mined", f"{summary.repository} in {summary.seconds:.1f} s"),
        ("database", summary.database),
        ("commits", f"{summary.commits:,} ({news})"),
        ("changes", f"{summary.changes:,}"),
        *([("lines", _lines(summary))] if summary.uncounted is not None else []),
        ("mentions", f"{summary.mentions:,}"),
        ("relations", relations or "none"),
    ]
    if summary.gaps:
        lines.append(("gaps", f"{summary.gaps:,} (`miner query gaps` lists them)"))
    return "\n".join(f"{name:<10}{value}" for name, value in lines)


def _lines(summary: "MiningSummary") -> str:
    counted = f"{summary.changes - (summary.uncounted or 0):,} changes counted"
    return f"{counted}, {summary.uncounted:,} not: --lines counts what the clone has" if summary.uncounted else counted
