"""Read a labelled set: a folder of JSON files, each a list of records and named after what it labels.

============== =====================================================================================================
file           a record has
============== =====================================================================================================
reverts.json   ``sha``, ``is_revert`` (``full``, ``partial`` or ``no``), ``reverts`` (a list, empty if unknown),
               ``confidence``, ``kind`` (see `claims`), ``source``
reverts2.json  the same, read later and counted apart
silent.json    ``sha``, ``undoes``, ``category`` (A to F)
cycles.json    ``cycles``: a list of turns with ``attempt`` (a list), ``revert``, ``next_attempt`` (one, a list or
               null); or only ``steps``: a list with ``role`` (``attempt`` or ``revert``) and ``sha`` (one or a list)
relands2.json  ``original_sha``, ``undoing_sha``, ``reland_sha``, ``label`` (whether it is the same change again),
               ``kind``, ``source``
backports.json ``main``, ``backports``: a list with ``branch``, ``sha`` and optionally ``first_release_by_date``
mentions.json  ``sha`` and one list of numbers for each number space, see `SPACES`
releases.json  ``sha``, ``first_by_tag_date`` (a tag or null)
============== =====================================================================================================

Other fields are for human readers and ignored. Files may be missing. A ``source`` says how a commit was chosen for
reading: one of the words in `SOURCES`, or a sentence with the step of the reading that they are told by.
"""

import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from miner.errors import SettingsError
from miner.evaluate.labels import (
    BackportLabel,
    LabelledSet,
    MentionLabel,
    RelandLabel,
    ReleaseLabel,
    SilentLabel,
    TurnLabel,
    UndoLabel,
)

#: The fields of a labelled message by number space. All issues are one space: bugs.python.org kept SourceForge's
#: numbers, and labels do not distinguish its numbers from GitHub's.
SPACES: Mapping[str, tuple[str, ...]] = {
    "issue": ("issues_sf", "issues_bpo", "issues_gh", "github_issue", "github_issues", "gh_issue", "gh_issues"),
    "jitterbug": ("jitterbug_pr",),
    "pr": ("github_pr",),
    "pep": ("pep",),
    "svn": ("svn_rev",),
    "cvs": ("cvs_rev",),
    "hg": ("hg_hash",),
    "git": ("git_hash",),
}
#: How the commits of the later reading were chosen: the word that scores are grouped by, and the step that a sentence
#: has for it. All of ``main`` from 2021-10 to 2024-04, commits whose message has a word of a wide net, links or relands
#: that the tool had found, and relands that a reader found in the census. Then, in readings that no sentence tells of,
#: random commits until then and from then on, whose message has a word of a wide net, twice; and commits from then on
#: most lines of which undo those of one earlier commit.
SOURCES: Mapping[str, str] = {
    "census": "2a",
    "net": "2b",
    "links": "1",
    "rows": "3",
    "read": "2a/3",
    "early": "4a",
    "late": "4b",
    "early-2": "5a",
    "late-2": "5b",
    "inverses": "5c",
}
_STEP = re.compile(r"\bstep (\w+(?:/\w+)?)")
_SHA = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_CATEGORIES = frozenset("ABCDEF")

Record = dict[str, Any]


class _WrongError(Exception):
    """A record is invalid; the message continues a sentence that begins with the record's number."""


def read(path: Path) -> LabelledSet:
    """Read the labels in a folder, or in a single file of one; raise SettingsError if they are missing or invalid."""
    if not path.exists():
        raise SettingsError(f"There is no labelled set at {path}: name a folder with {_known()}.")
    files = [path] if path.is_file() else [path / f"{name}.json" for name in _FILES]
    labels = LabelledSet(path)
    for file in files:
        if file.stem not in _FILES:
            raise SettingsError(f"{file} has an unknown name: a file of labels is called {_known()}.")
        if file.exists():
            _add(file, labels)
    if not len(labels):
        raise SettingsError(f"There are no labels in {path}: it should have {_known()}, with records.")
    return labels


def _known() -> str:
    *names, last = (f"{name}.json" for name in _FILES)
    return f"{', '.join(names)} or {last}"


def _add(file: Path, labels: LabelledSet) -> None:
    try:
        records = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{file} is not JSON: {error}.") from error
    if not isinstance(records, list):
        raise SettingsError(f"{file} should be a list of records.")
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise SettingsError(f"{file}: record {number} is not an object.")
        try:
            _FILES[file.stem](record, labels)
        except _WrongError as error:
            raise SettingsError(f"{file}: record {number} {error}.") from error


