"""A pass over new commits gives what a pass over everything gives, and each reason to look at an old commit is needed.

The histories are in :mod:`tests.relations.arrivals`. Each is tried without what it needs, too, and then must fail.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from miner.pipeline import mine
from miner.pipeline.fetching import import_records
from miner.pipeline.import_mapping import import_revisions
from miner.relations import affected, relate
from miner.relations.reland import reopened
from tests.databases import empty
from tests.dumps import contents
from tests.relations.arrivals import BY_LINES, NEEDING

CASES = [(reason, arrival) for reason, arrivals in NEEDING.items() for arrival in arrivals]
TUPLES = [
    (affected, "SEEDS"),
    (affected, "MOVED"),
    (affected, "WIDENINGS"),
    (reopened, "CONCERNED"),
    (reopened, "ATTEMPTED"),
]
FUNCTIONS = {
    "_naming_shas": affected,
    "_merging": affected,
    "_renamed": affected,
    "naming_elsewhere": relate,
    "_brought_back": reopened,
}


def reasons() -> dict[str, tuple[object, str, str]]:
    """Return each query by its name, with the module and the tuple that have it; the same name again if it is there."""
    found: dict[str, tuple[object, str, str]] = {}
    for module, chosen in TUPLES:
        names = {query: name for name, query in vars(module).items() if isinstance(query, str)}
        for query in getattr(module, chosen):
            name = names[query]
            found[f"{name} again" if name in found else name] = (module, chosen, query)
    return found


def take_away(patch: pytest.MonkeyPatch, reason: str) -> None:
    """Let passes do without one reason."""
    if reason in FUNCTIONS:
        patch.setattr(FUNCTIONS[reason], reason, lambda *_: set())
    else:
        module, chosen, query = reasons()[reason]
        patch.setattr(module, chosen, tuple(one for one in getattr(module, chosen) if one is not query))


def test_each_reason_has_a_history():
    assert set(NEEDING) == {*reasons(), *FUNCTIONS}


@contextmanager
def patched(share: int) -> Iterator[pytest.MonkeyPatch]:
    """Let a pass go whole above one part in ``share`` of all commits."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(affected, "_SHARE", share)
        yield patch


@pytest.mark.repeated
@pytest.mark.parametrize(("reason", "arrival"), CASES, ids=[arrival.__name__ for _, arrival in CASES])
def test_what_arrives_late_changes_what_was_there(sqlite_template, repo, tmp_path, reason, arrival):
    lines = arrival in BY_LINES

    def mined(copied: Path, *mappings: str | None) -> dict:
        path = Path(shutil.copy(copied, tmp_path / "mined.db"))
        with empty(path) as database:
            for number, record in enumerate(one for one in mappings if one and one.startswith("{")):
                file = tmp_path / f"{number}.json"
                file.write_text(record)
                os.utime(file, (0, 0))
                import_records(database.url, [file])
            mine(repo.path, database.url, workers=1, lines=lines)
            with database.engine.begin() as connection:
                for mapping in filter(None, mappings):
                    if not mapping.startswith("{"):
                        import_revisions(connection, mapping, "a test")
                return contents(connection)

    steps = arrival(repo)
    early = next(steps)
    mined(sqlite_template, early)
    between = (tmp_path / "mined.db").rename(tmp_path / "between.db")
    with pytest.raises(StopIteration) as end:
        next(steps)
    late = end.value.value
    at_once = mined(sqlite_template, early, late)
    with patched(1):  # never whole
        assert mined(between, late) == at_once
    with patched(1_000_000):
        assert mined(between, late) == at_once
    with patched(1) as patch:
        take_away(patch, reason)
        assert mined(between, late) != at_once
