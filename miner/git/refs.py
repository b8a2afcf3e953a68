"""List the refs of a clone, and what each leads to.

A ref that cannot be read is not a deleted one: it is listed as unread, with a gap that says why.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pygit2

from miner.errors import RepositoryError
from miner.git.layout import common_folder
from miner.git.objects import UNREADABLE, lead
from miner.git.quoting import path_text
from miner.model import Gap, Ref

#: How the reason of the gap of an unread ref begins.
UNREAD = "it cannot be read"
# What a file of packed refs begins with: a comment, or an id.
_PACKED = frozenset(b"#0123456789abcdef")


def ref_name(name: str) -> str:
    """Return the name of a ref as text: names that are not UTF-8, or unprintable, are quoted as paths are."""
    return path_text(name.encode("utf-8", "surrogateescape"))


def read_refs(repository: pygit2.Repository) -> tuple[list[tuple[str, Ref]], list[Gap]]:
    """Return (object id, ref) for every ref, sorted by name, then a detached HEAD; and the gaps.

    A ref that does not lead to a commit has the ``target`` None, and a gap says why. Raises RepositoryError if the refs
    cannot be listed.
    """
    common = common_folder(Path(repository.path))
    try:
        _check_packed(common)
        names = sorted({name.decode("utf-8", "surrogateescape") for name in repository.raw_listall_references()})
        names += sorted(_damaged(repository, common, set(names)))
        if repository.head_is_detached:
            names.append("HEAD")
    except pygit2.GitError as error:
        raise RepositoryError(
            f"The refs of {repository.path} cannot be listed ({error}): run `git -C {repository.path} fsck` and repair "
            "the clone."
        ) from error
    refs, gaps = [], []
    for name in names:
        held, ref, reason = _read(repository, name)
        refs.append((held, ref))
        if reason:
            gaps.append(Gap("ref", ref.name, reason))
    return refs, gaps


def unread(ref: Ref, why: str) -> tuple[Ref, Gap]:
    """Return a ref as one that could not be read, and the gap that says why."""
    return Ref(ref.name, None, is_read=False), Gap("ref", ref.name, f"{UNREAD}: {why}")


def _read(repository: pygit2.Repository, name: str) -> tuple[str, Ref, str | None]:
    """Return the object id, the ref, and the reason if it does not lead to a commit."""
    shown = ref_name(name)
    try:
        reference = repository.lookup_reference(name)
    except UNREADABLE as error:
        return "", Ref(shown, None, is_read=False), f"{UNREAD}: {error}"
    try:
        held = str(reference.resolve().target)
    except KeyError:  # such as origin/HEAD after the remote renamed its branch
        missing = ref_name(str(reference.target))
        return missing, Ref(shown, None), f"it leads to no commit: there is no {missing}"
    except UNREADABLE as error:
        return ref_name(str(reference.target)), Ref(shown, None, is_read=False), f"{UNREAD}: {error}"
    try:
        found = lead(repository, held)
    except UNREADABLE as error:
        return held, Ref(shown, None, is_read=False), f"{UNREAD}: {_said(error)}"
    if found.commit is None:
        return held, Ref(shown, None, found.tagger), f"it leads to no commit: it leads to a {found.kind}"
    return held, Ref(shown, found.commit, found.tagger), None


def _said(error: Exception) -> str:
    """Return what an error says; a missing object is a KeyError with its id."""
    return f"there is no object {error.args[0]}" if isinstance(error, KeyError) and error.args else str(error)


def _check_packed(common: Path) -> None:
    """Raise GitError if the file of packed refs is empty or zeroed, as after a power cut: no git writes it so."""
    with suppress(FileNotFoundError), (common / "packed-refs").open("rb") as file:
        if not _PACKED.issuperset(file.read(1) or b"\0"):
            raise pygit2.GitError("packed-refs is damaged")


def _damaged(repository: pygit2.Repository, common: Path, listed: set[str]) -> Iterator[str]:
    """Yield the names of the loose refs that libgit2 leaves out because their files are damaged."""
    for file in (common / "refs").rglob("*"):
        name = file.relative_to(common).as_posix()
        if name in listed or name.endswith(".lock") or not file.is_file():
            continue
        try:
            repository.lookup_reference(name)
        except (KeyError, ValueError):  # deleted meanwhile; no name of a ref, such as .DS_Store
            continue
        except pygit2.GitError:
            yield name
