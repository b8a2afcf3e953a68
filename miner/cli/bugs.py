"""Bugs: an exception that nobody expected becomes a report in a file, and a sentence that says where it is."""

import platform
import re
import shlex
import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version

import click

# Among the options of a URL; without_secrets takes care of what stands before its host.
_SECRET_OPTIONS = re.compile(r"((?:password|token|secret)=)[^&\s'\"]+", re.IGNORECASE)


class Bug(click.ClickException):
    """An error of the tool itself."""

    exit_code = 3


def reported(error: Exception) -> Bug:
    """Write a report of an unexpected exception, and return what to tell the user."""
    from miner import settings
    from miner.git.clone import without_secrets

    what = f"This is a bug in miner: an unexpected {type(error).__name__}."
    report = _SECRET_OPTIONS.sub(r"\1***", without_secrets("\n".join(_report(error))))
    try:
        path = settings.log_folder() / "bug.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(report, encoding="utf-8", errors="backslashreplace")
    except (OSError, RuntimeError) as failure:  # RuntimeError: nobody has the home that the folder begins with
        click.echo(report, err=True)
        return Bug(f"{what} Please report it with the lines above, which could not be written to a file ({failure}).")
    return Bug(f"{what} Please report it with the file {path}, which has the details.")


def _report(error: Exception) -> Iterator[str]:
    yield f"{'time':<14}{datetime.now(UTC).isoformat(timespec='seconds')}"
    yield f"{'command':<14}{shlex.join(['miner', *sys.argv[1:]])}"
    for name, ask in _ASKED.items():
        yield f"{name:<14}{_answer(ask)}"
    yield ""
    yield from traceback.format_exception(error)


def _answer(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - what is broken may be the reason for the report
        return f"unknown ({type(error).__name__}: {error})"


def _pygit2() -> str:
    from miner.git.versions import pygit2_version

    return pygit2_version()


def _git() -> str:
    from miner.git.versions import git_version

    return git_version()


_ASKED: dict[str, Callable[[], str]] = {
    "cpython-miner": lambda: version("cpython-miner"),
    "Python": lambda: sys.version,
    "platform": platform.platform,
    "SQLite": lambda: sqlite3.sqlite_version,
    "SQLAlchemy": lambda: version("sqlalchemy"),
    "pygit2": _pygit2,
    "git": _git,
}
