"""What a header defines, and how that is kept in the database."""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from miner.code.parsing import Field, Struct


class Definition(NamedTuple):
    """A struct as one header defines it; the conditions of its fields include those around the struct."""

    kind: str
    tag: str | None
    typedef: str | None
    variable: str | None
    fields: tuple[Field, ...]

    @property
    def key(self) -> str:
        """What names the struct from one version to the next, empty if it has no name."""
        return self.tag or self.typedef or self.variable or ""


class Header(NamedTuple):
    """The structs of a header, and the names that it gives to tags: (tag, name)."""

    structs: tuple[Definition, ...]
    aliases: tuple[tuple[str, str], ...]


EMPTY = Header((), ())


def encode_struct(struct: Struct | None) -> str:
    """Return what was understood of a text, as kept in ``struct_texts.parsed``."""
    return json.dumps(struct[:5] if struct else None, ensure_ascii=False, separators=(",", ":"))


def decode_struct(text: str) -> Definition | None:
    """Return what :func:`encode_struct` has kept, None if the text was no struct."""
    read = json.loads(text)
    if read is None:
        return None
    kind, tag, typedef, variable, fields = read
    return Definition(kind, tag, typedef, variable, tuple(Field(*field) for field in fields))


def encode_header(structs: Iterable[tuple[int, str, int]], aliases: Iterable[tuple[str, str]]) -> str:
    """Return a header as kept in ``struct_blobs.definitions``; each struct is (id of its text, condition, line)."""
    return json.dumps([list(structs), list(aliases)], ensure_ascii=False, separators=(",", ":"))


def decode_header(text: str, texts: Mapping[int, Definition | None]) -> Header:
    """Return the header that :func:`encode_header` has kept; ``texts`` has the structs by the ids of their texts."""
    structs, aliases = json.loads(text)
    found = [_under(definition, condition) for number, condition, _ in structs if (definition := texts[number])]
    return Header(tuple(one for one in found if one.key), tuple((tag, name) for tag, name in aliases))


def text_ids(text: str) -> list[int]:
    """Return the ids of the texts of a kept header."""
    return [number for number, _, _ in json.loads(text)[0]]


def _under(definition: Definition, condition: str) -> Definition:
    if not condition:
        return definition
    fields = (
        field._replace(condition=f"{condition} && {field.condition}" if field.condition else condition)
        for field in definition.fields
    )
    return definition._replace(fields=tuple(fields))
