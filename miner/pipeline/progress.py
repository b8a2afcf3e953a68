"""The progress of a long job."""

from typing import Protocol


class Progress(Protocol):
    """What mining calls to report its progress."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of ``total`` steps, or of unknown length."""

    def advance(self, steps: int) -> None:
        """Report that this many more steps of the stage are done."""

    def done(self) -> None:
        """End the last stage."""


class Quiet:
    """Ignores all progress."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, steps: int) -> None:
        """Say nothing."""

    def done(self) -> None:
        """Say nothing."""
