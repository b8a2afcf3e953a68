"""Where the time of a mining run goes: its stages, with their processor time, as rows and as a picture."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from miner.answers import Rows
    from miner.pipeline.progress import Progress
    from miner.render.pictures.shapes import Lanes

# What runs beside the main process is added up when it has ended: readers end with the stage that they read in.
_COLUMNS = ("stage", "began_seconds", "wall_seconds", "main_seconds", "others_seconds", "steps")


@dataclass(slots=True)
class _Stage:
    name: str
    began: float
    processor: tuple[float, float]
    steps: int = 0


class Profile:
    """Records the stages that another progress shows."""

    def __init__(self, shown: "Progress") -> None:
        self._shown = shown
        self._start = time.monotonic()
        self._current: _Stage | None = None
        self._rows: list[tuple[object, ...]] = []

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage, which ends the previous one."""
        self._end()
        self._current = _Stage(name, time.monotonic() - self._start, _processor())
        self._shown.stage(name, total)

    def advance(self, steps: int) -> None:
        """Record that this many steps are done."""
        if self._current is not None:
            self._current.steps += steps
        self._shown.advance(steps)

    def done(self) -> None:
        """End the last stage."""
        self._end()
        self._shown.done()

    def _end(self) -> None:
        if (stage := self._current) is None:
            return
        self._current = None
        now = time.monotonic() - self._start
        main, others = _processor()
        spent = (now - stage.began, main - stage.processor[0], others - stage.processor[1])
        self._rows.append((stage.name, round(stage.began, 3), *(round(each, 3) for each in spent), stage.steps or None))

    def rows(self) -> "Rows":
        """Return the stages: when each began, its wall time, the processor time of this process and of others."""
        from miner.answers import Rows

        return Rows(_COLUMNS, list(self._rows))

    def picture(self) -> "Lanes":
        """Return a chart of the stages over time."""
        from miner.render.pictures.shapes import Bar, Lane, Lanes

        start = datetime(1970, 1, 1, tzinfo=UTC)
        bars = tuple(
            Bar(
                start + timedelta(seconds=float(str(began))),
                start + timedelta(seconds=float(str(began)) + float(str(wall))),
                f"{name} · {wall:.1f} s, processor {main:.1f} + {others:.1f} s",
                "burst",
            )
            for name, began, wall, main, others, _ in self._rows
        )
        wall, main, others = (sum(float(str(row[place])) for row in self._rows) for place in (2, 3, 4))
        summary = f"{wall:.1f} s; processor {main:.1f} s in the main process and {others:.1f} s in others."
        return Lanes("Where the time went", summary, (Lane("stages", bars),))


def _processor() -> tuple[float, float]:
    """Return the processor seconds of this process and of its ended children."""
    times = os.times()
    return times.user + times.system, times.children_user + times.children_system
