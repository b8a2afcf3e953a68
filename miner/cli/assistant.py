"""``miner mcp``: the canned queries as tools for assistants."""

import click

from miner.cli.session import Session


@click.command(short_help="Serve the canned queries as read-only tools to an assistant.")
@click.option(
    "--timeout",
    type=click.IntRange(1, 3_600),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="Give an answer up after so many seconds.",
)
@click.pass_obj
def mcp(session: Session, timeout: int) -> None:
    """Speak the Model Context Protocol on standard input and output.

    An assistant starts this command itself: name it, with --db before it, in the assistant's settings.
    """
    from miner.web.assistant import serve

    serve(session.database, timeout)
