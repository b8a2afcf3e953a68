"""Which paths each commit changed, with blob ids and modes.

git's own stream is used where there is a git program, because libgit2 compares whole trees, unmodified folders
included (libgit2 issue 6863): 8 to 14 times slower on CPython. pygit2's diff gives the same rows without git; a
test holds the two against each other. Merges have no changes: what they bring in is on their parents' commits.
"""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pygit2

from miner.errors import RepositoryError
from miner.git import program
from miner.git.quoting import path_text
from miner.model import Change, Gap

_DIFF_TREE = (
    "diff-tree",
    "--stdin",
    "-r",
    "--root",
    "-z",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--always",
)
_ABSENT = b"0" * 40
_NO_MODE = b"000000"

Changes = dict[str, list[Change]]


def read_changes(repository: pygit2.Repository, shas: Sequence[str]) -> tuple[Changes, list[Gap]]:
    """Return the changes of each commit, and a gap for each commit whose trees cannot be read."""
    reader = _by_git if program.available() else _by_libgit2
    try:
        return reader(repository, shas), []
    except (RepositoryError, KeyError, pygit2.GitError) as error:
        if len(shas) == 1:
            return {shas[0]: []}, [Gap("changes", shas[0], f"its trees cannot be compared: {_short(error)}")]
    # One unreadable tree ends the stream, so look for it in halves and keep everybody else's rows.
    middle = len(shas) // 2
    early, early_gaps = read_changes(repository, shas[:middle])
    late, late_gaps = read_changes(repository, shas[middle:])
    return early | late, early_gaps + late_gaps


def _short(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__


def _by_git(repository: pygit2.Repository, shas: Sequence[str]) -> Changes:
    with tempfile.TemporaryFile() as names, tempfile.TemporaryFile() as errors:
        names.write("".join(f"{sha}\n" for sha in shas).encode())
        names.seek(0)
        process = program.start(Path(repository.path), _DIFF_TREE, stdin=names, stdout=subprocess.PIPE, stderr=errors)
        stream, _ = process.communicate()
        if process.returncode != 0:
            errors.seek(0)
            raise RepositoryError(errors.read(2000).decode("utf-8", "replace") or "git diff-tree failed")
    found = _parse(stream)
    if len(found) != len(shas):
        raise RepositoryError("git diff-tree did not answer for every commit")
    return found


def _parse(stream: bytes) -> Changes:
    found: Changes = {}
    rows: list[Change] = []
    paths: dict[bytes, str] = {}  # the same few thousand paths come again and again
    tokens = iter(stream.split(b"\0"))
    for token in tokens:
        if token[:1] != b":":
            if token:
                rows = found[token.decode("ascii")] = []
            continue
        # :100644 100644 <old blob> <new blob> M
        old_blob, new_blob = token[15:55], token[56:96]
        old_mode, new_mode = token[1:7], token[8:14]
        path = next(tokens)
        if path not in paths:
            paths[path] = path_text(path)
        rows.append(
            Change(
                path=paths[path],
                status=token[97:98].decode("ascii"),
                old_mode=None if old_mode == _NO_MODE else old_mode.decode("ascii"),
                new_mode=None if new_mode == _NO_MODE else new_mode.decode("ascii"),
                old_blob=None if old_blob == _ABSENT else old_blob.decode("ascii"),
                new_blob=None if new_blob == _ABSENT else new_blob.decode("ascii"),
            )
        )
    return found


def _by_libgit2(repository: pygit2.Repository, shas: Sequence[str]) -> Changes:
    return {sha: _one_by_libgit2(repository, sha) for sha in shas}


def _one_by_libgit2(repository: pygit2.Repository, sha: str) -> list[Change]:
    commit = repository[sha].peel(pygit2.Commit)
    if len(commit.parent_ids) > 1:
        return []
    flags = pygit2.enums.DiffOption.INCLUDE_TYPECHANGE
    if commit.parent_ids:
        old = repository[commit.parent_ids[0]].peel(pygit2.Tree)
        diff = old.diff_to_tree(commit.tree, flags=flags)
    else:
        diff = commit.tree.diff_to_tree(flags=flags, swap=True)
    rows = []
    for delta in diff.deltas:
        old_file, new_file = delta.old_file, delta.new_file
        status = delta.status_char()
        added, deleted = status == "A", status == "D"
        rows.append(
            Change(
                path=path_text((old_file if deleted else new_file).raw_path),
                status=status,
                old_mode=None if added else f"{int(old_file.mode):06o}",
                new_mode=None if deleted else f"{int(new_file.mode):06o}",
                old_blob=None if added else str(old_file.id),
                new_blob=None if deleted else str(new_file.id),
            )
        )
    return rows
