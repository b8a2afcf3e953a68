"""CPython history miner: from a clone to timelines, reverts, relands, backports and releases.

::

    from miner import open_history

    with open_history("history.db") as history:
        for event in history.timeline("bpo-33608").events:
            print(event.at, event.kind, event.subject)
        for cycle in history.cycles("bpo-33608"):
            print(cycle.outcome, [step.delay_seconds for step in cycle.reverts])
        rows = history.query("issue_commits", issue="bpo-38858", line="main")
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from miner.answers import Page, Rows, Section
    from miner.errors import MinerError
    from miner.history.history import History, open_history
    from miner.history.timeline import Burst, Cycle, Event, Step, Timeline
    from miner.pipeline import MiningSummary, mine

__all__ = [
    "Burst",
    "Cycle",
    "Event",
    "History",
    "MinerError",
    "MiningSummary",
    "Page",
    "Rows",
    "Section",
    "Step",
    "Timeline",
    "mine",
    "open_history",
]

# `import miner` is fast: the module of a name is imported when the name is first used.
_PLACES = {
    "Burst": "miner.history.timeline",
    "Cycle": "miner.history.timeline",
    "Event": "miner.history.timeline",
    "History": "miner.history.history",
    "MinerError": "miner.errors",
    "MiningSummary": "miner.pipeline",
    "Page": "miner.answers",
    "Rows": "miner.answers",
    "Section": "miner.answers",
    "Step": "miner.history.timeline",
    "Timeline": "miner.history.timeline",
    "mine": "miner.pipeline",
    "open_history": "miner.history.history",
}


def __getattr__(name: str) -> Any:
    if (place := _PLACES.get(name)) is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(place), name)


def __dir__() -> list[str]:
    return __all__
