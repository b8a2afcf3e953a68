"""What the headers of a line define at one commit."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

from miner.code.headers import Definition, Header

_Row = TypeVar("_Row")
#: What is defined in these is a struct of its own in each file.
_SOURCES = (".c", ".cc", ".cpp", ".m")


class Value(NamedTuple):
    """One declaration of a field: what makes a version of it."""

    type: str
    shape: str
    condition: str
    file: str


class Version(NamedTuple):
    """A version of a field: its row in ``struct_fields``, and the first version's."""

    id: int
    first: int
    position: float
    value: Value


@dataclass(frozen=True)
class StructState:
    """A struct at one commit. It is never changed, so lines can share it."""

    id: int
    name_id: int
    names: tuple[str, str | None, str | None]  # the name to show, tag, typedef
    kind: str
    fields: Mapping[str, tuple[Version, ...]]  # path → a version for each condition, in the order of declaration

    @cached_property
    def held(self) -> list[tuple[str, str]]:
        """The fields that may be structs by value: (path, type)."""
        return [
            (path, versions[0].value.type)
            for path, versions in self.fields.items()
            if is_by_value(versions[0].value) and not path.endswith(">")
        ]


def is_by_value(value: Value) -> bool:
    """Return whether a field is its type, or an array of it, and no pointer or number of bits."""
    return not value.shape or value.shape.startswith("[")


@dataclass
class LineState:
    """All structs of a line: by key, and the definitions and aliases that they come from, by file."""

    files: dict[str, Header] = field(default_factory=dict)
    definitions: dict[str, tuple[tuple[str, Definition], ...]] = field(default_factory=dict)
    aliases: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # tag → (file, name)
    structs: dict[str, StructState] = field(default_factory=dict)

    def copy(self) -> "LineState":
        """Return a state that can be changed without changing this one."""
        return LineState(dict(self.files), dict(self.definitions), dict(self.aliases), dict(self.structs))

    def replace(self, headers: Mapping[str, Header | None]) -> set[str]:
        """Let files have other contents, None: no file. Return the keys whose definitions or names may be others."""
        touched: set[str] = set()
        for file, header in headers.items():
            before = self.files.pop(file, None)
            if header is not None:
                self.files[file] = header
            old, new = _by_key(file, before), _by_key(file, header)
            for key in old.keys() | new.keys():
                if old.get(key) != new.get(key):
                    others = [one for one in self.definitions.get(key, ()) if one[0] != file]
                    _set(self.definitions, key, [*others, *((file, one) for one in new.get(key, ()))])
                    touched.add(key)
            touched |= self._rename(file, before, header)
        return touched

    def _rename(self, file: str, before: Header | None, after: Header | None) -> set[str]:
        old, new = set(before.aliases if before else ()), set(after.aliases if after else ())
        for tag in {tag for tag, _ in old ^ new}:
            others = [one for one in self.aliases.get(tag, ()) if one[0] != file]
            _set(self.aliases, tag, [*others, *((file, name) for one, name in new if one == tag)])
        return {tag for tag, _ in old ^ new if tag in self.definitions or tag in self.structs}

    def values(self, key: str) -> dict[str, tuple[Value, ...]]:
        """Return the fields of a struct as the files declare them now, by path."""
        found: dict[str, list[Value]] = {}
        for file, definition in self.definitions.get(key, ()):
            for one in definition.fields:
                value = Value(one.type, one.shape, one.condition, file)
                if value not in (values := found.setdefault(one.path, [])):
                    values.append(value)
        return {path: tuple(values) for path, values in found.items()}

    def names(self, key: str) -> tuple[str, str | None, str | None]:
        """Return the name to show, the tag and the typedef of a struct that is defined."""
        one = self.definitions[key][0][1]
        given = sorted(
            {name for _, name in self.aliases.get(one.tag or "", ())}, key=lambda name: (name[0] == "_", name)
        )
        typedef = one.typedef or (given[0] if given else None)
        return typedef or one.tag or one.variable or key, one.tag, typedef


def _set(table: dict[str, tuple[tuple[str, _Row], ...]], key: str, rows: Iterable[tuple[str, _Row]]) -> None:
    if found := sorted(rows, key=lambda row: row[0]):
        table[key] = tuple(found)
    else:
        table.pop(key, None)


def _by_key(file: str, header: Header | None) -> dict[str, list[Definition]]:
    found: dict[str, list[Definition]] = {}
    for one in header.structs if header else ():
        found.setdefault(f"{file}:{one.key}" if file.endswith(_SOURCES) else one.key, []).append(one)
    return found


class Names:
    """Which struct a type names, at one commit."""

    def __init__(self, structs: Mapping[str, StructState]) -> None:
        self._structs = structs
        self._keys: dict[str, str] = {}
        for key, struct in structs.items():
            self._keys.setdefault(struct.names[2] or key, key)

    def key(self, type_: str) -> str | None:
        """Return the key of the struct that a type is, None if it is none that is known."""
        words = [word for word in type_.split() if word not in {"const", "volatile", "struct", "union"}]
        if len(words) != 1:
            return None
        if words[0] in self._structs and ("struct" in type_ or "union" in type_):
            return words[0]
        return self._keys.get(words[0])

    def holders(self) -> dict[str, list[tuple[str, str]]]:
        """Return the structs that hold a struct by value, by its key: (key of the holder, path)."""
        found: dict[str, list[tuple[str, str]]] = {}
        for key, struct in self._structs.items():
            for path, type_ in struct.held:
                if inner := self.key(type_):
                    found.setdefault(inner, []).append((key, path))
        return found


def tops(paths: Iterable[str]) -> Iterator[str]:
    """Yield those paths of which no other one is a part, and no macros."""
    paths = set(paths)
    for path in sorted(paths):
        parts = path.split(".")
        if not path.endswith(">") and not any(".".join(parts[:length]) in paths for length in range(1, len(parts))):
            yield path
