"""What merges really brought: those of the arriving commits whose content is in the tree of the merge.

In the graph everything that is reachable is there. But in the years of Mercurial a fix was often merged into a newer
line only to say that it does not belong there, a release manager merged heads and kept one of them as it was, and a
few changes were ported by hand in merges of whole other lines. Three things are compared, path by path and by blob:
what the merge changed against the parent that it continues, what the arriving commits changed on their side, and what
the continued parent has. A path that the merge changed is *taken*: it has the other side's content or was merged with
it; so is a path whose content the continued side has moved, which shows in a change of another path that no arriving
commit changed. A path that the merge left alone is *refused* if the sides differed there: if the arriving commits
changed it, and not forth and back, and left it otherwise than it is on the continued side.

- A commit is brought if at least half of its taken and refused paths were taken. Bookkeeping, which is merged by hand
  and often written anew, counts only for commits that changed nothing else; and that it was refused counts only if
  nothing else arrives.
- A commit without such paths goes with the others: it is brought if the merge took at least as many paths as it
  refused.
- A merge that took fewer than one path in fifty has nearly the tree of the continued parent. What it took was ported by
  hand: of each path, only the last commit that changed it.
- What did not come as far as the other side's tip, because a merge on that side refused it, is not brought either.

Of a merge that cannot be compared, all is taken for brought. It is tried again in the next run.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.graph.arrivals import Arrival, Arrivals
from miner.model import BOOKKEEPING, Change
from miner.store import bulk, tables

# A merge that took fewer than one path in so many is nearly the same as the parent that it continues.
_NEARLY = 50
_BROUGHT = "SELECT merge_id, commit_id FROM brought_commits"
_CONTINUED = "SELECT commit_id, continued_id FROM merges"
_CHANGES = """
SELECT x.commit_id, x.path_id, x.old_blob, x.new_blob FROM arriving k CROSS JOIN changes x WHERE x.commit_id = k.id
"""
# A shorter name, such as os, is also a part of other names.
_LONG_ENOUGH = 4
# What merges brought that could not be compared.
_GUESSED = "DELETE FROM brought_commits WHERE merge_id NOT IN (SELECT commit_id FROM merges)"
_GAP = "merge"
_UNREAD = """
SELECT c.sha, q.sha FROM gaps g JOIN commits c ON c.id = g.commit_id
JOIN parents p ON p.commit_id = c.id AND p.position = 0 JOIN commits q ON q.id = p.parent_id
WHERE g.kind = 'merge' ORDER BY c.id
"""
# Commit, path, and the blobs before and after.
_Change = tuple[int, int, str | None, str | None]
#: Returns the blob at a path in a commit, both by name; None if there is none.
BlobAt = Callable[[str, str], str | None]


def judge_merges(
    connection: Connection, graph: Graph, arrivals: Arrivals, changes: Mapping[str, Sequence[Change]], blob_at: BlobAt
) -> bool:
    """Decide and store what each new merge brought; return whether anything that was stored before has changed.

    ``changes`` has, by sha, the changes of the merges that were to be compared; those without cannot be read.
    """
    if not arrivals.new:
        return False
    guessed = connection.execute(text(_GUESSED)).rowcount
    judge = _Judge(connection, graph, arrivals, changes, blob_at)
    brought = [(one, judge.brought(one)) for one in arrivals.new]
    bulk.insert(
        connection,
        tables.merges,
        ("commit_id", "continued_id", "arriving", "brought"),
        [(one.merge, one.continued, len(one.commits), len(found)) for one, found in brought if judge.knows(one)],
    )
    bulk.insert(
        connection,
        tables.brought_commits,
        ("merge_id", "commit_id"),
        [(one.merge, commit) for one, found in brought for commit in sorted(found)],
    )
    connection.execute(text("DELETE FROM gaps WHERE kind = :kind"), {"kind": _GAP})
    reason = "its tree cannot be compared: all that arrives with it is taken for brought"
    bulk.insert(
        connection,
        tables.gaps,
        ("kind", "place", "reason", "commit_id"),
        [(_GAP, arrivals.shas[merge], reason, merge) for merge in sorted(judge.unread)],
    )
    return guessed > 0


def unread_merges(connection: Connection) -> dict[str, str]:
    """Return {merge: its first parent}, both as shas, of the merges whose trees could not be read."""
    return {merge: parent for merge, parent in connection.execute(text(_UNREAD))}


class _Judge:
    """Judges merges, ancestors before descendants: what one brought says what arrives with the next."""

    def __init__(
        self,
        connection: Connection,
        graph: Graph,
        arrivals: Arrivals,
        changes: Mapping[str, Sequence[Change]],
        blob_at: BlobAt,
    ) -> None:
        self._shas, self._blob_at = arrivals.shas, blob_at
        self._names = {identity: path for identity, path in bulk.rows(connection, "SELECT id, path FROM paths")}
        self._bookkeeping = {path for path, name in self._names.items() if name.startswith(BOOKKEEPING)}
        self._first_parent = graph.first_parent
        self._continued = read_continued(connection, graph)
        self._continued |= {
            one.merge: one.continued for one in arrivals.new if one.continued != graph.first_parent[one.merge]
        }
        self._brought: dict[int, Collection[int]] = dict(read_brought(connection))
        self._changes: dict[int, list[_Change]] = {}
        arriving = frozenset().union(*(one.commits for one in arrivals.new))
        with bulk.holding(connection, "arriving", arriving):
            for change in bulk.rows(connection, _CHANGES):
                self._changes.setdefault(change[0], []).append(change)
        identities = {name: path for path, name in self._names.items()}
        self.unread: set[int] = set()  # the merges whose trees cannot be read
        for merge in arrivals.compare:
            if (found := changes.get(arrivals.shas[merge])) is None:
                self.unread.add(merge)
                continue
            # A path that only merges changed has no id; it is none of any arriving commit.
            self._changes[merge] = [
                (merge, identities[change[0]], change[4], change[5]) for change in found if change[0] in identities
            ]

    def knows(self, one: Arrival) -> bool:
        """Return whether what a merge brought was decided from its tree and those of the merges that arrive with it."""
        return one.merge not in self.unread and self.unread.isdisjoint(one.commits)

    def brought(self, one: Arrival) -> Collection[int]:
        """Return the arriving commits whose content is in the tree of the merge."""
        chains = [list(self._chain(side, one.commits)) for side in one.others]
        came = {commit for chain in chains for commit in chain}
        for merge in [commit for commit in came if commit in self._brought]:
            came.update(one.commits.intersection(self._brought[merge]))
        if one.merge not in self.unread:
            weighty = {commit: self._weighty(commit) for commit in came}
            touched = frozenset().union(*weighty.values())
            changed = self._paths(one.merge)
            if left := touched - changed:
                moved = self._moved(changed, came, left)
                came = self._sift(one, chains, weighty, touched & changed | moved, left - moved)
        self._brought[one.merge] = came
        return came

    def _moved(self, changed: Iterable[int], came: Iterable[int], left: Iterable[int]) -> set[int]:
        """Return those of the paths that a merge ``left`` alone whose content it seems to have changed elsewhere.

        ``changed`` are the paths that it changed.
        """
        elsewhere = set(changed) - self._bookkeeping
        for commit in came if elsewhere else ():
            elsewhere -= self._paths(commit)
        return {path for path in left if any(_are_akin(self._names[path], self._names[other]) for other in elsewhere)}

    def _chain(self, tip: int, arriving: Collection[int]) -> Iterator[int]:
        """Yield the arriving commits on a side, from its tip along the parents that it continued."""
        while tip in arriving:
            yield tip
            tip = self._continued.get(tip) or self._first_parent[tip]

    def _paths(self, commit: int) -> set[int]:
        return {change[1] for change in self._changes.get(commit, ())}

    def _weighty(self, commit: int) -> set[int]:
        """Return the paths that a commit changed, without bookkeeping unless there is nothing else."""
        paths = self._paths(commit)
        return paths - self._bookkeeping or paths

    def _sift(
        self,
        one: Arrival,
        chains: Iterable[Sequence[int]],
        weighty: Mapping[int, set[int]],
        taken: frozenset[int],
        left: frozenset[int],
    ) -> set[int]:
        """Return the commits that were brought by a merge that did not change all paths of the arriving commits."""
        content = taken - self._bookkeeping or taken
        limit = (_NEARLY - 1) * len(content)
        refused = frozenset(islice(self._refused(one, chains, left), limit + 1))
        if len(refused) > limit:
            return self._ported(chains, weighty, content)
        weighed = (taken | refused) - self._bookkeeping or taken | refused
        most = len(weighed & taken) >= len(weighed & refused)
        brought = set()
        for commit, paths in weighty.items():
            yes, no = len(paths & taken), len(paths & refused & weighed)
            if yes >= no if yes or no else most:
                brought.add(commit)
        return brought

    def _refused(self, one: Arrival, chains: Iterable[Sequence[int]], left: Collection[int]) -> Iterator[int]:
        """Yield those of the paths that a merge ``left`` alone in which the sides differed."""
        before: dict[int, str | None] = {}
        after: dict[int, str | None] = {}
        for chain in chains:
            for commit in chain:
                for _, path, old, new in self._changes.get(commit, ()):
                    if path in left:
                        after.setdefault(path, new)
                        before[path] = old
        sha = self._shas[one.continued]
        return (
            path
            for path, blob in after.items()
            if blob != before[path] and blob != self._blob_at(sha, self._names[path])
        )

    def _ported(
        self, chains: Iterable[Sequence[int]], weighty: Mapping[int, set[int]], taken: Collection[int]
    ) -> set[int]:
        """Return the last commits that changed the ``taken`` paths, if these are at least half of what they changed."""
        waiting = set(taken)
        ported = set()
        for commit in (commit for chain in chains for commit in chain):
            if not waiting:
                break
            last = weighty[commit] & waiting
            waiting -= last
            if last and 2 * len(last) >= len(weighty[commit]):
                ported.add(commit)
        return ported


def _are_akin(path: str, other: str) -> bool:
    """Return whether the content of ``path`` may have moved to the ``other``: in its folder, or named after it."""
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0]
    return other.rpartition("/")[0] == folder or (len(stem) >= _LONG_ENOUGH and stem in other)


def read_continued(connection: Connection, graph: Graph) -> dict[int, int]:
    """Return {merge: the parent that it continues} of the merges that do not continue their first parent."""
    return {merge: parent for merge, parent in bulk.rows(connection, _CONTINUED) if parent != graph.first_parent[merge]}


def read_brought(connection: Connection) -> dict[int, list[int]]:
    """Return {merge: the commits that it brought}, without merges that brought none."""
    found: dict[int, list[int]] = {}
    for merge, commit in bulk.rows(connection, _BROUGHT):
        found.setdefault(merge, []).append(commit)
    return found
