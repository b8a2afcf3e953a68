"""``miner man``: pages for man, made from the help of the commands."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

_SECTION: Final = "1"
_ESCAPED: Final = str.maketrans({"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti"})
_ENVIRONMENT: Final = (
    ("MINER_DB", "The database: a path or an SQLAlchemy URL."),
    ("MINER_CACHE", "The folder for clones."),
    ("MINER_CONFIG", "The file of preferences."),
    ("GITHUB_TOKEN", "A token for GitHub, for miner fetch; it is neither stored nor shown."),
    ("PAGER, LESS", "The pager of long answers on a terminal; PAGER=cat does without."),
    ("NO_COLOR, FORCE_COLOR", "Without or with colours, wherever the output goes."),
)
_CODES: Final = (
    ("0", "Done."),
    ("1", "A problem that the message explains."),
    ("2", "Wrong usage."),
    ("3", "A bug, whose report is in the file that the message names."),
    ("130", "Interrupted."),
)


@click.command(short_help="Write the manual pages.")
@click.argument("folder", required=False, metavar="[FOLDER]", type=click.Path(path_type=Path))
@click.pass_context
def man(context: click.Context, folder: Path | None) -> None:
    """Write the manual pages, miner.1 and one for each command, into FOLDER; without it show miner.1's text.

    They say the same whenever they are written, so that packages can be reproduced.
    """
    from miner.cli.destination import write_file
    from miner.errors import SettingsError

    pages = manual(context.find_root().command, "miner")
    if folder is None:
        click.echo(next(pages)[1], nl=False)
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(f"{folder} cannot be made: {error.strerror}.") from error
    for name, text in pages:
        write_file(folder / f"{name}.{_SECTION}", [text.encode()])


def manual(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of the pages of a command and of those below it; canned queries share one."""
    context = click.Context(command, info_name=name.replace("-", " "))
    yield name, "".join(f"{line}\n" for line in _page(command, name, context))
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            if found is not None and name != "miner-query":
                yield from manual(found, f"{name}-{below}")


def _page(command: click.Command, name: str, context: click.Context) -> Iterator[str]:
    from importlib.metadata import version

    words = name.replace("-", " ") if name.count("-") < 2 else " ".join(name.split("-", 2))
    yield f'.TH "{name.upper()}" "{_SECTION}" "" "cpython\\-miner {version("cpython-miner")}" "User Commands"'
    yield ".SH NAME"
    yield f"{_text(name)} \\- {_text(command.get_short_help_str(300).rstrip('.'))}"
    yield ".SH SYNOPSIS"
    yield f".B {_text(words)}"
    yield _text(" ".join(command.collect_usage_pieces(context)))
    yield ".SH DESCRIPTION"
    yield from _paragraphs(command.help or "")
    options = [
        record
        for each in command.get_params(context)
        if isinstance(each, click.Option) and (record := each.get_help_record(context))
    ]
    if options:
        yield ".SH OPTIONS"
        for term, told in options:
            yield from _term(term, told)
    if isinstance(command, click.Group):
        yield ".SH COMMANDS"
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            yield from _term(below, found.get_short_help_str(300) if found else "")
    if name == "miner":
        yield from _about_all(command)
    else:
        yield ".SH SEE ALSO"
        yield f".BR miner ({_SECTION})"


def _about_all(command: click.Command) -> Iterator[str]:
    yield ".SH NAMES"
    yield from _paragraphs(command.epilog or "")
    yield ".SH ENVIRONMENT"
    for term, told in _ENVIRONMENT:
        yield from _term(term, told)
    yield ".SH EXIT STATUS"
    for term, told in _CODES:
        yield from _term(term, told)


def _paragraphs(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        yield ".PP"
        yield _text(" ".join(paragraph.split()))


def _term(term: str, told: str) -> Iterator[str]:
    yield ".TP"
    yield f".B {_text(term)}"
    yield _text(" ".join(told.split()))


def _text(text: str) -> str:
    """Return text in which nothing has a meaning to roff, neither a sign nor the beginning of a line."""
    safe = re.sub(r"[^\x00-\x7f]", lambda sign: f"\\[u{ord(sign[0]):04X}]", text.translate(_ESCAPED))
    return f"\\&{safe}" if safe.startswith((".", "'")) else safe
