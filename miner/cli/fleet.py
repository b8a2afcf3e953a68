"""``miner fleet``: mine many repositories with Dask."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from miner.cli.mine import shown_progress
from miner.cli.session import tell

if TYPE_CHECKING:
    from miner.fleet.plan import Plan
    from miner.fleet.run import Summary

_SLOWEST = 5


@click.command(short_help="Mine many repositories into one data set, on a Dask scheduler.")
@click.argument("listing", metavar="LIST", type=click.Path(path_type=Path))
@click.option("--out", required=True, metavar="DIR|URL", help="Where the data set is: a folder, or s3://…; needed.")
@click.option("--scheduler", metavar="ADDRESS", help="A running Dask scheduler, such as tcp://10.0.0.1:8786.")
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Number of workers on this machine. Default: one per core.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=1),
    default=2048,
    show_default=True,
    metavar="MIB",
    help="How much memory a repository may take.",
)
@click.option("--again", is_flag=True, help="Also try what failed before with the same refs.")
@click.option("--dry-run", is_flag=True, help="Only show the plan: tasks, estimated processor time and disk.")
@click.option("-q", "--quiet", is_flag=True, help="Print neither progress nor a summary.")
def fleet(
    listing: Path,
    out: str,
    scheduler: str | None,
    workers: int | None,
    memory: int,
    again: bool,
    dry_run: bool,
    quiet: bool,
) -> None:
    """Mine the repositories of LIST and publish what was found as Parquet files, for `miner query --fleet`.

    LIST is a CSV file with the columns name, repository (a path or an address), network (the name of the repository
    that this one was forked from; empty if it is no fork) and project (whose rules hold: cpython, other, or empty to
    decide). Forks are mined without the commits that their root has.

    What is published with the same refs is not mined again. A repository that fails keeps none of the others waiting;
    the manifest in DIR says why. Each needs a database of its own on the worker's temporary disk while it is mined.
    """
    from miner.fleet import need_extra
    from miner.fleet.listing import read_list

    if scheduler and workers:
        raise click.UsageError("A scheduler has its own workers: give --scheduler or --workers.")
    need_extra()
    from miner.fleet.place import Place
    from miner.fleet.run import connect, plan_here, run

    entries, place = read_list(listing), Place(out)
    with shown_progress(quiet=quiet) as progress:
        if dry_run:
            place.check_bucket()
            plan = plan_here(entries, place, progress, limit=memory * 2**20, again=again)
            click.echo(told_plan(plan))
            return
        place.check_writable()
        with connect(scheduler, workers, tell) as client:
            summary = run(entries, place, client, progress, tell, limit=memory * 2**20, again=again)
    if not quiet:
        click.echo(report(summary, place.where))
    if summary.failed:
        raise click.exceptions.Exit(1)


def told_plan(plan: "Plan") -> str:
    """Return a plan as a few lines of text."""
    lines = [
        ("to mine", f"{plan.repositories:,} repositories in {len(plan.tasks):,} tasks"),
        ("published", f"{plan.published:,} with the refs that they have now"),
        ("processor", f"about {_duration(plan.processor)}"),
        ("disk", f"about {_size(plan.temporary)} temporary in all, {_size(plan.kept)} kept"),
    ]
    if plan.failed:
        lines.append(("failed", f"{plan.failed:,} before with the same refs (--again tries them)"))
    if plan.unknown:
        lines.append(("unknown", f"{plan.unknown:,} with an address: their size counts as the median of the others"))
    lines += [("cannot be", f"{row['name']}: {row['error']}") for row in plan.rows if row["error"]]
    for task in plan.tasks[:_SLOWEST]:
        names = ", ".join(member.name for member in task.wanted)
        lines.append(("task", f"{_duration(task.cost)}: {names[:100]}{'…' if len(names) > 100 else ''}"))
    return "\n".join(f"{name:<11}{value}" for name, value in lines)


def report(summary: "Summary", where: str) -> str:
    """Return what a run did as a few lines of text."""
    mined = summary.mined
    lines = [
        ("mined", f"{len(mined):,} repositories with {sum(row['commits'] or 0 for row in mined):,} commits"),
        ("published", f"{summary.plan.published:,} before with the same refs"),
        ("failed", f"{len(summary.failed):,}"),
        ("data set", f"{where}; `miner query --fleet {where} reverts-by-repository` asks it"),
    ]
    if summary.plan.failed:
        lines.insert(
            3, ("left out", f"{summary.plan.failed:,} that failed before with the same refs (--again tries them)")
        )
    return "\n".join(f"{name:<11}{value}" for name, value in lines)


def _duration(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:,.0f} min" if seconds < 7200 else f"{seconds / 3600:,.1f} h"


def _size(count: float) -> str:
    return f"{count / 1e6:,.0f} MB" if count < 1e9 else f"{count / 1e9:,.1f} GB"
