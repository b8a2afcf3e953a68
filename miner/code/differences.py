"""What a commit did to structs: which go on, under the same name or another one, and which fields came and went."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from miner.code.state import LineState, StructState, Value, Version

# Two structs of one commit are the same if so many of their fields are.
_OVERLAP, _CONTAINED, _ENOUGH = 0.5, 0.9, 3


class Gone(NamedTuple):
    """A field that a struct no longer has: by the key that the struct had."""

    key: str
    path: str
    versions: tuple[Version, ...]


class Come(NamedTuple):
    """A field that a struct has now."""

    key: str
    path: str
    values: tuple[Value, ...]


class Changed(NamedTuple):
    """A field that got another type, shape, condition or file; by the old and the new key of its struct."""

    key: str
    path: str
    versions: tuple[Version, ...]
    values: tuple[Value, ...]
    new_key: str


@dataclass
class Difference:
    """The difference between two states of a line.

    ``renamed`` has the new key of structs that go on under another one; ``gone`` and ``come`` are fields, also of
    structs that went and came as a whole: ``vanished`` and ``born``.
    """

    renamed: dict[str, str] = field(default_factory=dict)
    vanished: list[str] = field(default_factory=list)
    born: list[str] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)
    come: list[Come] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    values: dict[str, dict[str, tuple[Value, ...]]] = field(default_factory=dict)


def compare(before: Mapping[str, StructState], state: LineState, touched: Iterable[str]) -> Difference:
    """Compare the ``touched`` structs as they were with what the headers of ``state`` define now."""
    found = Difference()
    keys = sorted(touched)
    found.values = {key: state.values(key) for key in keys if key in state.definitions}
    vanished = [key for key in keys if key in before and key not in found.values]
    born = [key for key in keys if key not in before and key in found.values]
    found.renamed = _pair(before, state, vanished, born, found.values)
    found.vanished = [key for key in vanished if key not in found.renamed]
    new = set(found.renamed.values())
    found.born = [key for key in born if key not in new]
    pairs = [(key, key) for key in keys if key in before and key in found.values]
    for old, key in (*pairs, *found.renamed.items()):
        _compare_fields(found, old, key, before[old].fields)
    for key in found.vanished:
        found.gone += [Gone(key, path, versions) for path, versions in before[key].fields.items()]
    for key in found.born:
        found.come += [Come(key, path, values) for path, values in found.values[key].items()]
    return found


def _compare_fields(found: Difference, old: str, key: str, fields: Mapping[str, tuple[Version, ...]]) -> None:
    values = found.values[key]
    for path, versions in fields.items():
        if path not in values:
            found.gone.append(Gone(old, path, versions))
        elif tuple(version.value for version in versions) != values[path]:
            found.changed.append(Changed(old, path, versions, values[path], key))
    found.come += [Come(key, path, new) for path, new in values.items() if path not in fields]


def _pair(
    before: Mapping[str, StructState],
    state: LineState,
    vanished: list[str],
    born: list[str],
    values: Mapping[str, Mapping[str, object]],
) -> dict[str, str]:
    """Return the structs that were renamed: {old key: new key}, the most alike first."""
    likely = []
    for old in vanished:
        fields = set(before[old].fields)
        name = before[old].names[0]
        for new in born:
            alike = _alike(fields, set(values[new]))
            # A tag or a typedef was added or removed, or the definition went to a file of its own.
            same = state.names(new)[0] == name or old.rpartition(":")[2] == new.rpartition(":")[2]
            if same or alike >= _OVERLAP:
                likely.append((not same, -alike, old, new))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, old, new in sorted(likely):
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return found


def _alike(old: set[str], new: set[str]) -> float:
    """Return how alike two structs are, from 0 to 1; what stands for macros only does not make any alike."""
    common = len(old & new)
    if not any(not path.endswith(">") for path in old & new):
        return 0.0
    if common >= _ENOUGH and common >= _CONTAINED * min(len(old), len(new)):
        return max(_OVERLAP, common / len(old | new))
    return common / len(old | new)
