"""How wanted records are fetched with the fewest requests, and how long that takes.

GitHub gives lists of a hundred. A list has all issues and pull requests, wanted or not, so it pays from a few hundred
wanted ones on. How long the lists are is not known before they are read: they are reckoned from the highest number.
"""

from dataclasses import dataclass
from math import ceil
from typing import Final

from sqlalchemy import Engine

from miner.messages.eras import LAST_EARLY_PULL_REQUEST, LAST_MIGRATED_ISSUE
from miner.store import records
from miner.store.records import Record
from miner.tracker import github, graphql, roundup
from miner.tracker.wanted import Wanted

#: Requests an hour, with a token and without one.
WITH_TOKEN: Final = 5_000
ANONYMOUS: Final = 60
#: Seconds of one request; requests are made one after the other.
SECONDS: Final = 0.7
#: A guess: the comments on an issue or pull request.
_COMMENTS: Final = 8


@dataclass(frozen=True, slots=True)
class Extras:
    """What is wanted besides the records of issues; ``graphql`` says that a token allows to ask for many timelines."""

    comments: bool = False
    pull_requests: bool = False
    timelines: bool = False
    graphql: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be asked: ``one_by_one`` and ``by_lists`` are the numbers of requests that each way takes.

    ``stored`` of the ``wanted`` records are there already. What takes one request more, or one for a hundred, are old
    issues whose number on GitHub is unknown; lists tell that by themselves.
    """

    wanted: int
    stored: int
    one_by_one: int
    by_lists: int
    needs_token: bool = False  # for timelines by GraphQL, which come beside the lists

    @property
    def uses_lists(self) -> bool:
        """Whether lists take fewer requests."""
        return self.by_lists < self.one_by_one

    @property
    def requests(self) -> int:
        """The number of requests of the better way."""
        return self.by_lists if self.uses_lists else self.one_by_one


def make_plan(store: Engine, found: Wanted, extras: Extras, *, since: int, begin: str) -> Plan:
    """Return how what is wanted is best fetched; ``begin`` is what lists begin with."""
    kinds = {"issue": found.issues, "pull": found.pulls}
    with store.connect() as connection:
        there = {kind: records.complete(connection, "gh", kind, since) for kind in (*kinds, "comments", "timeline")}
        pages = {kind: records.last_page(connection, "gh", kind, begin) for kind in github.LISTS}
        graph_page = records.last_page(connection, "gh", graphql.TIMELINES, github.ALWAYS)
    left = {kind: [number for number in numbers if number not in there[kind]] for kind, numbers in kinds.items()}
    # Each old issue is one more on GitHub, once its number there is known.
    single = len(left["issue"]) + len(left["pull"]) + len(found.old)
    if extras.comments:
        commented = [number for numbers in kinds.values() for number in numbers if number not in there["comments"]]
        single += len(commented) + len(found.old)
    by_lists = sum(_left(length, pages[kind], since) for kind, length in _list_lengths(found, extras).items())
    if extras.timelines:
        untold = len([number for number in found.issues if number not in there["timeline"]]) + len(found.old)
        single += untold
        by_lists += _left(_issues(found), graph_page, since) if extras.graphql else untold
    wanted, one_by_one = len(found), single + ceil(len(found.old) / roundup.SLICE)
    return Plan(
        wanted=wanted,
        stored=wanted - len(left["issue"]) - len(left["pull"]) - len(found.old),
        one_by_one=one_by_one,
        by_lists=by_lists,
        needs_token=extras.timelines and extras.graphql and by_lists < one_by_one,
    )


def seconds(requests: int, limit: int) -> float:
    """Return how long requests take if none was made this hour: an hour passes after each ``limit`` of them."""
    hours = max(ceil(requests / limit) - 1, 0)
    return max(hours * 3600 + (requests - hours * limit) * SECONDS, requests * SECONDS)


def _left(length: int, stored: Record | None, since: int) -> int:
    """Return how many pages of a list are to be asked for, if ``stored`` is the last that is there."""
    if stored is not None and stored.next_url is None and stored.fetched >= since:
        return 0
    return max(ceil(length / github.PER_PAGE) - (stored.page if stored else 0), 1)


def _list_lengths(found: Wanted, extras: Extras) -> dict[str, int]:
    """Return how many elements the lists have that together bring all that is wanted."""
    highest = _highest(found)
    lengths = {"issues": highest}
    if extras.pull_requests:
        lengths["pulls"] = highest - _issues(found)
    if extras.comments:
        lengths["all-comments"] = highest * _COMMENTS
    return lengths


def _issues(found: Wanted) -> int:
    """Return how many issues have a number up to the highest; of the late numbers, the same share as of the wanted."""
    highest = _highest(found)
    issues = sum(int(number) > LAST_MIGRATED_ISSUE for number in found.issues)
    pulls = sum(int(number) > LAST_MIGRATED_ISSUE for number in found.pulls)
    share = issues / (issues + pulls) if issues + pulls else 1.0
    migrated = min(highest, LAST_MIGRATED_ISSUE) - min(highest, LAST_EARLY_PULL_REQUEST)
    return migrated + round(share * max(highest - LAST_MIGRATED_ISSUE, 0))


def _highest(found: Wanted) -> int:
    highest = max((int(number) for number in (*found.issues, *found.pulls)), default=1)
    return max(highest, LAST_MIGRATED_ISSUE) if found.old else highest
