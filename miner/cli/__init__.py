"""The command line: each command reads its options, calls the facade and passes the result to a renderer.

Commands are imported only when they are run, so that ``miner --help`` is fast. At module level, most modules of this
package import only click and the standard library.
"""

import atexit
import gc
import os
import sys
from pathlib import Path

import click

from miner.cli.groups import LazyGroup
from miner.cli.preferred import preferred
from miner.cli.session import Session

# Importing makes a hundred thousand objects that stay, and rows have no cycles: a tenth of a short command's time went
# into looking for garbage among them.
_OBJECTS_BETWEEN_COLLECTIONS = 100_000


@click.group(
    cls=LazyGroup,
    commands_in={
        "mine": "miner.cli.mine:mine",
        "demo": "miner.cli.demo:demo",
        "timeline": "miner.cli.timeline:timeline",
        "cycles": "miner.cli.cycles:cycles",
        "issue": "miner.cli.pages:issue",
        "commit": "miner.cli.pages:commit",
        "related": "miner.cli.pages:related",
        "commits": "miner.cli.daily:commits",
        "standing": "miner.cli.standing:standing",
        "tried": "miner.cli.tried:tried",
        "moves": "miner.cli.structs:moves",
        "struct": "miner.cli.structs:struct",
        "symbol": "miner.cli.symbol:symbol",
        "release": "miner.cli.release:release",
        "ledger": "miner.cli.release:ledger",
        "who": "miner.cli.daily:who",
        "reverters": "miner.cli.daily:reverters",
        "risk": "miner.cli.daily:risk",
        "chart": "miner.cli.chart:chart",
        "story": "miner.cli.story:story",
        "export": "miner.cli.export:export",
        "feed": "miner.cli.export:feed",
        "serve": "miner.cli.serve:serve",
        "mcp": "miner.cli.assistant:mcp",
        "check": "miner.cli.check:check",
        "topic": "miner.cli.topic:topic",
        "query": "miner.cli.query:query",
        "sql": "miner.cli.query:sql",
        "fetch": "miner.cli.fetch:fetch",
        "import-records": "miner.cli.fetch:import_records",
        "fleet": "miner.cli.fleet:fleet",
        "evaluate": "miner.cli.evaluate:evaluate",
        "db": "miner.cli.db:db",
        "man": "miner.cli.man:man",
    },
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Issues may be written as bpo-33608, gh-77789, 33608 or the tracker's URL; commits as any unique "
    "abbreviation of their sha, r77062 (Subversion), a Mercurial id or GH-12159 (pull request).",
)
@click.option(
    "--db",
    "database",
    metavar="PATH|URL",
    help="SQLite file or PostgreSQL URL. Default: MINER_DB, or a file in your data folder.",
)
@click.version_option(package_name="cpython-miner", prog_name="miner", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context, database: str | None) -> None:
    """Mine CPython's history and show what happened: landings, reverts, relands, backports, releases."""
    context.obj = Session(database)
    context.default_map = preferred(context)


def main() -> None:
    """Run the command line."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, 20, 20)
    atexit.register(gc.freeze)  # the interpreter would look through everything once more before it ends
    if sys.stdout is None:  # closed by the caller, as `>&-` does
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - open until the process ends
    cli(prog_name="miner")
