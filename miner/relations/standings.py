"""Decide where patches and commits stand on each line: in force, undone, or landed again.

Only full reverts count, and an undo counts on the lines that hold it: what one line took back, the others still have.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from miner.graph.line_names import MAIN
from miner.relations.patches import Order, Patch, Ties
from miner.relations.relation_pass import Pass

if TYPE_CHECKING:
    from miner.graph.holders import DatedRelease


class PatchStanding(NamedTuple):
    """Where a patch stands on a line, as in the table ``patch_standings``."""

    patch: int
    line: str
    standing: str
    landing: int
    since: int
    release: int | None
    first_release: int | None
    last_release: int | None


class CommitStanding(NamedTuple):
    """That a line which holds a commit took it back, as in the table ``commit_standings``."""

    commit: int
    line: str
    standing: str
    by: int


@dataclass
class Standings:
    """Decides the standings of patches."""

    this: Pass
    ties: Ties
    order: Order

    def __post_init__(self) -> None:
        self._by_line: dict[str, list[DatedRelease]] = {MAIN: self.this.holders.dated}
        for release in self.this.holders.dated:
            self._by_line.setdefault(release.line, []).append(release)
        self._forces: dict[int, frozenset[int]] = {}

    def of(self, patch: Patch) -> Iterator[PatchStanding | CommitStanding]:
        """Yield where a patch stands on each line that holds a landing of it, and which landings a line took back.

        A patch without a full undo stands wherever it is held, and yields nothing.
        """
        if not any(self._full(one) for one in patch.landings):
            return
        steps = self.order.sort({*patch.landings, *patch.undos})
        lines = frozenset[str]().union(*map(self.this.lines_of, patch.landings))
        for line in sorted(lines):
            yield from self._judge(patch, line, [one for one in steps if line in self.this.lines_of(one)])

    def _judge(self, patch: Patch, line: str, steps: Sequence[int]) -> Iterator[PatchStanding | CommitStanding]:
        """Yield the standings on a line that holds ``steps``, landings and undos in order."""
        places = {step: place for place, step in enumerate(steps)}
        landed = [one for one in steps if one in patch.landings]
        undos = {one: self._undos(one, line) for one in landed}
        ever = {one: [place for undo in self._full(one) if (place := places.get(undo)) is not None] for one in landed}
        # What brought a landing back by undoing its undo counts instead of it, if it is known to be a landing.
        alive = [one for one in landed if not ever[one]] or [one for one in landed if not undos[one]]
        for one in landed:
            if one in patch.guests or not ever[one]:
                continue
            again = next((later for later in alive if places[later] > max(ever[one])), None)
            if again is not None:
                yield CommitStanding(one, line, "relanded", again)
            elif undos[one]:
                yield CommitStanding(one, line, "undone", undos[one][-1])
        yield self._whole(patch, line, landed, alive, undos)

    def _whole(
        self, patch: Patch, line: str, landed: Sequence[int], alive: Sequence[int], undos: dict[int, list[int]]
    ) -> PatchStanding:
        """Return the standing of the whole patch: what is ``alive`` of what ``landed`` in spite of ``undos``."""
        releases = frozenset[int]().union(*map(self._in_force, patch.landings))
        with_it = [release for release in self._by_line.get(line, ()) if release.identity in releases]
        if alive:
            landing = since = alive[0]
            before = landed[: landed.index(landing)]
            standing = "relanded" if any(undos[one] for one in before) else "stands"
        else:
            standing, landing = "undone", landed[-1]
            since = self.order.sort(undo for one in landed for undo in undos[one])[-1]
            if line == MAIN:  # until the undo; releases of other lines may have the patch for ever
                with_it = [one for one in with_it if one.released_utc <= self.this.ages[since][0]]
        return PatchStanding(
            patch.identity,
            line,
            standing,
            landing,
            since,
            self._first_release(since, line),
            with_it[0].identity if with_it else None,
            with_it[-1].identity if with_it and not alive else None,
        )

    def _undos(self, commit: int, line: str) -> list[int]:
        """Return the undos of a commit on a line that were not undone there themselves, in order."""
        return self.order.sort(
            undo for undo in self._full(commit) if line in self.this.lines_of(undo) and not self._undos(undo, line)
        )

    def _full(self, commit: int) -> list[int]:
        """Return the full undos of a commit on any line."""
        return [undo.source for undo in self.ties.undone.get(commit, ()) if undo.full]

    def _in_force(self, commit: int) -> frozenset[int]:
        """Return the releases that hold a commit and do not take it back."""
        if (found := self._forces.get(commit)) is None:
            found = self.this.holders.releases_of(commit)
            for undo in self._full(commit):
                found -= self._in_force(undo)
            self._forces[commit] = found
        return found

    def _first_release(self, commit: int, line: str) -> int | None:
        """Return the first release of a line that holds a commit; of main, the first of all."""
        members = self.this.holders.releases_of(commit)
        return next((one.identity for one in self._by_line.get(line, ()) if one.identity in members), None)
