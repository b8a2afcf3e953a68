"""``miner timeline``: what happened to an issue."""

import functools
from typing import TYPE_CHECKING

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session

if TYPE_CHECKING:
    from miner.answers import Rows
    from miner.history.history import History
    from miner.history.timeline import Cycle, Timeline
    from miner.render.pictures.shapes import Picture


@click.command()
@click.argument("issues", nargs=-1, metavar="ISSUE...")
@click.option("--topic", metavar="NAME|FILE", help="The issues of a topic that the database knows, too.")
@click.option(
    "--since", metavar="DAY", help="Only what happened on or after this day, such as 2019-02-24, by the author's clock."
)
@click.option("--until", metavar="DAY", help="Only what happened on or before this day, by the author's clock.")
@click.option("--line", metavar="LINE", help="Only commits made for this line, such as main or 3.8.")
@click.option("--merges", is_flag=True, help="Include merge commits.")
@click.option(
    "--burst-gap", type=click.IntRange(0, 100_000), metavar="DAYS", help="A longer pause between commits ends a burst."
)
@output_options(pictures=True)
@click.pass_obj
def timeline(
    session: Session,
    /,
    *,
    issues: tuple[str, ...],
    topic: str | None,
    since: str | None,
    until: str | None,
    line: str | None,
    merges: bool,
    burst_gap: int | None,
    output: Output,
) -> None:
    """Show what happened to an issue, in order.

    The events are opened, landed, reverted, relanded, backported, released and so on, with their commits; the bursts
    of commits follow. CSV and JSON have one row per event.
    """
    if not issues and topic is None:
        raise click.UsageError("Name at least one issue, or a --topic.")
    with session.open() as history:
        named = [*issues, *_members(history, topic)]
        answers = [history.timeline(issue, since, until, burst_gap, line=line, merges=merges) for issue in named]
        cycles = history.cycles(*named) if output.draws and named else ()
    if not answers:
        click.echo(f"The database knows no issue of the topic {topic}.", err=True)
        return
    from miner.render.timeline import write_timelines

    output.rows(
        _joined(answers), functools.partial(write_timelines, answers), functools.partial(_drawn, answers, cycles)
    )


def _drawn(answers: "list[Timeline]", cycles: "tuple[Cycle, ...]") -> "Picture":
    from miner.render.pictures.of_history import of_timeline

    return of_timeline(answers, cycles)


def _members(history: "History", topic: str | None) -> list[str]:
    if topic is None:
        return []
    from miner.story import members, topics

    return members.known(history, topics.read_topic(topic))


def _joined(answers: "list[Timeline]") -> "Rows":
    """Return the rows of all timelines; each row says which issue it is about."""
    from miner.answers import Rows

    columns = answers[0].rows.columns
    if "issue" in columns:
        return Rows(columns, [row for answer in answers for row in answer.rows.rows])
    rows = [(*row, answer.issue) for answer in answers for row in answer.rows.rows]
    return Rows((*columns, "issue"), rows)
