"""How the cost of mining grows with the history: half of the real one, all of it, and with copies behind it."""

from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.copies import histories
from tests.benchmarks.in_steps import Clone, History, git
from tests.benchmarks.mining import count, log, megabytes, mine
from tests.benchmarks.table import Limit, Row

COPIES = 3
# A commit of a longer history may cost so much more than one of the real one.
MOST = 1.1


def growth(history: Path, folder: Path) -> Iterator[Row]:
    """Measure once each: the histories are long, and processor time tells enough."""
    half = Clone(history, folder / "half.git")
    times = sorted(map(int, git(history, "log", "--all", "--format=%ct").split()))
    half.move(History(history).at(times[len(times) // 2], ended=True))
    smaller = measured("grown, half the history", half.path, folder)
    whole = None
    for number, clone in enumerate(histories(history, folder, COPIES), 1):
        row = measured(f"grown, {number} × the history", clone.path, folder)
        yield row._replace(limits=tuple(limits(row, whole)) if whole else ())
        if whole is None:
            whole = row
            yield smaller._replace(limits=tuple(limits(whole, smaller)), remark="budget: the whole against this half")


def measured(what: str, clone: Path, folder: Path) -> Row:
    """Mine a clone, let git list its changes, and return what both took."""
    database = folder / "grown.db"
    cost = mine(database, clone)
    size = megabytes(database)
    for file in folder.glob("grown.db*"):
        file.unlink()
    return Row(what, cost, log(clone), count(clone), size)


def limits(longer: Row, shorter: Row) -> Iterator[Limit]:
    """Yield how much more a commit of the longer history costs: absolutely, and where it is more work for git, too."""
    more, less = longer.figures, shorter.figures
    commits = more["commits"] / less["commits"]
    for column, what in (("processor s", "processor"), ("peak MB", "memory"), ("database MB", "database")):
        yield Limit(more[column] / less[column] / commits, MOST, f"× {what}/commit")
    yield Limit(more["× git, processor"] / less["× git, processor"], MOST, "× processor beside git")
