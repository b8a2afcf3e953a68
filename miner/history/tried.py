"""What was tried before in a place and taken back: what is asked about, and the rows of the answer."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from miner.answers import Rows
from miner.catalog.query import path_from_the_root
from miner.contents.paths import earlier_paths
from miner.contents.taken_back import BY_FILES, KINDS, Asked, Pair, Tie
from miner.errors import LookupFailedError, RepositoryError
from miner.git.patch_text import PatchedFile, read_patch
from miner.history.names import Names
from miner.model import BOOKKEEPING
from miner.store import lookup

#: The columns of an answer: how it is tied to what was asked, then those of the query ``tried``, with the reason.
COLUMNS = (
    "tie",
    "shared",
    "sha",
    "authored_at",
    "author",
    "subject",
    "issues",
    "undoing_sha",
    "undoing_at",
    "undoing_author",
    "line",
    "delay_seconds",
    "extent",
    "reason",
    "pull_request",
    "releases",
    "first_release",
    "last_release",
    "again_sha",
    "again_at",
    "again_undone",
    "paths",
)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def asked_paths(connection: Connection, patterns: Iterable[str]) -> Asked:
    """Return the files that are meant by paths, folders and patterns; LookupFailedError if no commit changed one."""
    found: dict[int, str] = {}
    for pattern in patterns:
        known = lookup.paths_matching(connection, path_from_the_root(pattern))
        if not known:
            raise LookupFailedError(
                f"No commit has changed a path {pattern}: write it as seen from the top of the repository."
            )
        found |= known
    return Asked.of(_names(connection, found), (), ())


def asked_diff(connection: Connection, text: str | bytes) -> Asked:
    """Return the change of a diff.

    Raises SettingsError if the text is none, LookupFailedError if it changes files, but none that the history knows.
    """
    return _asked(connection, read_patch(text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text))


def asked_branch(connection: Connection, name: str, tell: Callable[[str], None]) -> Asked:
    """Return what a branch of a mined clone changes; ``tell`` is told if its lines cannot be read.

    Of several clones it is the first that has the branch. Raises RepositoryError if none has, or if it cannot be read.
    """
    from miner.git.branch import read_branch  # noqa: PLC0415 - it opens repositories, which takes a while to import
    from miner.git.repository import Repository  # noqa: PLC0415

    places = lookup.clones(connection)
    clones = [(Repository(place), trunks) for place, trunks in places if Path(place).exists()]
    if not clones:
        place = places[0][0] if places else "no clone"
        raise RepositoryError(
            f"This history was mined from {place}, which is not there any more: give the branch as a diff, as in "
            "`git diff main...BRANCH | miner tried --diff -`."
        )
    clone, trunks = next((one for one in clones if one[0].commit_named(name)), clones[0])
    change = read_branch(clone, name, trunks)
    if not change.has_lines:
        tell(f"{clone.location} lacks contents, so only the files of {name} are compared.")
    return _asked(connection, change.files)


def _asked(connection: Connection, files: Sequence[PatchedFile]) -> Asked:
    """Return the change of some files; bookkeeping counts only if there is nothing else."""
    files = [file for file in files if not _path(file).startswith(BOOKKEEPING)] or files
    names = {name for file in files for name in (file.old, file.new) if name is not None}
    known = lookup.paths_named(connection, names)
    if not known and all(file.old for file in files):
        raise LookupFailedError(
            f"No commit has changed {_path(files[0])} or any other file of the diff: is it one of this project, made "
            "at the top of the repository?"
        )
    return Asked.of(
        names | _names(connection, known),
        (line for file in files for line in file.added),
        (line for file in files for line in file.deleted),
    )


def _path(file: PatchedFile) -> str:
    return file.new or file.old or ""


def _names(connection: Connection, paths: Mapping[int, str]) -> set[str]:
    """Return some paths, and those that the files had before."""
    return {*paths.values(), *earlier_paths(connection, paths).values()}


def moment(connection: Connection, when: str) -> str | None:
    """Return the commit before which something is meant: the named one, or the first one of a day.

    None if the history ends before that day. Raises LookupFailedError if it is neither.
    """
    text = when.strip()
    if not _DAY.fullmatch(text):
        return Names(connection).commit(text)
    try:
        day = datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise LookupFailedError(f"{when} is not a day of the calendar.") from None
    return lookup.first_commit_since(connection, int(day.timestamp()))


def rows(ties: Mapping[Pair, Tie], facts: Rows, reasons: Rows) -> Rows:
    """Return the answer: strongest ties first, then the latest undo; an attempt and its backports are one row.

    ``facts`` are rows of the query ``tried``, in its order, ``reasons`` those of ``revert_reasons``.
    """
    why = {row["undoing_sha"]: row["reason"] for row in reasons.dicts() if row["basis"] != "none"}
    found = []
    for row in facts.dicts():
        if tie := ties.get((row["sha"], row["undoing_sha"])):
            noun = "files" if tie.kind in BY_FILES else "lines"
            row |= {"tie": tie.kind, "shared": f"{tie.shared} of {tie.total} {noun}", "paths": ",".join(tie.paths)}
            found.append(row | {"reason": why.get(row["undoing_sha"])})
    found = _without_backports(_without_undos(found))
    found.sort(key=lambda row: KINDS.index(row["tie"]))
    return Rows(COLUMNS, [tuple(row[name] for name in COLUMNS) for row in found])


def _without_undos(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out undos that were undone, if what they took back is there: that says already that it came back.

    The change that is asked about may be the same undo again, which is kept.
    """
    undone_by: set[str] = set()
    kept = []
    for row in reversed(found):  # the first undo first: an undo of an undo lands something
        if row["sha"] not in undone_by or row["tie"] == "same change":
            kept.append(row)
            if row["extent"] == "full":
                undone_by.add(row["undoing_sha"])
    return kept[::-1]


def _without_backports(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep one row of a change and its backports, that of the best tie, with the lines on which all were taken back.

    Of equal ties, that of the original is kept.
    """
    originals = {row["sha"]: row["port_of"] for row in found}
    families: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        families.setdefault(_original(row["sha"], originals), []).append(row)
    kept = []
    for home, rows_ in families.items():
        best = min(rows_, key=lambda row: (KINDS.index(row["tie"]), row["sha"] != home))
        best["line"] = ",".join(dict.fromkeys([best["line"], *(row["line"] for row in rows_)]))
        kept.append(best)
    places = {row["sha"]: place for place, row in enumerate(found)}
    return sorted(kept, key=lambda row: places[row["sha"]])


def _original(sha: str, originals: Mapping[str, str | None]) -> str:
    """Return what a commit is a backport of, also if it is that of a backport, as far as it is among these."""
    chain = [sha]
    while (before := originals[chain[-1]]) in originals and before not in chain:
        chain.append(str(before))
    return chain[-1]
