"""Walk the graph of a clone: which commits are to be read, in which order, and which are the newest."""

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

import pygit2

from miner.git import objects
from miner.git.commits import decode
from miner.git.objects import UNREADABLE
from miner.model import RawCommit


class Known(Protocol):
    """A collection of the shas of commits that need not be read again."""

    def __len__(self) -> int: ...

    def __contains__(self, sha: object, /) -> bool: ...


class Unread(NamedTuple):
    """The commits to read, parents always before children; and the tips out of reach, with the reason for each."""

    commits: list[str]
    lost: Mapping[str, str]


def walked(raw: pygit2.Repository, tips: Sequence[str], known: Known) -> Unread:
    """Find the unread commits, first parents before side branches, so that neighbours share most trees."""
    parents: dict[str, tuple[str, ...]] = {}
    lost: dict[str, str] = {}  # commits that cannot be read, and those above them → the reason
    order: list[str] = []
    seen: set[str] = set()
    for tip in tips:
        stack = [(tip, False)]
        while stack:
            sha, expanded = stack.pop()
            if expanded:
                if below := next((parent for parent in parents[sha] if parent in lost), None):
                    lost[sha] = lost[below]
                else:
                    order.append(sha)
            elif sha not in seen:
                seen.add(sha)
                if sha in known:
                    continue
                try:
                    parents[sha] = objects.read_links(raw, sha).parents
                except UNREADABLE as error:
                    lost[sha] = f"commit {sha} cannot be read ({error})"
                    continue
                stack.append((sha, True))
                stack.extend((parent, False) for parent in reversed(parents[sha]) if parent not in seen)
    if lost:  # what only lost tips reach waits until they can be read
        reached = _reachable((tip for tip in tips if tip not in lost), parents)
        order = [sha for sha in order if sha in reached]
    return Unread(order, {tip: lost[tip] for tip in tips if tip in lost})


def newest_of(raw: pygit2.Repository, tips: Sequence[str], count: int) -> list[RawCommit]:
    """Return the newest commits by the committer's time, at most ``count``, that are reachable from ``tips``.

    What cannot be read is left out.
    """
    found: list[RawCommit] = []
    waiting: list[tuple[int, str, RawCommit]] = []
    seen: set[str] = set()

    def meet(sha: str) -> None:
        if sha not in seen:
            seen.add(sha)
            try:
                commit = decode(sha, objects.read_commit(raw, sha))
            except UNREADABLE:
                return
            heapq.heappush(waiting, (-commit.committer.time, sha, commit))

    for tip in tips:
        meet(tip)
    while waiting and len(found) < count:
        found.append(heapq.heappop(waiting)[2])
        for parent in found[-1].parents:
            meet(parent)
    return found


def _reachable(tips: Iterable[str], parents: Mapping[str, Iterable[str]]) -> set[str]:
    """Return what is reachable from the tips; ``parents`` has those of all commits that matter."""
    found: set[str] = set()
    stack = list(tips)
    while stack:
        sha = stack.pop()
        if sha in parents and sha not in found:
            found.add(sha)
            stack.extend(parents[sha])
    return found
