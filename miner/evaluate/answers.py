"""Fetch what the database says about the labelled commits: one query to a public view for all commits at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Result, column, literal_column, select, table

from miner.answers import Rows
from miner.evaluate.labels import LabelledSet

Ask = Callable[..., Rows]

#: A relation counts from this confidence on.
LIKELY = 0.5
# Planned removals, toggles and so on are undo links, but not reverts.
_COUNTING_NATURE = "revert"
#: The kind of a reland that is the same change again.
SAME_CHANGE = "reland"
_NOT_SAID = "stands-for"  # what the trailer of a sample commit names is not part of the message
_SAME_SPACE = {"bpo": "issue", "gh": "issue"}
_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Link:
    """One relation in the database: ``detail`` is the extent of an undo or the line of a backport."""

    detail: str | None
    evidence: frozenset[str]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Reland:
    """One reland: the original commit, the commit that undid it, and the evidence.

    ``kind`` is ``reland`` for the same change again, else what follows the original in another way.
    """

    original: str
    undoing: str | None
    evidence: frozenset[str]
    kind: str = "reland"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a cycle; ``target`` is the attempt that a revert undoes, or that a later attempt lands again.

    ``elsewhere`` is what landed again on another line what a revert took back.
    """

    role: str
    sha: str
    target: str | None
    elsewhere: str | None = None


@dataclass(slots=True)
class Answers:
    """Everything that labels are compared with; a commit that is not in ``commits`` is not in the database."""

    commits: dict[str, tuple[str, str]]  # era and subject
    undos: dict[str, dict[str, Link]] = field(default_factory=dict)  # by the undoing commit, then the undone one
    doubts: dict[str, list[str]] = field(default_factory=dict)  # undo links that do not count, in words
    relands: dict[str, list[Reland]] = field(default_factory=dict)  # by the commit that lands again
    cycles: list[list[Step]] = field(default_factory=list)
    backports: dict[str, dict[str, Link]] = field(default_factory=dict)  # by the original, then the backport
    mentions: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    releases: dict[str, str] = field(default_factory=dict)

    def doubt(self, sha: str) -> str:
        """Return as text that a commit has no undo link that counts, with the links that do not count."""
        return "; ".join(["no revert", *sorted(self.doubts.get(sha, ()))])


def gather(connection: Connection, ask: Ask, labels: LabelledSet) -> Answers:
    """Return all answers about the labelled commits; ``ask`` runs a canned query by name."""
    answers = Answers(
        {row["sha"]: (row["era"], row["subject"]) for row in _rows(connection, "commit_details", "sha", labels.shas())}
    )
    undoing = {
        *(label.sha for label in labels.reverts),
        *(label.sha for label in labels.silent),
        *(label.revert for label in labels.cycles),
        *(label.undoing for label in labels.relands),
    }
    for row in _rows(connection, "undo_links", "undoing_sha", undoing):
        _add_undo(row, answers)
    again = {
        *(label.sha for label in labels.silent),
        *(label.sha for label in labels.relands),
    }.union(*(label.nexts for label in labels.cycles))
    relands = [
        *_likely(connection, "relands", "reland_sha", again),
        *_likely(connection, "relands", "undoing_sha", undoing),
    ]
    for row in {row["relation_id"]: row for row in relands}.values():
        kind = row.get("kind") or SAME_CHANGE  # databases of older versions have no kinds
        reland = Reland(row["original_sha"], row["undoing_sha"], _kinds(row["evidence"]), kind, row["confidence"])
        answers.relands.setdefault(row["reland_sha"], []).append(reland)
    for row in _likely(connection, "backports", "original_sha", (label.original for label in labels.backports)):
        backports = answers.backports.setdefault(row["original_sha"], {})
        backports[row["backport_sha"]] = Link(row["line"], _kinds(row["evidence"]), row["confidence"])
    for row in _rows(connection, "commit_mentions", "sha", (label.sha for label in labels.mentions)):
        if row["role"] != _NOT_SAID:
            space = _SAME_SPACE.get(row["tracker"], row["tracker"])
            answers.mentions.setdefault(row["sha"], set()).add((space, row["number"]))
    for row in _rows(connection, "first_release", "sha", (label.sha for label in labels.releases)):
        answers.releases[row["sha"]] = row["tag"]
    if labels.cycles:
        answers.cycles = _cycles(ask("commit_revert_cycles", partial=True))
    return answers


def _add_undo(row: Mapping[str, Any], answers: Answers) -> None:
    nature = row.get("nature") or _COUNTING_NATURE
    if row["confidence"] >= LIKELY and nature == _COUNTING_NATURE:
        links = answers.undos.setdefault(row["undoing_sha"], {})
        links[row["undone_sha"]] = Link(row["extent"], _kinds(row["evidence"]), row["confidence"])
    else:
        doubt = f"{nature} of {row['undone_sha']} at {row['confidence']:.2f}"
        answers.doubts.setdefault(row["undoing_sha"], []).append(doubt)


def _cycles(rows: Rows) -> list[list[Step]]:
    return [
        [Step(row["role"], row["sha"], row["target_sha"], row["elsewhere_sha"]) for row in steps]
        for _, steps in groupby(rows.dicts(), itemgetter("cycle"))
    ]


def _likely(connection: Connection, view: str, key: str, shas: Iterable[str]) -> Iterator[dict[str, Any]]:
    return (row for row in _rows(connection, view, key, shas) if row["confidence"] >= LIKELY)


def _rows(connection: Connection, view: str, key: str, shas: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Yield all columns of a view for these commits, in batches, as dictionaries."""
    wanted = sorted(set(shas))
    for start in range(0, len(wanted), _AT_ONCE):
        among = column(key).in_(wanted[start : start + _AT_ONCE])
        found: Result[Any] = connection.execute(select(literal_column("*")).select_from(table(view)).where(among))
        yield from (dict(row) for row in found.mappings())


def _kinds(evidence: str | None) -> frozenset[str]:
    return frozenset(filter(None, (evidence or "").split(",")))
