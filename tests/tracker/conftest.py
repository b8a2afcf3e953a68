"""A local server instead of the trackers, and a clock that waits for nobody."""

from dataclasses import dataclass, field

import pytest

from tests.tracker.server import serving


@dataclass
class Clock:
    """Time that passes only by waiting."""

    time: float = 1_700_000_000.0
    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds))
        self.time += seconds

    def now(self) -> float:
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def server():
    with serving() as server:
        yield server


@pytest.fixture
def trackers(server, monkeypatch):
    """The server, which stands for both trackers, and no token."""
    monkeypatch.setenv("GITHUB_API_URL", server.address)
    monkeypatch.setenv("MINER_BPO_URL", server.address)
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    return server
