"""The user's preferences as the defaults of options."""

from typing import Any

import click

from miner import settings
from miner.errors import SettingsError


def preferred(group: click.Command) -> dict[str, Any]:
    """Return the defaults of options by command, from the user's file; raise SettingsError if it names no command.

    ``[timeline]`` with ``burst-gap = 30`` is the default of ``miner timeline --burst-gap``.
    """
    found = settings.preferences()
    commands = {name.replace("-", "_"): name for name in getattr(group, "list_commands")(None)}  # noqa: B009
    for name, value in found.items():
        if name != "db" and (name not in commands or not isinstance(value, dict)):
            raise SettingsError(
                f'{settings.config_file()}: there is no command {name}. Write db = "…", or a table for a command.'
            )
    return {commands[name]: _named(value) for name, value in found.items() if name != "db"}


def _named(options: dict[str, Any]) -> dict[str, Any]:
    """Name the commands of a group as they are called, with dashes; options are named as parameters are."""
    return {(name.replace("_", "-") if isinstance(value, dict) else name): value for name, value in options.items()}
