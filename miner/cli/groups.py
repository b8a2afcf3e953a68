"""Groups of commands, which are imported on demand; here errors become messages and exit codes."""

import contextlib
import difflib
import errno
import importlib
import os
import re
import sys
from collections.abc import Iterator
from typing import Any

import click
from click.core import ParameterSource

from miner import settings
from miner.errors import MinerError

_INTERRUPTED = 130
# Set by shells that want to know what may come next.
_COMPLETING = "_MINER_COMPLETE"
# Whatever was typed or read is quoted; of a word as long as this only the beginning helps.
_SHOWN = 100
_LONG = re.compile(rf"\S{{{5 * _SHOWN},}}")


class Problem(click.ClickException):
    """A problem that the message explains to the user; exit code 1."""

    def format_message(self) -> str:
        """Return the message without anything that controls a terminal, because it may quote a commit."""
        from miner.render.cells import printable

        return _LONG.sub(lambda word: f"{word[0][:_SHOWN]}…", printable(self.message))


class LazyGroup(click.Group):
    """A group whose commands are given as ``module:attribute`` and imported when they are needed."""

    def __init__(self, *args: Any, commands_in: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._commands_in = commands_in or {}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the commands, in the order for learning them."""
        return list(self._commands_in)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command; return None if there is none of this name."""
        if (place := self._commands_in.get(cmd_name)) is None:
            return None
        module, attribute = place.split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        if os.environ.get(_COMPLETING):
            from miner.cli.completion import with_completion

            with_completion(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the first argument names; raise UsageError with the nearest name if there is none."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            near = difflib.get_close_matches(args[0], self._commands_in, 1)
            meant = f" Did you mean {near[0]}?" if near else f" See {ctx.command_path} --help."
            ctx.fail(f"There is no command {args[0]}.{meant}")
        return super().resolve_command(ctx, args)

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Parse the options, which already prints ``--help``; turn errors into one message and an exit code."""
        with _told():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn its errors into one message and an exit code."""
        with _told(), _preferred(ctx):
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
    except BrokenPipeError:  # the reader has closed the pipe, as `head` does; not an error
        _silence()
        raise click.exceptions.Exit(0) from None
    except Exception as error:
        raise _explained(error) from error


@contextlib.contextmanager
def _preferred(context: click.Context) -> Iterator[None]:
    """Name the user's file of preferences in an error about a value that comes from there."""
    try:
        yield
    except click.BadParameter as error:
        name = error.param.name if error.param else None
        if name and error.ctx and error.ctx.get_parameter_source(name) is ParameterSource.DEFAULT_MAP:
            raise Problem(f"{settings.config_file()}: {error.format_message()}") from error
        raise
    except MinerError as error:
        preferences = (context.default_map or {}).get(context.invoked_subcommand or "", {})
        options = {f"--{name.replace('_', '-')} ": repr(value) for name, value in preferences.items()}
        if any(option in str(error) and value in str(error) for option, value in options.items()):
            raise Problem(f"{settings.config_file()}: {error}") from error
        raise


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
    """Redirect standard output to nowhere: flushing its buffer at exit would fail again."""
    with contextlib.suppress(OSError, ValueError, AttributeError):  # standard output may not be a file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
