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
from miner.tracker import github, roundup
from miner.tracker.wanted import Wanted

#: Requests an hour, with a token and without one.
WITH_TOKEN: Final = 5_000
ANONYMOUS: Final = 60
#: Seconds of one request; requests are made one after the other.
SECONDS: Final = 0.7
#: A guess: the comments on an issue or pull request.
_COMMENTS: Final = 8


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

    @property
    def uses_lists(self) -> bool:
        """Whether lists take fewer requests."""
        return self.by_lists < self.one_by_one

    @property
    def requests(self) -> int:
        """The number of requests of the better way."""
        return self.by_lists if self.uses_lists else self.one_by_one


def make_plan(store: Engine, found: Wanted, *, comments: bool, pull_requests: bool, since: int, begin: str) -> Plan:
    """Return how what is wanted is best fetched; ``begin`` is what lists begin with."""
    kinds = {"issue": found.issues, "pull": found.pulls}
    with store.connect() as connection:
        there = {kind: records.complete(connection, "gh", kind, since) for kind in (*kinds, "comments")}
        pages = {kind: records.last_page(connection, "gh", kind, begin) for kind in github.LISTS}
    left = {kind: [number for number in numbers if number not in there[kind]] for kind, numbers in kinds.items()}
    # Each old issue is one more on GitHub, once its number there is known.
    single = len(left["issue"]) + len(left["pull"]) + len(found.old)
    if comments:
        commented = [number for numbers in kinds.values() for number in numbers if number not in there["comments"]]
        single += len(commented) + len(found.old)
    lists = _list_lengths(found, comments=comments, pull_requests=pull_requests)
    by_lists = 0
    for kind, length in lists.items():
        stored = pages[kind]
        is_read = stored is not None and stored.next_url is None and stored.fetched >= since
        by_lists += 0 if is_read else max(ceil(length / github.PER_PAGE) - (stored.page if stored else 0), 1)
    wanted = len(found)
    return Plan(
        wanted=wanted,
        stored=wanted - len(left["issue"]) - len(left["pull"]) - len(found.old),
        one_by_one=single + ceil(len(found.old) / roundup.SLICE),
        by_lists=by_lists,
    )


def seconds(requests: int, limit: int) -> float:
    """Return how long requests take if none was made this hour: an hour passes after each ``limit`` of them."""
    hours = max(ceil(requests / limit) - 1, 0)
    return max(hours * 3600 + (requests - hours * limit) * SECONDS, requests * SECONDS)


def _list_lengths(found: Wanted, *, comments: bool, pull_requests: bool) -> dict[str, int]:
    """Return how many elements the lists have that together bring all that is wanted."""
    numbers = [int(number) for number in (*found.issues, *found.pulls)]
    highest = max(numbers, default=1)
    if found.old:
        highest = max(highest, LAST_MIGRATED_ISSUE)
    lengths = {"issues": highest}
    if pull_requests:
        late = [number for number in numbers if number > LAST_MIGRATED_ISSUE]
        pulls = sum(int(number) > LAST_MIGRATED_ISSUE for number in found.pulls)
        share = pulls / len(late) if late else 0.0
        early = min(highest, LAST_EARLY_PULL_REQUEST)
        lengths["pulls"] = early + round(share * max(highest - LAST_MIGRATED_ISSUE, 0))
    if comments:
        lengths["all-comments"] = highest * _COMMENTS
    return lengths
