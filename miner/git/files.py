"""Read the files of a commit without a work tree."""

import pygit2

from miner.git.objects import UNREADABLE, entry_at
from miner.git.repository import Repository


def blob_at(repository: Repository, sha: str, path: str) -> str | None:
    """Return the blob id of the file at ``path`` in a commit; None if either does not exist in this clone."""
    try:
        entry = entry_at(repository.raw, sha, path)
    except UNREADABLE:
        return None
    return str(entry.id) if entry.type_str == "blob" else None


def blobs_below(repository: Repository, sha: str, folder: str) -> list[tuple[str, str]]:
    """Return (path, blob id) of every file below ``folder`` in a commit, a folder's files before its subfolders'.

    The result is empty if there is no such commit or folder. Subfolders that this clone lacks are left out.
    """
    try:
        tree = repository.raw[entry_at(repository.raw, sha, folder).id]
    except UNREADABLE:
        return []
    found: list[tuple[str, str]] = []
    stack = [(folder, tree)]
    while stack:
        prefix, tree = stack.pop()
        if not isinstance(tree, pygit2.Tree):
            continue
        for entry in tree:
            path = f"{prefix}/{entry.name}"
            if entry.type_str == "blob":
                found.append((path, str(entry.id)))
            elif entry.type_str == "tree":
                try:
                    stack.append((path, repository.raw[entry.id]))
                except UNREADABLE:
                    continue
    return found


def text_of(repository: Repository, blob: str) -> str | None:
    """Return the text of a blob; None if this clone does not have it.

    Contents that are not UTF-8 are decoded as Latin-1, the encoding of CPython's files until 2007. NUL becomes U+FFFD,
    because PostgreSQL cannot store NUL in text.
    """
    try:
        data = repository.raw[blob].peel(pygit2.Blob).data
    except UNREADABLE:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
