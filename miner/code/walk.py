"""Follow the structs of a line from commit to commit."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from miner.code.differences import Changed, Come, Difference, Gone, compare
from miner.code.headers import Header
from miner.code.ledger import Fresh, Landing, Ledger
from miner.code.moves import CONDITIONAL, MOVED, Matcher, Move
from miner.code.state import LineState, StructState, Value, Version

_Field = TypeVar("_Field", Gone, Come)
ADDED, REMOVED, CHANGED = "added", "removed", "changed"


class Walk:
    """Writes what commits do to the structs of a line into a ledger, and brings the state of the line up to date."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def step(self, landing: Landing, state: LineState, headers: Mapping[str, Header | None]) -> None:
        """Let a commit give files new contents, None: no file."""
        before = dict(state.structs)
        touched = state.replace(headers)
        if not touched:
            return
        difference = compare(before, state, touched)
        _Step(self._ledger, landing, before, state, difference).write()

    def begin(self, line: str, state: LineState) -> None:
        """Let a line begin with the structs of the one that it leaves."""
        for struct in state.structs.values():
            self._ledger.name_ends[line, struct.name_id] = (None, None)
            for versions in struct.fields.values():
                for version in versions:
                    self._ledger.field_ends[line, version.id] = (None, None, None)


class _Step:
    def __init__(
        self,
        ledger: Ledger,
        landing: Landing,
        before: Mapping[str, StructState],
        state: LineState,
        difference: Difference,
    ) -> None:
        self._ledger = ledger
        self._landing = landing
        self._before = before
        self._state = state
        self._difference = difference
        self._changed = {(one.new_key, one.path): one for one in difference.changed}

    def write(self) -> None:
        difference, structs = self._difference, self._state.structs
        for one in difference.gone:
            self._end(one.versions, REMOVED)
        for key in difference.vanished:
            self._ledger.end_name(self._landing, structs.pop(key).name_id)
        old_keys = {new: old for old, new in difference.renamed.items()}
        for old in difference.renamed:
            structs.pop(old)
        for key in difference.values:
            structs[key] = self._next(key, self._before.get(old_keys.get(key, key)))
        moved = Matcher(difference, self._before, lambda: structs).match()
        taken = set()
        for move in moved:
            taken.add((move.new.key, move.new.path))
            self._write_move(move)
        self._note_fresh(difference.come, taken)

    def _next(self, key: str, before: StructState | None) -> StructState:
        """Return the state of a struct after the commit, and write what is new."""
        names = self._state.names(key)
        kind = self._state.definitions[key][0][1].kind
        identity = self._ledger.add_struct(names[0], kind) if before is None else before.id
        if before is None or before.names != names:
            if before is not None:
                self._ledger.end_name(self._landing, before.name_id)
            name_id = self._ledger.add_name(self._landing, identity, names)
        else:
            name_id = before.name_id
        fields = self._fields(key, identity, before.fields if before else {})
        return StructState(identity, name_id, names, kind, fields)

    def _fields(
        self, key: str, struct: int, before: Mapping[str, tuple[Version, ...]]
    ) -> Mapping[str, tuple[Version, ...]]:
        found: dict[str, tuple[Version, ...]] = {}
        values = self._difference.values[key]
        places = _positions(values, {path: versions[0].position for path, versions in before.items()})
        for path, new in values.items():
            if (change := self._changed.get((key, path))) is not None:
                found[path] = self._change(struct, change)
            elif path in before:
                found[path] = before[path]
            else:
                found[path] = tuple(
                    self._ledger.add_field(self._landing, struct, path, value, places[path], None, ADDED)
                    for value in new
                )
        return found

    def _change(self, struct: int, change: Changed) -> tuple[Version, ...]:
        """Write the versions that a field has now instead of those that it had."""
        kept = {version.value: version for version in change.versions if version.value in change.values}
        old = [version for version in change.versions if version.value not in kept]
        self._end(old, CHANGED)
        found = []
        for value in change.values:
            if value in kept:
                found.append(kept[value])
                continue
            was = old.pop(0) if old else change.versions[0]
            began_as = _what_changed(was.value, value)
            found.append(
                self._ledger.add_field(self._landing, struct, change.path, value, was.position, was.first, began_as)
            )
        return tuple(found)

    def _write_move(self, move: Move) -> None:
        structs = self._state.structs
        if isinstance(move.old, Gone):
            for gone in _with_parts(self._difference.gone, move.old):
                self._end(gone.versions, move.how)
        for come in _with_parts(self._difference.come, move.new):
            for version in structs[come.key].fields[come.path]:
                self._ledger.began_as(version.id, MOVED if move.how == CONDITIONAL else move.how)
        new = structs[move.new.key].fields[move.new.path][0]
        number = self._ledger.add_move(self._landing, move.old.versions[0].id, new.id, move.how)
        for pair in move.places:
            from_id, to_id = self._struct_id(pair.from_key), self._struct_id(pair.to_key)
            self._ledger.places.append((number, from_id, pair.from_path, to_id, pair.to_path))

    def _struct_id(self, key: str) -> int:
        return (self._state.structs.get(key) or self._before[key]).id

    def _end(self, versions: Iterable[Version], ended_as: str) -> None:
        for version in versions:
            self._ledger.end_field(self._landing, version.id, ended_as)

    def _note_fresh(self, come: Iterable[Come], taken: set[tuple[str, str]]) -> None:
        """Note the fields that were no others before; of an inner struct those that it has."""
        by_key: dict[str, list[str]] = {}
        for one in come:
            by_key.setdefault(one.key, []).append(one.path)
        for key, paths in by_key.items():
            struct = self._state.structs[key]
            moved = tuple(f"{path}." for owner, path in taken if owner == key)
            holders = {path.rpartition(".")[0] for path in paths}
            for path in paths:
                if (key, path) not in taken and not path.startswith(moved) and path not in holders and path[-1] != ">":
                    self._ledger.fresh.append(Fresh(self._landing, struct.fields[path][0].id, struct.names[0], path))


def _with_parts(all_: Iterable[_Field], one: Gone | Come | Changed) -> list[_Field]:
    """Return a field and those inside of it."""
    inside = f"{one.path}."
    return [
        other for other in all_ if other.key == one.key and (other.path == one.path or other.path.startswith(inside))
    ]


def _what_changed(old: Value, new: Value) -> str:
    if (old.type, old.shape) != (new.type, new.shape):
        return "retyped"
    return "conditional" if old.condition != new.condition else "refiled"


def _positions(paths: Iterable[str], known: Mapping[str, float]) -> dict[str, float]:
    """Return the ranks of the paths that are not known, between those of their neighbours."""
    order = list(paths)
    found: dict[str, float] = {}
    following: list[float | None] = [None] * len(order)
    after: float | None = None
    for at in range(len(order) - 1, -1, -1):
        following[at] = after
        after = known.get(order[at], after)
    last = 0.0
    for path, next_ in zip(order, following, strict=True):
        if path in known:
            last = known[path]
        else:
            last = (last + next_) / 2 if next_ is not None and next_ > last else last + 1
            found[path] = last
    return found
