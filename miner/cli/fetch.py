"""``miner fetch`` and ``miner import-records``: what trackers say about issues and pull requests."""

import sys
from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING

import click

from miner.cli.session import Session

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from miner.pipeline.fetching import FetchSummary
    from miner.pipeline.progress import Progress


@click.command(short_help="Fetch what trackers say about issues.")
@click.argument("issues", nargs=-1, metavar="ISSUE...")
@click.option("--topic", metavar="NAME|FILE", help="The issues of a topic: a TOML file with a list of issues.")
@click.option("--mentioned", is_flag=True, help="All issues that the mined history names.")
@click.option("--pull-requests", is_flag=True, help="Their pull requests, too.")
@click.option("--comments", is_flag=True, help="The comments on them, too.")
@click.option("--timelines", is_flag=True, help="When issues were closed and reopened, and what refers to them, too.")
@click.option("--max-requests", type=click.IntRange(min=0), metavar="N", help="Make at most N requests this time.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="Ask again for what was fetched before this day, and for lists of what changed since.",
)
@click.option("--dry-run", is_flag=True, help="Only tell how many requests there would be, and how long they take.")
@click.option(
    "--offline", is_flag=True, help="Make no requests: only take in what is stored, and tell what is missing."
)
@click.option("-q", "--quiet", is_flag=True, help="Print neither progress nor a summary.")
@click.pass_obj
def fetch(
    session: Session,
    issues: tuple[str, ...],
    topic: str | None,
    mentioned: bool,
    pull_requests: bool,
    comments: bool,
    timelines: bool,
    max_requests: int | None,
    since: datetime | None,
    dry_run: bool,
    offline: bool,
    quiet: bool,
) -> None:
    """Fetch what GitHub and bugs.python.org say about each ISSUE, and keep it.

    What is stored is not asked again; a run that was stopped continues. Requests are made one after the other, within
    the limits that GitHub tells: 60 an hour, or 5,000 with a token in the environment variable GITHUB_TOKEN. The token
    is neither stored nor shown. From a few hundred issues on, whole lists are read, which takes fewer requests.

    Without a token of your own, let `gh api --paginate` fetch, and import-records read what it wrote.
    """
    from miner.pipeline.fetching import Wish
    from miner.pipeline.fetching import fetch as run
    from miner.story.topics import read_topic

    names = (*issues, *(read_topic(topic).issues if topic else ()))
    if not names and not mentioned:
        raise click.UsageError("Name at least one issue, or a --topic, or say --mentioned.")
    wish = Wish(names, mentioned, pull_requests, comments, timelines, since.date() if since else None)
    with _bars(quiet) as progress:
        summary = run(session.url(), wish, progress, max_requests=max_requests, offline=offline, only_plan=dry_run)
    if dry_run:
        click.echo(_planned(summary))
    elif not quiet:
        click.echo(_report(summary, offline=offline))


@click.command("import-records", short_help="Read tracker records from files.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True))
@click.option("-q", "--quiet", is_flag=True, help="Print neither progress nor a summary.")
@click.pass_obj
def import_records(session: Session, files: tuple[str, ...], quiet: bool) -> None:
    """Read what trackers say about issues from each FILE, or from the files of a folder.

    A file may have issues, pull requests and comments as GitHub's API has them: one, a list, JSON lines, or what
    `gh api --paginate` wrote. Or it is an export of bugs.python.org as CSV, whose first line names the columns. The
    date of a file is taken for the day when its records were fetched; older records do not replace newer ones.
    """
    from pathlib import Path

    from miner.pipeline.fetching import import_records as run

    with _bars(quiet) as progress:
        count, fresh, understood = run(session.url(), [Path(file) for file in files], progress)
    if not quiet:
        click.echo(f"{_records(count)} read, {fresh:,} of them new or changed, {understood:,} understood.")


def _bars(quiet: bool) -> "AbstractContextManager[Progress | None]":
    if quiet or not sys.stderr.isatty():
        return nullcontext()
    from miner.cli.progress import Bars

    return Bars()


def _records(count: int) -> str:
    return f"{count:,} {'record' if count == 1 else 'records'}"


def _planned(summary: "FetchSummary") -> str:
    from miner.pipeline.fetching import spans

    plan = summary.plan
    if plan.uses_lists:
        way = f"about {plan.requests:,} for lists of a hundred; {plan.one_by_one:,} to ask for each record alone"
    else:
        way = f"{plan.requests:,}, one record after the other; whole lists would take about {plan.by_lists:,}"
    with_token, anonymous = spans(plan)
    if plan.needs_token:
        way, anonymous = f"{way}; timelines by GraphQL", "not possible"
    same = with_token == anonymous
    duration = (
        f"{with_token}, with a token or without" if same else f"{with_token} with a token, {anonymous} without one"
    )
    lines = [
        ("wanted", f"{_records(plan.wanted)}, {plan.stored:,} of them stored"),
        ("requests", way),
        ("time", duration),
        ("token", "GITHUB_TOKEN has one" if summary.has_token else "none: GITHUB_TOKEN is not set"),
    ]
    told = [f"{name:<11}{value}" for name, value in lines]
    return "\n".join([*told, "Nothing was asked yet: without --dry-run it is."])


def _report(summary: "FetchSummary", *, offline: bool) -> str:
    tally, plan = summary.tally, summary.plan
    lines = [
        ("database", summary.database),
        ("wanted", f"{_records(plan.wanted)}, {plan.stored:,} of them stored before"),
        *([("missing", _records(plan.wanted - plan.stored))] if offline else []),
        ("requests", f"{summary.requests:,}"),
        ("records", f"{tally.new:,} new, {tally.same:,} as before, {tally.gone:,} gone or moved"),
        ("understood", f"{tally.understood:,}"),
    ]
    if summary.cut_short:
        lines.append(("left", "the allowed requests are used up: run the command again"))
    return "\n".join(f"{name:<11}{value}" for name, value in lines)
