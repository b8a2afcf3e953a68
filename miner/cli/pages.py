"""``miner issue``, ``miner commit`` and ``miner related``: everything about one issue or commit."""

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session


@click.command(short_help="Show one issue on a page.")
@click.argument("issue")
@output_options(pictures=True)
@click.pass_obj
def issue(session: Session, issue: str, output: Output) -> None:
    """Show one issue on a page: dates, commits, what was undone, backports, related issues.

    JSON is one object with an array for each section; CSV is one table of section, row, column and value. The picture
    is that of the issue's timeline.
    """
    with session.open() as history:
        if not output.draws:
            output.page(history.issue(issue))
            return
        timeline, cycles = history.timeline(issue), history.cycles(issue)
    from miner.render.pictures.of_history import of_timeline

    output.rows(timeline.rows, picture=lambda: of_timeline([timeline], cycles))


@click.command(short_help="Show one commit on a page, with all evidence.")
@click.argument("commit", metavar="COMMIT")
@output_options()
@click.pass_obj
def commit(session: Session, commit: str, output: Output) -> None:
    """Show one commit on a page: what it mentions, undoes, relands and backports, with the evidence.

    COMMIT is a sha or its beginning, r12345 (Subversion), a Mercurial id or GH-12345 (pull request).
    """
    with session.open() as history:
        output.page(history.commit(commit))


@click.command(short_help="List the issues that are related to an issue.")
@click.argument("issue")
@output_options()
@click.pass_obj
def related(session: Session, issue: str, output: Output) -> None:
    """List the issues that are related to an issue by shared commits, reverts and citations."""
    with session.open() as history:
        output.rows(history.related(issue))
