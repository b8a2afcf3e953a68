"""``miner symbol``: the history of a name in C code."""

import functools

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session


@click.command(short_help="Tell the history of a name in C code.")
@click.argument("name")
@click.option("--path", metavar="PATH", help="Only in this file or folder, or in files that match a pattern.")
@click.option("--line", metavar="LINE", help="Only commits made for this line, such as main or 3.9.")
@click.option(
    "--roles", is_flag=True, help="Tell of every commit what the occurrences are, not only of the first and the last."
)
@output_options()
@click.pass_obj
def symbol(session: Session, name: str, path: str | None, line: str | None, *, roles: bool, output: Output) -> None:
    """Tell which commits changed how often a name occurs in C code: the first, the last, and those between.

    NAME is a whole word, in its own case, in Include, Modules, Objects, Parser, Programs and Python, also in comments
    and strings: _PyRuntime is not found in _PyRuntimeState, as it is by `git log -S`. Of the first and the last commit
    of each line it is told whether they declare, define or use it, if the contents are in the clone. Code that was
    moved within a file changes no number.

    Names are counted by `miner mine --lines` with a full clone, if they have an underscore or a capital. Others, and
    all if none were counted, are searched for by git in the mined clone. This takes longer, and finds them in longer
    names, too.
    """
    with session.open() as history:
        found = history.symbol(name, path=path, line=line, every_role=roles)
    from miner.render.symbol import write_biography

    output.rows(found.rows, functools.partial(write_biography, found))
