"""Fetch the records of trackers, or read them from files, and store what they say."""

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Engine

from miner.errors import SettingsError
from miner.pipeline.progress import Progress, Quiet
from miner.pipeline.taking_in import take_in
from miner.store import engine, lookup, records
from miner.store.writing import open_alone
from miner.tracker import github, roundup
from miner.tracker.client import TOKEN_VARIABLE, Allowance, Client, OutOfRequestsError
from miner.tracker.fetching import Fetcher, Tally
from miner.tracker.importing import read_files
from miner.tracker.plan import ANONYMOUS, WITH_TOKEN, Extras, Plan, make_plan, seconds
from miner.tracker.wanted import Wanted, numbers_found, pulls_of, wanted

#: Where the trackers are, for mirrors and tests; the first is the variable that GitHub's own Actions set.
API_VARIABLE, BPO_VARIABLE = "GITHUB_API_URL", "MINER_BPO_URL"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for. ``since``: records from before this day are asked again, and lists begin with it."""

    names: tuple[str, ...] = ()
    mentioned: bool = False
    pull_requests: bool = False
    comments: bool = False
    timelines: bool = False
    since: date | None = None


@dataclass(frozen=True, slots=True)
class FetchSummary:
    """What a run did. ``cut_short``: it made as many requests as it was allowed, and others are left."""

    database: str
    plan: Plan
    has_token: bool
    requests: int
    tally: Tally
    cut_short: bool = False


def fetch(
    url: URL,
    wish: Wish,
    progress: Progress | None = None,
    *,
    max_requests: int | None = None,
    offline: bool = False,
    only_plan: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> FetchSummary:
    """Fetch what is wished for and is not stored yet.

    ``offline`` only stores what records say that are there, ``only_plan`` only says what would be asked. Raises
    SettingsError for a wrong name or token, FetchError if a tracker fails; what has arrived by then is stored.
    """
    progress = progress or Quiet()
    steps = _Steps(progress)
    with _opened(url) as (store, name), _clients(steps, max_requests, sleep) as (hub, bpo):
        since = _seconds(wish.since)
        begin = wish.since.isoformat() if wish.since else github.ALWAYS
        understood = 0 if only_plan else take_in(store, progress)  # what a run that was killed has left
        with store.connect() as connection:
            if not lookup.is_cpython(connection):
                raise SettingsError(f"{name} has the history of another project: only CPython's trackers are known.")
            found = wanted(connection, wish.names, mentioned=wish.mentioned, pull_requests=wish.pull_requests)
        extras = Extras(wish.comments, wish.pull_requests, wish.timelines, graphql=hub.has_token)
        plan = make_plan(store, found, extras, since=since, begin=begin)
        tally, cut_short = Tally(), False
        if not (only_plan or offline):
            limit = WITH_TOKEN if hub.has_token else ANONYMOUS
            about = _duration(seconds(plan.requests, limit))
            steps.begin(f"Fetching, about {about} within the limit", plan.requests)
            fetcher = Fetcher(store, hub, bpo, since=since, arrived=steps.arrived)
            tally = fetcher.tally
            try:
                _fetch(store, fetcher, found, plan, wish, begin)
            except OutOfRequestsError:
                cut_short = True
            finally:
                tally.understood += take_in(store, progress)
        tally.understood += understood
        return FetchSummary(name, plan, hub.has_token, hub.requests + bpo.requests, tally, cut_short)


def import_records(url: URL, paths: Iterable[Path], progress: Progress | None = None) -> tuple[int, int, int]:
    """Store the records in files, or in all files of folders, and what they say.

    Return how many records the files have, how many say something new, and how many were understood. Raises
    SettingsError for a file that has none; then nothing is stored.
    """
    progress = progress or Quiet()
    with _opened(url) as (store, _):
        progress.stage("Reading records")
        count = fresh = 0
        with store.begin() as connection:
            for record in read_files(paths):
                fresh += records.put(connection, [record])
                count += 1
                progress.advance(1)
        return count, fresh, take_in(store, progress)


def understand_all(url: URL) -> int:
    """Understand all stored records again, after an upgrade of the tool; return how many there are."""
    with _opened(url) as (store, _):
        with store.begin() as connection:
            records.understand_again(connection)
        return take_in(store, Quiet())


def spans(plan: Plan) -> tuple[str, str]:
    """Return how long the requests of a plan take, in words: with a token, and without one."""
    return _duration(seconds(plan.requests, WITH_TOKEN)), _duration(seconds(plan.requests, ANONYMOUS))


def _fetch(store: Engine, fetcher: Fetcher, found: Wanted, plan: Plan, wish: Wish, begin: str) -> None:
    """Make the requests of a plan. Whose numbers on GitHub are unknown comes first, and pull requests last."""
    if plan.uses_lists:
        kinds = ["issues", *(["pulls"] if wish.pull_requests else []), *(["all-comments"] if wish.comments else [])]
        for kind in kinds:
            fetcher.whole_list(kind, begin)
        if wish.timelines and fetcher.has_graphql:
            fetcher.all_timelines()
        fetcher.tally.understood += take_in(store, Quiet())
    with store.connect() as connection:
        known = numbers_found(connection, found.old)
    fetcher.old_numbers([number for number in found.old if number not in known])
    fetcher.tally.understood += take_in(store, Quiet())
    with store.connect() as connection:
        known = numbers_found(connection, found.old)
    issues = sorted({*found.issues, *known.values()}, key=int)
    again = not plan.uses_lists  # what changed is in them
    fetcher.each("issue", issues, again=again)
    if wish.timelines:
        fetcher.each("timeline", issues, again=again)
    fetcher.tally.understood += take_in(store, Quiet())
    pulls = found.pulls
    if wish.pull_requests:
        with store.connect() as connection:
            more = pulls_of(connection, Wanted(found.old, issues, [], found.everything))
        pulls = sorted({*pulls, *more}, key=int)
    fetcher.each("pull", pulls, again=again)
    if wish.comments and not plan.uses_lists:
        fetcher.each("comments", [*issues, *pulls])


@contextmanager
def _opened(url: URL) -> Iterator[tuple[Engine, str]]:
    with open_alone(url) as store:
        yield store, engine.shown(url)


class _Steps:
    """Reports requests, and the pauses between them."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._name, self._left, self._waits = "", 0, False

    def begin(self, name: str, requests: int) -> None:
        self._name, self._left = name, requests
        self._progress.stage(name, requests)

    def arrived(self) -> None:
        if self._waits:
            self._progress.stage(self._name, self._left)
        self._waits, self._left = False, max(self._left - 1, 0)
        self._progress.advance(1)

    def wait(self, pause: float, reason: str) -> None:
        until = datetime.now(UTC).astimezone() + timedelta(seconds=pause)
        self._waits = True
        self._progress.stage(f"Waiting until {until:%H:%M:%S}, because {reason}")


@contextmanager
def _clients(
    steps: _Steps, max_requests: int | None, sleep: Callable[[float], None]
) -> Iterator[tuple[Client, Client]]:
    token = os.environ.get(TOKEN_VARIABLE, "").strip() or None
    client = partial(Client, allowance=Allowance(max_requests), sleep=sleep, waits=steps.wait)
    hub = client(os.environ.get(API_VARIABLE) or github.BASE, token)
    bpo = client(os.environ.get(BPO_VARIABLE) or roundup.BASE, spacing=roundup.SPACING)
    try:
        yield hub, bpo
    finally:
        hub.close()
        bpo.close()


def _seconds(day: date | None) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) if day else 0


def _duration(length: float) -> str:
    for most, unit, name in ((90, 1, "s"), (90 * 60, 60, "min")):
        if length < most:
            return f"{length / unit:.0f} {name}"
    hours = length / 3600
    return f"{hours:.1f} h" if hours < 72 else f"{hours / 24:.0f} days"
