"""Groups of commands: imported on demand, and the one place where errors become messages and exit codes."""

import contextlib
import errno
import importlib
import os
import sys
from collections.abc import Iterator
from typing import Any

import click

from miner.errors import MinerError

_INTERRUPTED = 130


class Problem(click.ClickException):
    """A problem that its message explains."""

    def format_message(self) -> str:
        """Return the message with nothing in it that steers a terminal: it may quote a commit."""
        from miner.render.cells import printable

        return printable(self.message)


class LazyGroup(click.Group):
    """A group whose commands are named as ``module:attribute`` and imported when they are needed."""

    def __init__(self, *args: Any, commands_in: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._commands_in = commands_in or {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands in the order in which they are best learned."""
        return list(self._commands_in)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if (place := self._commands_in.get(cmd_name)) is None:
            return None
        module, attribute = place.split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the options; ``--help`` prints already here."""
        with _told():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn its errors into one message and an exit code."""
        with _told():
            return super().invoke(ctx)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.exceptions.Abort):
        raise
    except KeyboardInterrupt:
        click.echo("\nInterrupted.", err=True)
        raise click.exceptions.Exit(_INTERRUPTED) from None
    except BrokenPipeError:  # a reader who has seen enough, as `head` has; that is no error
        _silence()
        raise click.exceptions.Exit(0) from None
    except Exception as error:
        raise _explained(error) from error


def _explained(error: Exception) -> click.ClickException:
    if isinstance(error, MinerError):
        return Problem(str(error))
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        _silence()
        place = error.filename or "Standard output"
        return Problem(f"{place} cannot be written: {error.strerror}. Make room, or write elsewhere.")
    from miner.cli.bugs import reported

    return reported(error)


def _silence() -> None:
    """Stop writing to standard output: what waits to be written would fail again at the end."""
    with contextlib.suppress(OSError, ValueError, AttributeError):  # as when standard output is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
