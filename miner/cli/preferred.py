"""The user's preferences as the defaults of options."""

from collections.abc import Mapping
from typing import Any

import click

from miner import settings
from miner.errors import SettingsError


def preferred(context: click.Context) -> dict[str, Any]:
    """Return the defaults of the options of the command that is run, from the user's file, by its name.

    ``[timeline]`` with ``burst-gap = 30`` is the default of ``miner timeline --burst-gap``. Raises SettingsError if the
    file has a table for no command, or the table of this command an option that it does not have.
    """
    group = context.command
    found = {name: value for name, value in settings.preferences().items() if name != "db"}
    names = group.list_commands(context) if isinstance(group, click.Group) else []
    commands = {name.replace("-", "_"): name for name in names}
    for name, value in found.items():
        if name not in commands or not isinstance(value, dict):
            raise SettingsError(
                f'{settings.config_file()}: there is no command {name}. Write db = "…", or a table for a command.'
            )
    run = (context.invoked_subcommand or "").replace("-", "_")
    if run not in found or not isinstance(group, click.Group):
        return {}
    command = group.get_command(context, commands[run])
    return {commands[run]: _defaults(context, command, found[run], f"[{commands[run]}]")} if command else {}


def _defaults(context: click.Context, command: click.Command, table: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return the values of a table by the names of parameters, and in a group those of its commands."""
    options = {
        option.lstrip("-").replace("-", "_"): str(parameter.name)
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }
    found: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(command, click.Group) and isinstance(value, dict):
            called = name.replace("_", "-")
            below = command.get_command(context, called)
            found[called] = _defaults(context, below, value, f"{where[:-1]}.{called}]") if below else {}
        elif name in options:
            found[options[name]] = value
        else:
            raise SettingsError(f"{settings.config_file()}: {where} has no option {name.replace('_', '-')}.")
    return found
