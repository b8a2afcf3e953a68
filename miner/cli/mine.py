"""``miner mine``: read a clone into the database."""

import contextlib
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from miner.cli.output import Output, output_format
from miner.cli.profile import Profile
from miner.cli.session import Session, tell
from miner.model import CPYTHON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from miner.pipeline import MiningSummary
    from miner.pipeline.progress import Progress
    from miner.pipeline.structs import Structs


@click.command(short_help="Read a clone of CPython into the database.")
@click.argument("repository", required=False, metavar="[REPOSITORY]")
@click.option("--lines", is_flag=True, help="Also count and compare lines; needs a clone with file contents.")
@click.option(
    "--structs", is_flag=True, help="Also follow the fields of C structs; needs the extra `code`. Part of --lines."
)
@click.option(
    "--struct-folder",
    "folders",
    multiple=True,
    metavar="FOLDER",
    help="Read structs from the headers in this folder, of others than Include also from the sources; may be repeated. "
    "Default: those of the last run, else Include.",
)
@click.option("--remote", metavar="NAME", help="The remote whose main, version branches and releases make history.")
@click.option(
    "--project",
    type=click.Choice(["cpython", "other"]),
    help="Whose conventions the history follows. Default: CPython's if it has commits of CPython or reads like it.",
)
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Number of reading processes. Default: one per core."
)
@click.option("-q", "--quiet", is_flag=True, help="Print neither progress nor a summary.")
@click.option("--profile", metavar="FILE", help="Write where the time went: .csv, .json, .svg, .html and others.")
@click.pass_obj
def mine(
    session: Session,
    repository: str | None,
    lines: bool,
    structs: bool,
    folders: tuple[str, ...],
    remote: str | None,
    project: str | None,
    workers: int | None,
    quiet: bool,
    profile: str | None,
) -> None:
    """Read a clone of CPython into the database; later runs read only what is new.

    REPOSITORY is a path or a URL. A URL is first cloned into the cache, bare and without file contents. The default is
    CPython's repository on GitHub. If a run is killed, the next one resumes it.

    History is what main, the version branches and the release tags of one remote reach: of the one given with
    --remote, or else of python/cpython, or else of the one that holds the release tags. In a mirror its own branches
    count. What is only on other refs (topic branches, a fork, pull requests) is stored as proposed: it can be searched,
    but has no line and never landed.

    With --lines the added and deleted lines of each change are counted as in `git log --numstat`, and undos are also
    found by their lines; in C code names are counted, too, for `miner symbol`. This takes several times longer. The
    lines can also be counted later, in a database mined without them. Only file contents in the clone can be counted,
    so nearly none in a clone without them.

    With --structs the headers of all lines are read: which fields each struct had when, and which of them moved or got
    another name. A clone without file contents must have the headers; if REPOSITORY is a URL, they are fetched.
    """
    from miner.pipeline import mine as mine_

    run = partial(mine_, lines=lines, structs=structs, folders=folders, remote=remote, project=project, tell=tell)
    with shown_progress(quiet=quiet, lines=lines, structs=structs, workers=workers) as shown:
        stages = Profile(shown)
        form = output_format(profile, pictures=True, option="--profile") if profile else ""
        summary = run(repository, session.url(), stages, workers)
    if profile:
        Output(form, profile).rows(stages.rows(), picture=stages.picture)
    if summary.outdated:
        tell(summary.outdated)
    if not quiet:
        if summary.project != CPYTHON:
            click.echo(
                f"{summary.repository} is not a clone of CPython: its numbers are read as issues and pull requests of "
                "its own, its tags as its own releases, and no NEWS.",
                err=True,
            )
        if summary.unread:
            click.echo(
                f"Not complete: {summary.unread:,} refs cannot be read, so what only they reach is missing. "
                "`miner query gaps` says why; each run tries again.",
                err=True,
            )
        click.echo(report(summary))


@contextlib.contextmanager
def shown_progress(
    *, quiet: bool, lines: bool = False, structs: bool = False, workers: int | None = None
) -> "Iterator[Progress]":
    """Yield what shows the progress: bars on a terminal, otherwise nothing."""
    from miner.pipeline.progress import Quiet

    if quiet or not sys.stderr.isatty():
        yield Quiet()
        return
    from miner.cli.progress import Bars
    from miner.cli.remaining import Remaining

    cores = min(workers or os.cpu_count() or 1, os.cpu_count() or 1)
    with Bars(Remaining(lines=lines, structs=structs, cores=cores)) as bars:
        yield bars


def report(summary: "MiningSummary") -> str:
    """Return a summary of a run as a few lines of text."""
    news = f"{summary.new_commits:,} new"
    if summary.removed_commits:
        news += f", {summary.removed_commits:,} gone"
    relations = ", ".join(f"{kind} {count:,}" for kind, count in sorted(summary.relations.items()))
    lines = [
        ("mined", f"{summary.repository} in {summary.seconds:.1f} s"),
        *([("history", f"of the remote {summary.source}")] if summary.source else []),
        ("database", summary.database),
        ("commits", f"{summary.commits:,} ({news})"),
        ("changes", f"{summary.changes:,}"),
        *([("lines", _lines(summary))] if summary.uncounted is not None else []),
        *([("structs", _structs(summary.structs))] if summary.structs else []),
        ("mentions", f"{summary.mentions:,}"),
        ("relations", relations or "none"),
    ]
    if summary.gaps:
        lines.append(("gaps", f"{summary.gaps:,} (`miner query gaps` lists them)"))
    return "\n".join(f"{name:<10}{value}" for name, value in lines)


def _structs(known: "Structs") -> str:
    told = f"{known.structs:,} with {known.fields:,} versions of fields, {known.moves:,} moves"
    return f"{told}; {known.missing:,} headers are not in this clone" if known.missing else told


def _lines(summary: "MiningSummary") -> str:
    counted = f"{summary.changes - (summary.uncounted or 0):,} changes counted"
    return f"{counted}, {summary.uncounted:,} not: --lines counts what the clone has" if summary.uncounted else counted
