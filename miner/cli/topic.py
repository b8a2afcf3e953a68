"""``miner topic``: the issues of a topic, and issues that may belong to one."""

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session


@click.command(short_help="Show the issues of a topic, or suggest some.")
@click.argument("topic", required=False, metavar="[NAME|FILE]")
@click.option("--suggest", multiple=True, metavar="ISSUE", help="Suggest issues that belong together with this one.")
@output_options()
@click.pass_obj
def topic(session: Session, topic: str | None, suggest: tuple[str, ...], output: Output) -> None:
    """Show the issues of a topic: titles, commits in its period, what was undone, and what stands on main.

    A topic is a TOML file, or one that ships with the tool. --suggest lists issues that may belong to a topic with the
    given ones (and with the members of the topic, if one is named), each with the reason: commits that name both,
    citations, undos, the same patch, pull requests, PEPs. Without arguments the topics that ship with the tool are
    listed.
    """
    from miner.story import members, topics

    if topic is None and not suggest:
        for name in topics.names():
            click.echo(f"{name}: {topics.read_topic(name).title}")
        return
    read = None if topic is None else topics.read_topic(topic)
    with session.open() as history:
        if suggest:
            of_topic = [] if read is None else members.known(history, read)
            output.rows(members.suggestions(history, [*of_topic, *suggest]))
        elif read is not None:
            output.page(members.page(history, read))
