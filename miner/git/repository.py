"""Open a clone, list its refs, and put its commits in reading order."""

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pygit2

from miner.errors import RepositoryError
from miner.git import objects, program
from miner.git.clone import without_secrets
from miner.git.commits import decode
from miner.git.loose import WholeObjects
from miner.git.mailmap import Mailmap
from miner.git.objects import UNREADABLE
from miner.git.refs import read_refs, ref_name
from miner.git.walk import Known, Unread, newest_of, walked
from miner.model import Gap, RawCommit, Ref, Remote

# libgit2 refuses repositories with extensions that it does not know. Blobless clones have this one; it only means
# that objects may be missing.
pygit2.settings.set_extensions(["partialclone"])
# Each commit is read only once, so caching does not help; git, too, neither verifies hashes nor looks for .keep files
# when it reads. Together these take 0.4 of the time of reading a commit.
pygit2.settings.enable_caching(False)
pygit2.settings.enable_strict_hash_verification(False)
pygit2.settings.disable_pack_keep_file_checks(True)
# By default all of a pack is mapped, which is no faster, and a run has a process for each core.
pygit2.settings.mwindow_size = 4 << 20
pygit2.settings.mwindow_mapped_limit = 16 << 20


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
        """Return the name of the ref that HEAD points to, None if it is detached; raise RepositoryError if neither."""
        return self._symbolic("HEAD")

    def _symbolic(self, name: str) -> str | None:
        """Return the name of the ref that a symbolic ref points to, None if it is none or is not there."""
        try:
            reference = self.raw.references.get(name)
        except UNREADABLE as error:
            raise RepositoryError(f"{name} of {self.location} cannot be read ({error}): repair the clone.") from error
        return ref_name(reference.target) if reference is not None and isinstance(reference.target, str) else None

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
        """Return the refs with the ids that they hold, and the gaps: see :func:`miner.git.refs.read_refs`."""
        return read_refs(self.raw)

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

    def unread(self, tips: Sequence[str], known: Known, *, begun: bool = False, walk: bool = False) -> Unread:
        """Return the commits reachable from ``tips`` that are not ``known``, without those of lost tips.

        A tip is lost if it, or a commit below it, cannot be read. The ancestors of known commits must be known, too;
        this holds for commits stored in this order. ``begun`` means that a first run was interrupted: its remaining
        commits are returned in the order of that run, so that a resumed run assigns the same ids. With ``walk`` each
        commit is opened; otherwise git may list a commit that is only in its index of the graph.
        """
        if not walk and (begun or not known) and (listed := self._listed_by_git(tips)) is not None:
            return Unread([sha for sha in listed if sha not in known] if known else listed, {})
        return walked(self.raw, tips, known)

    def _listed_by_git(self, tips: Sequence[str]) -> list[str] | None:
        """Return all commits reachable from ``tips``, in half the time of a walk; None if git is missing or fails."""
        self.list_ahead(tips)
        if self._listing is None:
            return None
        (listed, process), self._listing = self._listing, None
        text, _ = process.communicate()
        return text.decode("ascii").split() if process.returncode == 0 and listed == list(tips) else None

    def holds(self, identity: str) -> bool:
        """Return whether the clone has an object, by its full id."""
        return bool(identity) and identity in self.raw

    def has_file(self, commit: str, path: str) -> bool:
        """Return whether there is a file or folder at ``path`` in a commit; its contents need not be in the clone."""
        try:
            objects.entry_at(self.raw, commit, path)
        except UNREADABLE:
            return False
        return True

    def newest(self, tips: Sequence[str], count: int) -> list[RawCommit]:
        """Return the newest commits by the committer's time, at most ``count``: see :func:`newest_of`."""
        return newest_of(self.raw, tips, count)

    def default_branch(self, folder: str) -> str | None:
        """Return the ref that is the default branch among those in ``folder``, which ends with a slash.

        That is what HEAD points to, the remote's HEAD for the branches of a remote. In a work clone HEAD is just what
        is checked out, so there a branch that is called main or master is preferred.
        """
        named = self._symbolic("HEAD" if folder == "refs/heads/" else f"{folder}HEAD")
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
        """Read and decode one commit, by its full sha; raise RepositoryError if it cannot be read."""
        try:
            return decode(sha, objects.read_commit(self.raw, sha))
        except UNREADABLE as error:
            raise RepositoryError(
                f"Commit {sha} cannot be read from {self.location} ({error}): run `git -C {self.location} fsck` and "
                "repair the clone."
            ) from error

    def blob(self, identity: str) -> str | None:
        """Return the text of a blob, invalid UTF-8 replaced; None if a partial clone does not have it."""
        try:
            return self.raw[identity].peel(pygit2.Blob).data.decode("utf-8", "replace")
        except (KeyError, pygit2.GitError):
            return None

    def file(self, commit: str, path: str) -> str | None:
        """Return the text of the file at ``path`` in a commit; None if there is no such file or its blob is missing."""
        try:
            return self.blob(str(objects.entry_at(self.raw, commit, path).id))
        except UNREADABLE:
            return None

    def mailmap(self, tip: str | None) -> tuple[str | None, Mailmap | None, Gap | None]:
        """Return (blob id, mailmap, gap) of ``.mailmap`` at ``tip``; without a file or its blob the mailmap is empty.

        It is None if the tree cannot be read, so that nothing is known.
        """
        if tip is None:
            return None, Mailmap(), None
        try:
            tree = objects.read_tree(self.raw, tip)
        except UNREADABLE as error:
            return None, None, Gap("blob", ".mailmap", f"the tree of {tip} cannot be read ({error})")
        if ".mailmap" not in tree:
            return None, Mailmap(), None
        blob = str(tree[".mailmap"].id)
        content = self.blob(blob)
        if content is None:
            gap = Gap("blob", ".mailmap", f"blob {blob} is not in this clone: people are not merged")
            return None, Mailmap(), gap
        return blob, Mailmap(content), None


def _open(path: Path) -> pygit2.Repository:
    if not path.exists():
        raise RepositoryError(f"There is no {path}: give the path or URL of a CPython clone.")
    # The check of ownership protects commands that run hooks and filters of somebody else's repository. Reading
    # objects runs neither.
    pygit2.option(pygit2.enums.Option.SET_OWNER_VALIDATION, False)
    try:
        return WholeObjects(str(path), pygit2.enums.RepositoryOpenFlag.NO_SEARCH)
    except pygit2.GitError as error:
        if "sha256" in str(error):
            raise RepositoryError(
                f"{path} has SHA-256 ids, which cannot be mined: messages name commits by SHA-1. Mine a clone "
                "of the original repository."
            ) from error
        if "refstorage" in str(error).lower():
            raise RepositoryError(
                f"{path} keeps its refs in the format reftable, which libgit2 cannot read: mine a clone of it, made by "
                f"`git clone --mirror --ref-format=files {path}`."
            ) from error
        if "extension" in str(error):
            raise RepositoryError(f"{path} uses a repository format that libgit2 cannot read: {error}.") from error
        raise RepositoryError(f"{path} is not a git repository: give a clone's folder or its .git folder.") from error
