"""Find the static variables of sources that became fields: a commit removed one and added a field of that name."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from miner.code.ledger import Fresh, Ledger
from miner.code.moves import STATIC
from miner.git.blobs import absent_blobs
from miner.git.repository import Repository
from miner.git.source_diffs import source_lines
from miner.model import Gap
from miner.store import gaps, structs

GAP = "statics"
_STATIC = re.compile(
    r"\s*static\s+(?!inline\b)(?:(?:const|volatile|struct|unsigned|_Thread_local)\s+)*([A-Za-z_]\w*)\b([^=;({]*)(?:[=;{]|$)"
)
_DECLARATOR = re.compile(r"([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*$")
_NOT_TYPES = frozenset(("PyMethodDef", "PyTypeObject", "PyModuleDef", "PyMemberDef", "PyGetSetDef", "char"))
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# A name that is not the same must have most of its words in common with the field.
_OVERLAP = 0.6


class Variable(NamedTuple):
    """A static variable that a commit removed."""

    name: str
    type: str
    path: str


def find_statics(connection: Connection, repository: Repository, ledger: Ledger) -> None:
    """Add to the ledger the variables that the fresh fields of a walk have been.

    Commits whose sources are not in the clone are counted in a gap.
    """
    fresh: dict[int, list[Fresh]] = {}
    for one in ledger.fresh:
        fresh.setdefault(one.landing.work, []).append(one)
    shas = structs.shas_of(connection, fresh)
    sources = structs.sources_of(connection, fresh)
    lost = absent_blobs(repository.location, {blob for blobs in sources.values() for blob in blobs})
    readable = [commit for commit in sorted(sources) if lost.isdisjoint(sources[commit])]
    unread = len(sources) - len(readable)
    reason = (
        f"{unread:,} commits whose sources are not in this clone added fields, which may have been static variables"
    )
    gaps.record_gaps(connection, (GAP,), [Gap(GAP, str(repository.location), reason)] if unread else [])
    paths = structs.path_ids(connection)
    removed = _removed(repository, [shas[commit] for commit in readable]) if readable else {}
    for commit in readable:
        if variables := removed.get(shas[commit]):
            for one, variable in _match(ledger, fresh[commit], variables):
                ledger.add_move(one.landing, None, one.field, STATIC, (variable.name, paths.get(variable.path)))
                ledger.began_as(one.field, STATIC)


def _removed(repository: Repository, shas: Sequence[str]) -> dict[str, list[Variable]]:
    """Return the static variables that commits removed and did not add elsewhere."""
    found: dict[str, dict[str, Variable]] = {}
    added: dict[str, set[str]] = {}
    for line in source_lines(repository.location, shas, "static"):
        for name, type_ in _declared(line.text):
            if line.sign == "+":
                added.setdefault(line.commit, set()).add(name)
            else:
                found.setdefault(line.commit, {}).setdefault(name, Variable(name, type_, line.path))
    return {
        sha: [one for name, one in variables.items() if name not in added.get(sha, ())]
        for sha, variables in found.items()
    }


def _declared(text: str) -> Iterator[tuple[str, str]]:
    """Yield name and type of the static variables that a line declares."""
    if (match := _STATIC.match(text)) is not None and match[1] not in _NOT_TYPES:
        for part in match[2].split(","):
            if name := _DECLARATOR.search(part.rstrip()):
                yield name[1], match[1]


def _match(ledger: Ledger, fresh: Iterable[Fresh], variables: Sequence[Variable]) -> list[tuple[Fresh, Variable]]:
    """Return the fields with the variables that they have been, the most alike first, each once."""
    likely = [
        (-score, one.path, variable.name, one, variable)
        for one in fresh
        for variable in variables
        if (score := _score(one, ledger.type_of(one.field), variable))
    ]
    found: list[tuple[Fresh, Variable]] = []
    taken: set[object] = set()
    for *_, one, variable in sorted(likely, key=lambda row: row[:3]):
        if one.field not in taken and variable not in taken:
            taken |= {one.field, variable}
            found.append((one, variable))
    return found


def _score(one: Fresh, type_: str, variable: Variable) -> float:
    """Return how likely a field has been a variable, 0 if it is not."""
    last = one.path.rpartition(".")[2].strip("_")
    same_type = variable.type in type_.split()
    akin = len(_words(variable.path.rpartition("/")[2].partition(".")[0]) & _words(f"{one.struct} {one.path}"))
    if variable.name.strip("_").lower() == last.lower():
        return 4 + 2 * same_type + min(akin, 1)
    ours, theirs = _words(f"{one.struct} {one.path}"), _words(variable.name)
    if same_type and theirs and len(ours & theirs) / len(theirs) >= _OVERLAP and _words(last) & theirs:
        return len(ours & theirs) / len(ours | theirs)
    return 0


def _words(name: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(name) if len(word) > 2} - {"state", "object", "struct", "static"}
