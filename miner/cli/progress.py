"""Show the progress of mining on standard error: a bar with a rate and the remaining time."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from miner.cli.remaining import Remaining


class _Count(ProgressColumn):
    """The number of finished steps and of all steps, if that is known."""

    def render(self, task: Task) -> Text:
        """Return the count."""
        return Text(f"{int(task.completed):,}/{int(task.total):,}" if task.total else "")


class _Rate(ProgressColumn):
    """The number of steps per second."""

    def render(self, task: Task) -> Text:
        """Return the rate, empty until it is known."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:,.0f}/s" if speed and speed >= 1 else "", style="dim")


class _Left(ProgressColumn):
    """How long the whole job still takes."""

    def __init__(self, remaining: Remaining) -> None:
        super().__init__()
        self._remaining = remaining

    def render(self, task: Task) -> Text:  # noqa: ARG002 - rich's signature
        """Return the time, empty until it is known."""
        seconds = self._remaining.seconds()
        if seconds is None:
            return Text("")
        minutes, rest = divmod(round(seconds), 60)
        return Text(f"{minutes}:{rest:02} left", style="cyan")


class Bars:
    """Shows the stages of a job on a terminal, and removes them at the end; ``remaining`` estimates its end."""

    def __init__(self, remaining: Remaining | None = None) -> None:
        self._remaining = remaining or Remaining(whole=False)
        self._task: TaskID | None = None
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=None),
            _Count(),
            _Rate(),
            TimeElapsedColumn(),
            _Left(self._remaining),
            console=Console(file=sys.stderr),
            transient=True,
            refresh_per_second=4,
        )

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage, which replaces the previous one; ``total`` is its number of steps, None if unknown."""
        self.done()
        self._remaining.stage(name, total)
        self._task = self._bars.add_task(name, total=total)

    def advance(self, steps: int) -> None:
        """Record that this many steps are done."""
        self._remaining.advance(steps)
        if self._task is not None:
            self._bars.advance(self._task, steps)

    def done(self) -> None:
        """End the stage."""
        self._remaining.end()
        if self._task is not None:
            self._bars.remove_task(self._task)
            self._task = None
