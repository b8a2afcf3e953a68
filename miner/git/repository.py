"""Open a clone, list its refs, and put its commits in reading order."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol, Self

import pygit2

from miner.errors import RepositoryError
from miner.git import program
from miner.git.clone import without_secrets
from miner.git.commits import decode
from miner.model import Gap, RawCommit, Ref, Remote, Signature

# libgit2 refuses repositories with extensions that it does not know. Blobless clones have this one; it only means
# that objects may be missing.
pygit2.settings.set_extensions(["partialclone"])
# Each commit is read only once, so caching does not help; git, too, neither verifies hashes nor looks for .keep files
# when it reads. Together these take 0.4 of the time of reading a commit.
pygit2.settings.enable_caching(False)
pygit2.settings.enable_strict_hash_verification(False)
pygit2.settings.disable_pack_keep_file_checks(True)


class Known(Protocol):
    """A collection of the shas of commits that need not be read again."""

    def __len__(self) -> int: ...

    def __contains__(self, sha: object, /) -> bool: ...


class Repository:
    """A clone, opened for reading; raises RepositoryError if it is shallow or not a repository."""

    def __init__(self, path: str | Path) -> None:
        self.raw = _open(Path(path).expanduser())
        self._listing: tuple[list[str], subprocess.Popen[bytes]] | None = None
        self.location = Path(self.raw.path).resolve()
        if self.raw.is_shallow:
            raise RepositoryError(
                f"{path} is a shallow clone, so most of its history is missing: "
                f"run `git -C {path} fetch --unshallow` first, or mine a full or blobless clone."
            )

    def head(self) -> str | None:
        """Return the name of the ref that HEAD points to, None if HEAD is detached."""
        head = self.raw.references.get("HEAD")
        return head.target if head is not None and isinstance(head.target, str) else None

    @property
    def is_bare(self) -> bool:
        """Whether the repository has no work tree, as mirrors and the clones in the cache."""
        return bool(self.raw.is_bare)

    def remotes(self) -> list[Remote]:
        """Return the remotes in the clone's configuration that have a URL, sorted by name."""
        found = []
        for name in sorted(filter(None, self.raw.remotes.names())):
            try:
                url = self.raw.remotes[name].url
            except (KeyError, ValueError, pygit2.GitError):  # a name or a URL that libgit2 does not accept
                continue
            if url:
                found.append(Remote(name, without_secrets(url)))
        return found

    def refs(self) -> tuple[list[tuple[str, Ref]], list[Gap]]:
        """Return (object id, ref) for every ref, sorted by name, then a detached HEAD; and the gaps.

        A ref that does not lead to a commit has the ``target`` None, and a gap says why.
        """
        names = sorted(set(self.raw.references))
        if self.raw.head_is_detached:
            names.append("HEAD")
        refs, gaps = [], []
        for name in names:
            target = self._target(name)
            ref, gap = self._ref(name, target)
            refs.append((str(target), ref))
            gaps.extend([gap] if gap else [])
        return refs, gaps

    def _target(self, name: str) -> pygit2.Oid | str:
        """Return the id of the object that a ref points to; for a broken symbolic ref, the name of the missing ref."""
        reference = self.raw.references[name]
        try:
            return reference.resolve().target
        except KeyError:
            return reference.target

    def _ref(self, name: str, target: pygit2.Oid | str) -> tuple[Ref, Gap | None]:
        if isinstance(target, str):  # such as origin/HEAD after the remote renamed its branch
            return Ref(name, None), Gap("ref", name, f"it leads to no commit: there is no {target}")
        tagged = None
        try:
            found = self.raw[target]
            if isinstance(found, pygit2.Tag):
                # pygit2's annotation is wrong: tags from the svn years have no tagger.
                tagger: pygit2.Signature | None = found.tagger
                if tagger is not None:
                    name_, email = _words(tagger.raw_name), _words(tagger.raw_email)
                    tagged = Signature(name_, email, tagger.time, tagger.offset)
            return Ref(name, str(found.peel(pygit2.Commit).id), tagged), None
        except KeyError as error:  # the object, or what a tag points to, is missing
            return Ref(name, None, tagged), Gap("ref", name, f"it cannot be read: {error}")
        except pygit2.GitError as error:
            return Ref(name, None, tagged), Gap("ref", name, f"it leads to no commit: {error}")

    def tips(self) -> list[str]:
        """Return the commits that the refs point to, in the order of :meth:`refs`."""
        return [ref.target for _, ref in self.refs()[0] if ref.target is not None]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._listing is not None:
            self._listing[1].kill()
            self._listing[1].communicate()

    def list_ahead(self, tips: Sequence[str]) -> None:
        """Start git listing all commits reachable from ``tips``, for a later call of :meth:`unread`."""
        if self._listing is None and program.available():
            with tempfile.TemporaryFile() as names:
                names.write("".join(f"{tip}\n" for tip in tips).encode())
                names.seek(0)
                arguments = ("rev-list", "--topo-order", "--reverse", "--stdin")
                listing = program.start(
                    self.location, arguments, stdin=names, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
                )
            self._listing = list(tips), listing

    def unread(self, tips: Sequence[str], known: Known, *, begun: bool = False) -> list[str]:
        """Return the commits reachable from ``tips`` that are not ``known``, parents always before children.

        The ancestors of known commits must be known, too; this holds for commits stored in this order. ``begun`` means
        that a first run was interrupted: its remaining commits are returned in the order of that run, so that a
        resumed run assigns the same ids.
        """
        if (begun or not known) and (listed := self._listed_by_git(tips)) is not None:
            return [sha for sha in listed if sha not in known] if known else listed
        return list(self._walk(tips, known))

    def _listed_by_git(self, tips: Sequence[str]) -> list[str] | None:
        """Return all commits reachable from ``tips``, in half the time of a walk; None if git is missing or fails."""
        self.list_ahead(tips)
        if self._listing is None:
            return None
        (listed, process), self._listing = self._listing, None
        text, _ = process.communicate()
        return text.decode("ascii").split() if process.returncode == 0 and listed == list(tips) else None

    def _walk(self, tips: Sequence[str], known: Known) -> Iterator[str]:
        """Yield the unread commits, first parents before side branches, so that neighbours share most trees."""
        seen: set[pygit2.Oid] = set()
        for tip in tips:
            stack: list[tuple[pygit2.Oid, bool]] = [(pygit2.Oid(hex=tip), False)]
            while stack:
                oid, expanded = stack.pop()
                if expanded:
                    yield str(oid)
                elif oid not in seen:
                    seen.add(oid)
                    if str(oid) in known:
                        continue
                    stack.append((oid, True))
                    stack.extend((parent, False) for parent in reversed(self._parents(oid)) if parent not in seen)

    def _parents(self, oid: pygit2.Oid) -> list[pygit2.Oid]:
        try:
            return self.raw[oid].peel(pygit2.Commit).parent_ids
        except (KeyError, pygit2.GitError) as error:
            raise RepositoryError(
                f"Commit {oid} cannot be read from {self.location} ({error}), so its ancestors are out of reach: "
                f"run `git -C {self.location} fsck` and repair the clone."
            ) from error

    def holds(self, identity: str) -> bool:
        """Return whether the clone has an object, by its full id."""
        return bool(identity) and identity in self.raw

    def has_file(self, commit: str, path: str) -> bool:
        """Return whether there is a file or folder at ``path`` in a commit; its contents need not be in the clone."""
        try:
            return path in self.raw[commit].peel(pygit2.Tree)
        except (KeyError, pygit2.GitError):
            return False

    def newest(self, tips: Sequence[str], count: int) -> list[RawCommit]:
        """Return the newest commits by the committer's time, at most ``count``, that are reachable from ``tips``."""
        if not tips:
            return []
        try:
            walk = self.raw.walk(pygit2.Oid(hex=tips[0]), pygit2.enums.SortMode.TIME)
            for tip in tips[1:]:
                walk.push(pygit2.Oid(hex=tip))
            return [self.read_commit(str(commit.id)) for commit in islice(walk, count)]
        except (KeyError, pygit2.GitError):
            return []  # unreadable: reading will say so

    def default_branch(self, folder: str) -> str | None:
        """Return the ref that is the default branch among those in ``folder``, which ends with a slash.

        That is what HEAD points to, the remote's HEAD for the branches of a remote. In a work clone HEAD is just what
        is checked out, so there a branch that is called main or master is preferred.
        """
        head = self.raw.references.get("HEAD" if folder == "refs/heads/" else f"{folder}HEAD")
        named = head.target if head is not None and isinstance(head.target, str) else None
        if folder == "refs/heads/" and not self.is_bare:
            usual = (f"{folder}{name}" for name in ("main", "master"))
            return next((name for name in usual if name in self.raw.references), named)
        return named

    def commit_named(self, name: str) -> str | None:
        """Return the sha of the commit that a branch, or any other name that git knows, leads to; None if none does."""
        try:
            return str(self.raw.revparse_single(name).peel(pygit2.Commit).id)
        except (KeyError, ValueError, pygit2.GitError):  # unknown, not a name at all, not a commit
            return None

    def read_commit(self, sha: str) -> RawCommit:
        """Read and decode one commit, by its full sha."""
        _, raw = self.raw.read(sha)
        return decode(sha, raw)

    def blob(self, identity: str) -> str | None:
        """Return the text of a blob, invalid UTF-8 replaced; None if a partial clone does not have it."""
        try:
            return self.raw[identity].peel(pygit2.Blob).data.decode("utf-8", "replace")
        except (KeyError, pygit2.GitError):
            return None

    def file(self, commit: str, path: str) -> str | None:
        """Return the text of the file at ``path`` in a commit; None if there is no such file or its blob is missing."""
        try:
            return self.blob(str(self.raw[commit].peel(pygit2.Tree)[path].id))
        except (KeyError, pygit2.GitError):
            return None

    def mailmap(self, tip: str | None) -> tuple[str | None, pygit2.Mailmap, Gap | None]:
        """Return (blob id, mailmap, gap) of ``.mailmap`` at ``tip``; without a readable file the mailmap is empty."""
        if tip is None:
            return None, pygit2.Mailmap(), None
        try:
            entry = self.raw[tip].peel(pygit2.Tree)[".mailmap"]
        except (KeyError, pygit2.GitError):
            return None, pygit2.Mailmap(), None
        try:
            text = self.raw[entry.id].peel(pygit2.Blob).data.decode("utf-8", "replace")
            return str(entry.id), pygit2.Mailmap.from_buffer(text), None
        except (KeyError, pygit2.GitError):
            gap = Gap("blob", ".mailmap", f"blob {entry.id} is not in this clone: people are not merged")
            return None, pygit2.Mailmap(), gap


def _words(data: bytes) -> str:
    """Decode a name or address in a tag as UTF-8, else as Latin-1: tags do not declare an encoding."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _open(path: Path) -> pygit2.Repository:
    if not path.exists():
        raise RepositoryError(f"There is no {path}: give the path or URL of a CPython clone.")
    # The check of ownership protects commands that run hooks and filters of somebody else's repository. Reading
    # objects runs neither.
    pygit2.option(pygit2.enums.Option.SET_OWNER_VALIDATION, False)
    try:
        return pygit2.Repository(str(path), pygit2.enums.RepositoryOpenFlag.NO_SEARCH)
    except pygit2.GitError as error:
        if "extension" in str(error):
            raise RepositoryError(f"{path} uses a repository format that libgit2 cannot read: {error}.") from error
        raise RepositoryError(f"{path} is not a git repository: give a clone's folder or its .git folder.") from error
