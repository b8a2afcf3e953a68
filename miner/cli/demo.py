"""``miner demo``: mine the embedded sample history and show what is in it, without a network."""

import contextlib
import functools
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from miner.cli.output import Output
from miner.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from miner.history.history import History
    from miner.pipeline import MiningSummary
    from miner.render.terminal import Terminal

_CYCLES, _BURSTS, _TIMELINE = "bpo-33608", "bpo-36710", "bpo-36854"


@click.command(short_help="Mine the embedded sample and show the results.")
@click.argument("directory", required=False, metavar="[DIRECTORY]", type=click.Path(path_type=Path))
@click.pass_obj
def demo(session: Session, directory: Path | None) -> None:
    """Build the sample history, mine it and show the results; no network is needed.

    The sample is a git repository of about 140 commits with the facts of real commits of CPython. It is kept with its
    database in DIRECTORY, which must be new or empty, by default in the cache, so that you can query it further. --db
    names another database, which must not contain another history.
    """
    from miner import settings
    from miner.errors import SettingsError
    from miner.history.history import open_history
    from miner.pipeline import mine
    from miner.sample import build
    from miner.store.engine import database_url

    if session.database:
        _refuse_another(session.database)
    folder = directory or settings.demo_folder()
    if directory is None and folder.exists():
        shutil.rmtree(folder)
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SettingsError(f"The sample cannot be made in {folder}, which is in use: name a new or empty folder.")
    repository = build(folder / "sample.git")
    database = session.database or str(settings.demo_database(folder))
    summary = mine(repository, database_url(database))
    with open_history(database) as history:
        _tell(history, summary)
        page = _tell_story(history, folder / "story.html")
    miner = _program()
    prefix = f"{miner} --db {database}"
    click.echo(f"\nWith pictures: {page}")
    click.echo(f"\nGo on with\n  {prefix} commit ef4ac967e2\n  {prefix} query --help")
    click.echo(f"and with the real history:\n  {miner} mine PATH-OR-URL-OF-A-CPYTHON-CLONE")


def _program() -> str:
    """Return how this program can be typed here: its name, or its path from this folder if no PATH has it."""
    beside = shutil.which("miner", path=str(Path(sys.executable).parent))
    if shutil.which("miner") or beside is None:
        return "miner"
    path = Path(beside)
    if not path.is_relative_to(Path.cwd()):
        return str(path)
    near = path.relative_to(Path.cwd())
    return str(near) if near.parent.name else f"./{near}"


def _refuse_another(database: str) -> None:
    """Raise SettingsError if the database contains another history, because the two would be mixed."""
    from miner.errors import SettingsError, StoreError
    from miner.history.history import open_history

    # If there is no database yet, mining creates it; if something else is wrong with it, mining says so.
    with contextlib.suppress(StoreError), open_history(database) as history:
        counts = dict(history.query("database_info").rows)
        if counts["commits"] != "0" and not history.real_shas():
            raise SettingsError(f"{database} holds another history: name a new file for the sample with --db.")


def _tell(history: "History", summary: "MiningSummary") -> None:
    from miner.history import timeline as timelines
    from miner.history.sample import renamed
    from miner.render.cycles import write_cycle
    from miner.render.timeline import write_bursts, write_timelines

    real = history.real_shas()
    click.echo(
        f"{summary.commits} commits from three decades of CPython, mined in {summary.seconds:.1f} s.\n"
        "Titles are in other words. Each commit is shown here by the sha of the real one that\n"
        "it stands for. Other commands know it by that, too, but show the sample's own shas;\n"
        "--links leads to the real commits."
    )
    cycles = timelines.cycles(renamed(history.cycle_rows(_CYCLES), real))
    longest = max(cycles, key=lambda cycle: len(cycle.steps))
    _show("How often was it tried?", f"cycles {_CYCLES}", lambda terminal: write_cycle(longest, terminal))
    worked = history.timeline(_BURSTS, burst_gap=30, line="main")
    command = f"timeline {_BURSTS} --line main --burst-gap 30"
    _show("When was it worked on?", command, lambda terminal: write_bursts(worked, terminal))
    told = history.timeline(_TIMELINE)
    events = timelines.events(told.issue, renamed(told.rows, real))
    shown = replace(told, events=events)
    _show("What happened?", f"timeline {_TIMELINE}", lambda terminal: write_timelines([shown], terminal))


def _tell_story(history: "History", page: Path) -> Path:
    """Show the sample's story, write its page and return the page's path."""
    from miner.story import as_html, as_text
    from miner.story.telling import tell

    story = tell(history, "sample")
    _show("What is the story?", "story sample", functools.partial(as_text.write, story))
    Output("html", str(page)).write([as_html.write(story)])
    return page


def _show(question: str, command: str, table: "Callable[[Terminal], Iterable[str]]") -> None:
    click.echo(f"\n{question}  $ miner {command}\n")
    Output().lines(table)
