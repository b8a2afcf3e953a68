"""What a branch changes since it left the branches that make history."""

from collections.abc import Sequence
from typing import NamedTuple

import pygit2

from miner.errors import RepositoryError
from miner.git.changes import compare
from miner.git.patch_text import PatchedFile, read_patch
from miner.git.repository import Repository
from miner.git.scratch import Scratch


class BranchChange(NamedTuple):
    """The files that a branch changes, taken together; without their lines if the clone lacks contents."""

    files: list[PatchedFile]
    has_lines: bool


def read_branch(repository: Repository, name: str, trunks: Sequence[str]) -> BranchChange:
    """Return what a branch, or any other name of a commit, changes since its newest commit that a trunk has.

    ``trunks`` are the names of the refs that make history; those that the clone does not have any more are left out.
    Commits of them that were merged into the branch are not its own. Raises RepositoryError if the clone knows no such
    branch or no trunk, if the branch has nothing of its own, or if git is missing or fails.
    """
    tip = repository.commit_named(name)
    if tip is None:
        raise RepositoryError(f"{repository.location} has no branch {name}: `git branch --all` lists those it has.")
    tips = [commit for commit in (repository.commit_named(trunk) for trunk in trunks) if commit is not None]
    if not tips:
        raise RepositoryError(f"{repository.location} has none of the branches that make history any more: mine it.")
    fork = _merge_base(repository, tip, tips)
    if fork == tip:
        raise RepositoryError(f"{name} has nothing that has not landed: all its commits are in the history already.")
    changes, gaps = compare(repository.raw, {tip: fork})
    if gaps:
        raise RepositoryError(f"{name} cannot be compared: {gaps[0].reason}.")
    if not changes[tip]:
        raise RepositoryError(f"{name} has commits of its own, but taken together they change nothing.")
    patch = _patch(repository, fork, tip)
    if patch is None:
        files = [PatchedFile(None if status == "A" else path, path, [], []) for path, status, *_ in changes[tip]]
        return BranchChange(files, has_lines=False)
    return BranchChange(read_patch(patch), has_lines=True)


def _merge_base(repository: Repository, tip: str, trunks: Sequence[str]) -> str:
    """Return the newest commit that a commit has in common with any of the trunks."""
    try:
        base = repository.raw.merge_base_many([pygit2.Oid(hex=commit) for commit in (tip, *trunks)])
    except (KeyError, pygit2.GitError) as error:
        raise RepositoryError(
            f"{repository.location} cannot tell where {tip[:10]} left the history: {error}."
        ) from error
    if base is None:
        raise RepositoryError(f"{tip[:10]} has no commit in common with the branches that make history.")
    return str(base)


def _patch(repository: Repository, old: str, new: str) -> bytes | None:
    """Return the patch between two commits; None if the clone lacks contents, as a blobless one does."""
    trees = [str(repository.raw[commit].peel(pygit2.Tree).id) for commit in (old, new)]
    with Scratch(repository.location) as scratch:
        try:
            return b"".join(scratch.compare(*trees))
        except RepositoryError:
            return None
