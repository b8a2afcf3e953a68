"""Where an answer goes: a file, which appears whole or not at all, or the terminal with its pager."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click


def is_paged() -> bool:
    """Return whether somebody reads the answer on a terminal and wants a pager: PAGER=cat does without."""
    return sys.stdout.isatty() and sys.stdin.isatty() and os.environ.get("PAGER") != "cat"


def page(chunks: Iterable[str]) -> None:
    """Show an answer in the user's pager as git does: less ends at once if it all fits, and keeps colours."""
    os.environ.setdefault("LESS", "FRX")
    click.echo_via_pager(chunks, color=True)


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file atomically, so that no reader sees half an answer; raise SettingsError if it cannot be written."""
    from miner.errors import SettingsError

    if not path.name or path.is_dir():
        raise SettingsError(f"{path} cannot be written: it is a folder. Name a file.")
    part = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and not path.is_file():  # a device or a pipe
            with path.open("wb") as stream:
                stream.writelines(chunks)
            return
        try:
            with part.open("wb") as stream:
                stream.writelines(chunks)
            os.replace(part, path)  # noqa: PTH105 - Path.replace does not say what it overwrites
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}.") from error
