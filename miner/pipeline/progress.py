"""What a long job tells about itself while it runs."""

from typing import Protocol


class Progress(Protocol):
    """What mining tells about itself while it runs."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage of ``total`` steps, or of unknown length."""

    def advance(self, steps: int) -> None:
        """Note that some steps are done."""

    def done(self) -> None:
        """End the last stage."""


class Quiet:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, steps: int) -> None:
        """Say nothing."""

    def done(self) -> None:
        """Say nothing."""
