"""How long a run of mining still takes: its stages are judged by those of recorded runs.

What a stage costs is known as a share of the others, for the whole history on two cores; how fast this machine is shows
in what it has done. Some stages are shared among the cores, so only these gain by more of them.
"""

import time
from collections.abc import Callable
from typing import Final

# Seconds of the stages of a first run, in their order, and whether they are shared among the cores.
_USUAL: Final = {
    "Finding commits": (0.8, False),
    "Reading commits": (27.8, True),
    "Counting lines": (111.0, True),
    "Relating: refs": (0.9, False),
    "Relating: lines": (1.4, False),
    "Relating: indexes": (2.6, False),
    "Relating: merges": (0.9, False),
    "Relating: releases": (0.9, False),
    "Relating: words": (0.8, False),
    "Relating: names": (1.4, False),
    "Relating: relations": (7.2, False),
    "Relating: patches": (0.8, False),
    "Relating: NEWS": (2.2, False),
    "Reading the NEWS of commits": (1.6, False),
    "Finding headers": (0.6, False),
    "Reading headers": (11.2, False),
    "Following fields": (4.4, False),
}
_LINES: Final = frozenset({"Counting lines", "Reading the NEWS of commits"})
_STRUCTS: Final = frozenset({"Finding headers", "Reading headers", "Following fields"})
_CORES: Final = 2  # on which they were recorded
_COMMITS: Final = 140_000
# Before this share is done, nothing is said.
_SHARE: Final = 0.04
# A stage that cannot tell how far it is counts as this far at most.
_ALMOST: Final = 0.9


class Remaining:
    """Estimates the seconds until a run ends, from its stages as they are reported.

    ``lines`` and ``structs`` say which stages are to come; ``whole`` is False for jobs of other stages, of which only
    the one that runs is estimated. ``clock`` gives seconds.
    """

    def __init__(
        self,
        *,
        lines: bool = False,
        structs: bool = False,
        whole: bool = True,
        cores: int = _CORES,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        left_out = (frozenset() if lines else _LINES) | (frozenset() if structs else _STRUCTS)
        self._weights = {
            name: seconds * _CORES / max(cores, 1) if shared else seconds
            for name, (seconds, shared) in _USUAL.items()
            if whole and name not in left_out
        }
        self._clock = clock
        self._name = ""
        self._began = 0.0
        self._total: int | None = None
        self._steps = 0
        self._done: dict[str, float] = {}

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of ``total`` steps, which ends the one before."""
        self.end()
        self._name, self._total, self._steps, self._began = name, total, 0, self._clock()
        if name == "Reading commits" and total and self._weights:
            # A later run has less to read, and less to relate.
            share = min(1.0, total / _COMMITS)
            self._weights = {each: weight * share for each, weight in self._weights.items()}

    def advance(self, steps: int) -> None:
        """Count steps of the stage that are done."""
        self._steps += steps

    def end(self) -> None:
        """End the stage."""
        if self._name:
            self._done[self._name] = self._clock() - self._began
            self._name = ""

    def seconds(self) -> float | None:
        """Return how many seconds are left, None as long as nobody can know."""
        spent = self._clock() - self._began if self._name else 0.0
        part = min(1.0, self._steps / self._total) if self._total else None
        if self._name and self._name not in self._weights:
            return spent * (1 - part) / part if part and part > _SHARE else None
        known = {name: seconds for name, seconds in self._done.items() if name in self._weights}
        weight = sum(self._weights[name] for name in known)
        elapsed = sum(known.values())
        current = self._weights.get(self._name, 0.0)
        if part is not None:
            weight, elapsed = weight + current * part, elapsed + spent
        if not weight or weight < _SHARE * sum(self._weights.values()):
            return None
        pace = elapsed / weight
        if part is None:
            part = min(_ALMOST, spent / (current * pace)) if current and pace else _ALMOST
        order = list(self._weights)
        last = self._name or next(reversed(known))
        ahead = sum(self._weights[name] for name in order[order.index(last) + 1 :])  # those before it were not needed
        return (ahead + current * (1 - part)) * pace
