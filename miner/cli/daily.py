"""The canned queries of every day as commands of their own: ``miner commits``, ``who``, ``reverters`` and ``risk``."""

from typing import Final

import click

from miner.catalog.catalog import Catalog
from miner.cli.query import command_of

# Command → its query, and how the list of commands describes it.
_QUERIES: Final = {
    "commits": ("commits", "List commits by author, path, issue, line, release and day."),
    "who": ("who", "Tell by person what landed, was undone and landed again."),
    "reverters": ("reverters", "Tell by person who reverts, and whose commits."),
    "risk": ("reverts_by_subsystem", "Tell by folder which share of its commits was reverted."),
}


def _named(name: str) -> click.Command:
    query, told = _QUERIES[name]
    command = command_of(Catalog.load()[query])
    command.name, command.short_help = name, told
    return command


def _of_a_place(command: click.Command) -> click.Command:
    """Let a command take its path as an argument instead of an option."""
    rest = [option for option in command.params if option.name != "path"]
    command.params = [click.Argument(["path"], required=False), *rest]
    return command


commits, who, reverters = (_named(name) for name in ("commits", "who", "reverters"))
risk = _of_a_place(_named("risk"))
