"""Store what became of the changes: patches, their standings on each line, and cycles.

All three follow from relations and from what lines and releases hold. They are made again for each family (commits that
relations connect) with a commit whose relations a pass has decided; and for all families if lines or releases changed.
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, Table, text

from miner.relations.cycles import Cycle, Cycles
from miner.relations.patches import Order, Patch, Ties, family, find_patches, read_ties, role
from miner.relations.relation_pass import Lines, Pass
from miner.relations.standings import CommitStanding, PatchStanding, Standings
from miner.store import bulk, tables
from miner.store.removal import remove

# A commit whose relations are new may have tied these before.
_BEFORE = """
SELECT o.commit_id FROM concerned a
JOIN patch_commits p ON p.commit_id = a.id
JOIN patch_commits o ON o.patch_id = p.patch_id
"""
_BEARERS = """
SELECT m.commit_id, b.commit_id FROM concerned a
JOIN brought_commits b ON b.commit_id = a.id
JOIN merges m ON m.commit_id = b.merge_id
WHERE m.brought = 1
"""
# Also those of merges, which stand as what they brought.
_OF_COMMITS = """
commit_id IN (SELECT id FROM concerned)
OR commit_id IN (SELECT b.merge_id FROM concerned a JOIN brought_commits b ON b.commit_id = a.id)
"""
_STALE = {
    tables.patches: "SELECT p.patch_id FROM concerned a JOIN patch_commits p ON p.commit_id = a.id",
    tables.cycles: "SELECT s.cycle_id FROM concerned a JOIN cycle_steps s ON s.commit_id = a.id",
}
_PARTS = (tables.cycle_steps, tables.cycles, tables.commit_standings, tables.patch_standings, tables.patch_commits)


def store_outcomes(this: Pass, *, everything: bool) -> None:
    """Bring patches, standings and cycles up to date after a pass; ``everything`` says that lines or releases moved."""
    connection = this.connection
    ties = read_ties(connection)
    if everything or this.affected.whole:
        for table in (*_PARTS, tables.patches):
            connection.execute(table.delete())
        _store(this, ties, ties.commits)
        return
    with bulk.holding(connection, "concerned", this.affected.ids):
        before = {commit for (commit,) in bulk.rows(connection, _BEFORE)}
    commits = family(ties, before.union(this.affected.ids))
    with bulk.holding(connection, "concerned", commits):
        for table, select in _STALE.items():
            with bulk.holding(connection, "stale", [identity for (identity,) in bulk.rows(connection, select)]):
                remove(connection, table.name, "id IN (SELECT id FROM stale)")
        connection.execute(text(f"DELETE FROM commit_standings WHERE {_OF_COMMITS}"))  # noqa: S608 - our own names
    _store(this, ties, commits)


def _store(this: Pass, ties: Ties, commits: Collection[int]) -> None:
    this.ages.load(commits)
    order = Order(this.graph, this.ages)
    patches = find_patches(ties, order, commits)
    _store_patches(this.connection, ties, patches, this.lines)
    standings = Standings(this, ties, order)
    found = [standing for patch in patches for standing in standings.of(patch)]
    found += _of_merges(this, [one for one in found if isinstance(one, CommitStanding)])
    _insert(this.connection, tables.patch_standings, (one for one in found if isinstance(one, PatchStanding)))
    _insert(this.connection, tables.commit_standings, (one for one in found if isinstance(one, CommitStanding)))
    cycles = Cycles(this, ties, order)
    _store_cycles(
        this.connection, [cycle for partial in (False, True) for cycle in cycles.of(commits, partial=partial)]
    )


def _of_merges(this: Pass, found: Sequence[CommitStanding]) -> list[CommitStanding]:
    """Return the standings of merges that brought nothing but one of these commits: they stand as it does."""
    bearers: dict[int, list[int]] = {}
    with bulk.holding(this.connection, "concerned", {one.commit for one in found}):
        for merge, commit in bulk.rows(this.connection, _BEARERS):
            bearers.setdefault(commit, []).append(merge)
    known = {(one.commit, one.line) for one in found}
    return [
        CommitStanding(merge, one.line, one.standing, one.by)
        for one in found
        for merge in bearers.get(one.commit, ())
        if one.line in this.lines_of(merge) and (merge, one.line) not in known
    ]


def _store_patches(connection: Connection, ties: Ties, patches: Sequence[Patch], lines: Lines) -> None:
    members = [(patch, commit) for patch in patches for commit in (*patch.landings, *patch.undos)]
    _insert(connection, tables.patches, ((one.identity, len(one.landings) + len(one.undos)) for one in patches))
    _insert(
        connection,
        tables.patch_commits,
        ((patch.identity, commit, role(ties, patch, commit), lines[commit]) for patch, commit in members),
    )


def _store_cycles(connection: Connection, found: Sequence[Cycle]) -> None:
    numbered = list(enumerate(found, bulk.next_id(connection, tables.cycles)))
    _insert(
        connection,
        tables.cycles,
        ((number, one.first, one.line, int(one.partial), one.outcome) for number, one in numbered),
    )
    _insert(connection, tables.cycle_steps, ((number, *step) for number, one in numbered for step in one.steps))


def _insert(connection: Connection, table: Table, rows: Iterable[tuple[object, ...]]) -> None:
    """Insert rows with the values of all columns in their order."""
    bulk.insert(connection, table, table.columns.keys(), list(map(tuple, rows)))
