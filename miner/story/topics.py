"""Topics: families of issues with what a document about them needs, from TOML files."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from miner.errors import ResourceError, SettingsError
from miner.resources import directory
from miner.toml_tables import Record


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a document about a topic: what it is about, all of it from the topic."""

    title: str
    issues: tuple[str, ...]
    symbols: tuple[str, ...]
    structs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic; ``since`` and ``until`` are days, both included, None where it is open."""

    name: str
    title: str
    issues: tuple[str, ...]
    symbols: tuple[str, ...]
    structs: tuple[str, ...]
    people: tuple[str, ...]
    since: date | None
    until: date | None
    parts: tuple[Part, ...]


def read_topic(name: str) -> Topic:
    """Return a topic: of a TOML file, or of one that ships with the tool, by its name.

    Raises SettingsError if there is none, if it cannot be read, lists no issues or has anything that is not known.
    """
    path = _path(name)
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}.") from error
    try:
        topic = _topic(path, table)
    except ResourceError as error:  # a file of the user is no resource
        raise SettingsError(str(error)) from error
    if not topic.issues:
        raise SettingsError(f'{path} lists no issues: it must have a line such as issues = ["bpo-33608", "gh-77789"].')
    return topic


def names() -> list[str]:
    """Return the names of the topics that ship with the tool."""
    return sorted(path.stem for path in (directory("data") / "topics").glob("*.toml"))


def _path(name: str) -> Path:
    path = Path(name)
    if path.suffix == ".toml":
        return path
    path = directory("data") / "topics" / f"{name}.toml"
    if name not in names():
        raise SettingsError(f"There is no topic {name} ({', '.join(names())}): name one of these, or a TOML file.")
    return path


def _topic(path: Path, table: dict[str, object]) -> Topic:
    record = Record(table, str(path))
    parts = []
    for number, section in enumerate(record.tables("section"), 1):
        one = Record(section, f"{path}, section {number}")
        parts.append(Part(one.text("title"), one.texts("issues"), one.texts("symbols"), one.texts("structs")))
        one.done()
    topic = Topic(
        path.stem,
        record.text("title", path.stem),
        record.texts("issues"),
        record.texts("symbols"),
        record.texts("structs"),
        record.texts("people"),
        _day(record, "since"),
        _day(record, "until"),
        tuple(parts),
    )
    record.done()
    listed = set(topic.issues)
    for part in topic.parts:
        if outside := [issue for issue in part.issues if issue not in listed]:
            raise ResourceError(f"{path}: the section {part.title!r} has {outside[0]}, which the topic does not list.")
    return topic


def _day(record: Record, key: str) -> date | None:
    day = record.day(key)
    return day.date() if isinstance(day, datetime) else day