def _undo(record: Record, labels: LabelledSet, set_: str = "reverts") -> None:
    match record.get("is_revert"):
        case "full" | "partial" as extent:
            targets = frozenset(_shas(record, "reverts"))
        case "no":
            extent, targets = None, frozenset()
        case _:
            raise _WrongError("has no is_revert that is full, partial or no")
    sha, source = _sha(record, "sha"), _source(record)
    label = UndoLabel(sha, extent, targets, record.get("confidence"), record.get("kind"), source, set_)
    labels.reverts.append(label)


def _source(record: Record) -> str | None:
    source = str(record.get("source"))
    if source in SOURCES:
        return source
    step = _STEP.search(source)
    return next((word for word, name in SOURCES.items() if step and step[1] == name), None)


def _silent(record: Record, labels: LabelledSet) -> None:
    if (category := str(record.get("category"))) not in _CATEGORIES:
        raise _WrongError("has no category from A to F")
    labels.silent.append(SilentLabel(_sha(record, "sha"), _sha(record, "undoes"), category))


def _cycle(record: Record, labels: LabelledSet) -> None:
    if "cycles" in record:
        for turn in _records(record, "cycles"):
            nexts = frozenset(_shas(turn, "next_attempt"))
            labels.cycles.append(TurnLabel(frozenset(_shas(turn, "attempt")), _sha(turn, "revert"), nexts))
    else:
        labels.cycles.extend(_turns(_records(record, "steps")))


def _turns(steps: list[Record]) -> Iterator[TurnLabel]:
    following = {id(step): after for step, after in pairwise(steps)}
    for before, step in pairwise(steps):
        if (before.get("role"), step.get("role")) == ("attempt", "revert"):
            after = following.get(id(step))
            nexts = _shas(after, "sha") if after and after.get("role") == "attempt" else []
            for sha in _shas(step, "sha"):
                yield TurnLabel(frozenset(_shas(before, "sha")), sha, frozenset(nexts))


def _reland(record: Record, labels: LabelledSet) -> None:
    if not isinstance(same := record.get("label"), bool):
        raise _WrongError("has no label that is true or false")
    original, undoing, sha = (_sha(record, f"{each}_sha") for each in ("original", "undoing", "reland"))
    labels.relands.append(RelandLabel(original, undoing, sha, same, record.get("kind"), _source(record)))


def _backport(record: Record, labels: LabelledSet) -> None:
    backports = {_sha(each, "sha"): each for each in _records(record, "backports")}
    lines = {sha: str(each.get("branch")) for sha, each in backports.items()}
    labels.backports.append(BackportLabel(_sha(record, "main"), lines))
    for sha, each in backports.items():
        if tag := each.get("first_release_by_date"):
            labels.releases.append(ReleaseLabel(sha, str(tag)))


def _mention(record: Record, labels: LabelledSet) -> None:
    numbers: set[tuple[str, str]] = set()
    for space, fields in SPACES.items():
        for name in fields:
            values = record.get(name) or []
            if not isinstance(values, list):
                raise _WrongError(f"has no list {name}")
            for value in values:
                # Both ends of a range of revisions count.
                parts = str(value).split("-") if space == "svn" else [str(value)]
                numbers.update((space, part.strip().lower().removeprefix("r")) for part in parts if part)
    labels.mentions.append(MentionLabel(_sha(record, "sha"), frozenset(numbers)))


def _release(record: Record, labels: LabelledSet) -> None:
    # A commit without a release when it was labelled may have one now: there is nothing to compare.
    if tag := record.get("first_by_tag_date"):
        labels.releases.append(ReleaseLabel(_sha(record, "sha"), str(tag)))


def _sha(record: Record, key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str) or not _SHA.fullmatch(value.lower()):
        raise _WrongError(f"has no whole sha as its {key}")
    return value.lower()


def _shas(record: Record, key: str) -> list[str]:
    value = record.get(key)
    values = [] if value is None else [value] if isinstance(value, str) else value
    if not isinstance(values, list):
        raise _WrongError(f"has no list of shas as its {key}")
    return [_sha({key: each}, key) for each in values]


def _records(record: Record, key: str) -> list[Record]:
    values = record.get(key)
    if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
        raise _WrongError(f"has no list of objects as its {key}")
    return values


_FILES: Mapping[str, Callable[[Record, LabelledSet], None]] = {
    "reverts": _undo,
    "reverts2": functools.partial(_undo, set_="reverts2"),
    "silent": _silent,
    "cycles": _cycle,
    "relands2": _reland,
    "backports": _backport,
    "mentions": _mention,
    "releases": _release,
}
