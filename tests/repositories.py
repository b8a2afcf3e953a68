"""Real git repositories with fixed identities and dates, so that their shas never change."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pygit2
from pygit2.enums import FileMode, ObjectType

ANN = ("Ann Author", "ann@example.org")
BEN = ("Ben Committer", "ben@example.org")

Content = bytes | str | tuple[bytes | str, FileMode] | None
Person = tuple[str, str]

CPYTHON = "https://github.com/python/cpython"
_START = 1_551_052_800  # 2019-02-25T00:00:00Z
_STEP = 3_600


class Repo:
    """A repository that is built commit by commit, bare unless it is asked for the folder of a work clone.

    Whatever its messages say, it is one of CPython's, because it is a mirror of ``origin``, an address of CPython. With
    None it is a repository that nothing is known about.

    Each commit is one hour later than the previous one unless ``time`` says otherwise, and is written as a raw object,
    so that any header and any bytes are possible.
    """

    def __init__(self, path: Path, *, bare: bool = True, origin: str | None = CPYTHON) -> None:
        self.path = path
        there = path.exists()
        self.git = (
            pygit2.Repository(str(path)) if there else pygit2.init_repository(str(path), bare=bare, initial_head="main")
        )
        if origin and not there:
            self.git.remotes.create("origin", origin)
        self._clock = _START

    def commit(
        self,
        message: str | bytes,
        files: Mapping[str, Content] | None = None,
        *,
        branch: str | None = "main",
        parents: Sequence[str] | None = None,
        author: Person = ANN,
        committer: Person | None = None,
        time: int | None = None,
        offset: int = 0,
        committed: int | None = None,
        committed_offset: int | None = None,
        headers: Sequence[str | bytes] = (),
    ) -> str:
        """Write a commit and return its sha; ``files`` are edits of the first parent, None deletes.

        Without ``parents`` it follows the tip of ``branch``; with ``branch=None`` no branch moves. ``headers`` are
        lines after the committer's, such as ``encoding latin-1`` or ``HG:extra source:…``.
        """
        if parents is None:
            parents = [self.tip(branch)] if branch and self.has_branch(branch) else []
        time = self._tick() if time is None else time
        committed = time if committed is None else committed
        lines = [
            f"tree {self.tree(files or {}, parents[0] if parents else None)}",
            *(f"parent {parent}" for parent in parents),
            f"author {_signature(author, time, offset)}",
            f"committer {_signature(committer or author, committed, offset if committed_offset is None else committed_offset)}",
            *headers,
            "",
        ]
        head = b"".join(_bytes(line) + b"\n" for line in lines)
        sha = str(self.git.write(ObjectType.COMMIT, head + _bytes(message)))
        if branch:
            self.branch(branch, sha)
        return sha

    def tree(self, files: Mapping[str, Content], base: str | None = None) -> str:
        """Write the tree that ``files`` make of the tree of commit ``base``."""
        index = pygit2.Index()
        if base:
            index.read_tree(self.git[base].tree)
        for path, content in files.items():
            if content is None:
                index.remove(path)
                continue
            data, mode = content if isinstance(content, tuple) else (content, FileMode.BLOB)
            index.add(pygit2.IndexEntry(path, self.git.create_blob(_bytes(data)), mode))
        return str(index.write_tree(self.git))

    def branch(self, name: str, at: str | None = None) -> str:
        """Create or move a branch and return the commit that it now leads to."""
        sha = at or self.tip("main")
        self.git.references.create(f"refs/heads/{name}", sha, force=True)
        return sha

    def tag(self, name: str, at: str | None = None, *, time: int | None = None, offset: int = 0) -> str:
        """Create a tag, annotated if it has a time, and return the id that the ref holds."""
        sha = at or self.tip("main")
        if time is None:
            self.git.references.create(f"refs/tags/{name}", sha)
            return sha
        tagger = pygit2.Signature(*BEN, time, offset)
        return str(self.git.create_tag(name, sha, ObjectType.COMMIT, tagger, f"Release {name}\n"))

    def has_branch(self, name: str) -> bool:
        """Return whether there is such a branch."""
        return f"refs/heads/{name}" in self.git.references

    def tip(self, branch: str) -> str:
        """Return the commit that a branch leads to."""
        return str(self.git.references[f"refs/heads/{branch}"].target)

    def _tick(self) -> int:
        self._clock += _STEP
        return self._clock


def _signature(person: Person, time: int, offset: int) -> str:
    sign = "-" if offset < 0 else "+"
    hours, minutes = divmod(abs(offset), 60)
    return f"{person[0]} <{person[1]}> {time} {sign}{hours:02}{minutes:02}"


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def loose(repo, sha):
    return repo.path / "objects" / sha[:2] / sha[2:]


def spoil(repo, sha):
    """Leave an object empty, as a power cut does, and return what repairs it."""
    file = loose(repo, sha)
    whole = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(b"")
    return lambda: file.write_bytes(whole)
