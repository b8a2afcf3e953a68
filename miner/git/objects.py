"""Read commits and tags from their raw objects.

libgit2 refuses commits and tags that git accepts, such as one whose author has no address in brackets, and it follows
a file with grafts. What an object says is therefore read from its bytes.
"""

from typing import Final, NamedTuple

import pygit2
from pygit2.enums import ObjectType

from miner.git.commits import decode_tagger
from miner.model import Signature

#: What pygit2 raises for an object that is missing, damaged or none of the wanted type.
UNREADABLE: Final = (KeyError, ValueError, pygit2.GitError)
_HEXADECIMAL: Final = frozenset(b"0123456789abcdef")


class Links(NamedTuple):
    """The objects that a commit names: its tree and its parents, as full ids."""

    tree: str
    parents: tuple[str, ...]


class Pointed(NamedTuple):
    """What an object leads to: the commit, None if it is none; its type; and the tagger if it is a tag that has one."""

    commit: str | None
    kind: str
    tagger: Signature | None


def read_commit(repository: pygit2.Repository, sha: str) -> bytes:
    """Return the raw commit with this full id; raise one of UNREADABLE if there is none."""
    kind, raw = repository.read(sha)
    if kind != ObjectType.COMMIT:
        raise ValueError(f"{sha} is not a commit")
    return raw


def read_links(repository: pygit2.Repository, sha: str) -> Links:
    """Return what a commit names, in its own words: neither grafts nor replacements count. Raise as read_commit."""
    tree, parents = "", []
    for line in read_commit(repository, sha).partition(b"\n\n")[0].split(b"\n"):
        key, _, value = line.partition(b" ")
        if key == b"tree":
            tree = _identity(value, sha)
        elif key == b"parent":
            parents.append(_identity(value, sha))
    if not tree:
        raise ValueError(f"commit {sha} has no tree")
    return Links(tree, tuple(parents))


def read_tree(repository: pygit2.Repository, commit: str) -> pygit2.Tree:
    """Return the tree of a commit; raise one of UNREADABLE if either cannot be read."""
    return repository[read_links(repository, commit).tree].peel(pygit2.Tree)


def entry_at(repository: pygit2.Repository, commit: str, path: str) -> pygit2.Object:
    """Return what a commit has at a path; raise one of UNREADABLE if that, or a folder above it, cannot be read.

    libgit2 would look into folders without asking :class:`~miner.git.loose.WholeObjects`, and never end at one that is
    cut short.
    """
    tree = read_tree(repository, commit)
    *folders, name = path.split("/")
    for folder in folders:
        inner = repository[tree[folder].id]
        if not isinstance(inner, pygit2.Tree):
            raise KeyError(path)
        tree = inner
    return tree[name]


def lead(repository: pygit2.Repository, identity: str) -> Pointed:
    """Follow tags from an object to what they tag. Only types decide; raise one of UNREADABLE if any cannot be read."""
    tagger: Signature | None = None
    at = identity
    while True:
        kind, raw = repository.read(at)
        if kind != ObjectType.TAG:
            return Pointed(at if kind == ObjectType.COMMIT else None, ObjectType(kind).name.lower(), tagger)
        head = raw.partition(b"\n\n")[0].split(b"\n")
        if at == identity:
            tagger = next((decode_tagger(line[7:]) for line in head if line.startswith(b"tagger ")), None)
        at = _identity(head[0].removeprefix(b"object "), at)


def _identity(value: bytes, owner: str) -> str:
    if len(value) != 40 or not _HEXADECIMAL.issuperset(value):
        raise ValueError(f"{owner} names {value[:50]!r}, which is not an id")
    return value.decode("ascii")
