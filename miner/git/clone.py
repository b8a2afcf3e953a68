"""Clone a URL into the cache, bare and blobless: enough for everything but NEWS and line counts.

A clone of the cache is one address's, and follows it: branches and tags that were moved or deleted there, and the
default branch. Without a network the clone is used as it is.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

import pygit2

from miner.errors import RepositoryError
from miner.git import program
from miner.locks import HeldError, lock

CPYTHON = "https://github.com/python/cpython"

_BESIDE = re.compile(rb"Cloning into|warning:|remote:", re.IGNORECASE)
_BUNDLE = re.compile(rb"# v\d+ git bundle\n")
_SECRETS = re.compile(r"(\w://)[^/\s]*@")
_PERCENT = re.compile(rb"(Receiving objects|Resolving deltas|Updating files):\s+(\d+)%")
# Git would run a program of its own for any other scheme, and for any name before two colons: `ext::COMMAND`.
_ADDRESS = re.compile(
    r"(?:(?:https?|ssh|git|git\+ssh|ssh\+git)://(?!-)(?:[^/@]*@)*[^/@-][^/@]*(?:/.*)?"
    r"|file://(?:/.*|[A-Za-z]:.*|localhost/.*)"
    r"|[\w.][\w.-]*@[\w.][\w.-]*:[^-].*)"
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FOLLOWED = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
# Git reads a repository on this machine by another git, which believes the configuration of that repository. It is
# started by a shell, and this is what keeps it from fetching what that repository lacks.
_HERE = "GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none git-upload-pack"
_UP_TO_DATE = "miner-up-to-date"


class Clone(NamedTuple):
    """A clone in the cache; ``outdated`` is a sentence that says why it may be, None if it is up to date."""

    path: Path
    outdated: str | None


def is_url(repository: str) -> bool:
    """Return whether ``repository`` is meant as an address (``scheme://…`` or ``user@host:path``) and not as a path."""
    return "://" in repository or bool(re.match(r"[\w.-]+@[\w.-]+:|[\w+.-]+::", repository))


def check_address(url: str) -> None:
    """Raise RepositoryError unless ``url`` is an address that git itself clones, without a program that it names."""
    if _CONTROL.search(url) or not _ADDRESS.fullmatch(url):
        raise RepositoryError(
            f"{without_secrets(url)!r} is not an address of a repository: give one that begins with https://, ssh://, "
            "git:// or file://, or user@host:path, or the path of a clone."
        )


def is_bundle(repository: str | Path) -> bool:
    """Return whether a path is a file that `git bundle` made, which holds a repository for cloning."""
    try:
        with Path(repository).expanduser().open("rb") as file:
            return _BUNDLE.match(file.read(40)) is not None
    except OSError:
        return False


def without_secrets(url: str) -> str:
    """Return the URL without credentials (a token, or a name and password, before the host)."""
    return _SECRETS.sub(r"\1", url)


def cache_name(url: str) -> str:
    """Return the name of an address's folder in the cache: its host and path to be read, and a hash that is its alone.

    Credentials, a slash and ``.git`` at the end make no other address.
    """
    address = without_secrets(url).rstrip("/").removesuffix(".git")
    bare = re.sub(r"[^\w.-]+", "-", re.sub(r"^[\w+]+://", "", address)).strip("-.")
    return f"{bare[:80]}-{hashlib.sha256(address.encode('utf-8', 'surrogateescape')).hexdigest()[:12]}.git"


def clone(url: str, cache: Path, report: Callable[[str, int], None], reference: Path | None = None) -> Clone:
    """Clone ``url`` into the cache, or let the clone that is already there follow it.

    ``report`` is called with the name of git's current step and its percentage. A new clone gets its final name only
    when it is complete. It borrows what it can from the clone ``reference``, which must stay. Raises RepositoryError if
    git is missing, if a new clone fails, or if another process works on the same one.
    """
    if not is_bundle(url):
        check_address(url)
    if not program.available():
        raise RepositoryError(
            f"Cloning {without_secrets(url)} needs the git program: install git, or give the path of a clone."
        )
    target = cache / cache_name(url)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with lock(target.with_suffix(".lock")):
            if target.is_dir():
                return Clone(target, _follow(target, url, report))
            _clone(target, url, report, reference)
            return Clone(target, None)
    except HeldError as error:
        raise RepositoryError(
            f"Another run ({error}) is cloning {without_secrets(url)} into {target}: wait until it has finished."
        ) from error
    except OSError as error:
        raise RepositoryError(
            f"The cache {cache} cannot be written ({error.strerror}): name another folder with MINER_CACHE."
        ) from error


def remote_refs(url: str) -> dict[str, str]:
    """Return {ref: id of its object} of an address, without cloning it: branches, tags, and the ref that is HEAD.

    Raises RepositoryError if it is no address, if git is missing, or if nothing answers.
    """
    check_address(url)
    if not program.available():
        raise RepositoryError(f"Looking at {without_secrets(url)} needs the git program: install git.")
    said = _run(
        ["ls-remote", "--symref", *_upload_pack(url), "--", url, "HEAD", "refs/heads/*", "refs/tags/*"],
        url,
        lambda _name, _percent: None,
    )
    found: dict[str, str] = {}
    for line in said.splitlines():
        value, _, name = line.partition("\t")
        if name == "HEAD":
            found.setdefault(name, value.removeprefix("ref: "))
        elif name.startswith(("refs/heads/", "refs/tags/")) and not name.endswith("^{}"):
            found[name] = value
    return found


def fetch_blobs(path: Path, identities: Iterable[str], report: Callable[[str, int], None]) -> None:
    """Bring blobs into a blobless clone of the cache, in one request to where it was cloned from.

    Raises RepositoryError if that fails, or if another process works on the clone.
    """
    try:
        url = str(pygit2.Repository(str(path)).remotes["origin"].url)
    except (KeyError, ValueError, pygit2.GitError) as error:
        raise RepositoryError(f"{path} has no remote to fetch from.") from error
    # What git itself does for a partial clone, but in one batch: no names of refs, and no haggling about commits.
    words = [
        "fetch",
        "--no-tags",
        "--no-write-fetch-head",
        "--recurse-submodules=no",
        "--filter=blob:none",
        "--progress",
    ]
    asked = ["-c", "fetch.negotiationAlgorithm=noop", *words, *_upload_pack(url), "--stdin", "origin"]
    try:
        with lock(path.with_suffix(".lock")), tempfile.TemporaryFile() as names:
            names.write("".join(f"{identity}\n" for identity in identities).encode())
            names.seek(0)
            _run(["--git-dir", str(path), *asked], url, report, names)
    except HeldError as error:
        raise RepositoryError(f"Another run ({error}) is cloning into {path}: wait until it has finished.") from error


def _clone(target: Path, url: str, report: Callable[[str, int], None], reference: Path | None) -> None:
    unfinished = target.with_suffix(".part")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    # A bundle cannot be filtered, and git would take it for a remote to fetch what it lacks from, without end.
    partial = [] if is_bundle(url) else ["--filter=blob:none"]
    borrowed = [f"--reference={reference.resolve()}"] if reference else []
    _run(
        ["clone", "--bare", *partial, *borrowed, "--progress", *_upload_pack(url), "--", url, str(unfinished)],
        url,
        report,
    )
    (unfinished / _UP_TO_DATE).touch()
    unfinished.rename(target)


def _follow(target: Path, url: str, report: Callable[[str, int], None]) -> str | None:
    """Bring a clone up to date; return a sentence if that fails."""
    inside = ["--git-dir", str(target)]
    try:
        _run([*inside, "config", "remote.origin.url", url], url, report)  # the token may be another one
        _run(
            [*inside, "fetch", "--prune", "--force", "--progress", *_upload_pack(url), "origin", *_FOLLOWED],
            url,
            report,
        )
        said = _run([*inside, "ls-remote", "--symref", *_upload_pack(url), "origin", "HEAD"], url, report)
        if head := re.match(r"ref: (refs/heads/\S+)\tHEAD$", said, re.MULTILINE):
            _run([*inside, "symbolic-ref", "HEAD", head[1]], url, report)
    except RepositoryError as error:
        marked = next(file for file in (target / _UP_TO_DATE, target) if file.exists())
        last = datetime.fromtimestamp(marked.stat().st_mtime, UTC)
        days = (datetime.now(UTC) - last).days
        age = {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
        return f"{error} The clone in the cache is used, which was last brought up to date on {last:%Y-%m-%d}, {age}."
    (target / _UP_TO_DATE).touch()
    return None


def _upload_pack(url: str) -> list[str]:
    return [f"--upload-pack={_HERE}"] if url.startswith("file:") else []


def _run(
    arguments: list[str], url: str, report: Callable[[str, int], None], stdin: IO[bytes] | int = subprocess.DEVNULL
) -> str:
    """Run git and return the little that it prints; raise RepositoryError with its reason if it fails."""
    said = []
    with subprocess.Popen(
        ["git", *arguments],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=program.environment_to_clone(),
    ) as process:
        for line in _progress(process.stderr):
            if match := _PERCENT.search(line):
                report(match[1].decode("ascii"), int(match[2]))
            elif line.strip() and not _BESIDE.match(line):
                said.append(line)
        printed, _ = process.communicate()
    if process.returncode != 0:
        # The reason is what is fatal, or else the first line; the rest are hints and advice.
        first = next((line for line in said if line.startswith(b"fatal: ")), said[0] if said else b"git failed")
        reason = first.decode("utf-8", "replace").strip().removeprefix("fatal: ").rstrip(".")
        told = without_secrets(f"{url} could not be cloned ({reason})")
        if is_bundle(url):
            raise RepositoryError(f"{told}: make a bundle of the whole history, with `git bundle create FILE --all`.")
        raise RepositoryError(f"{told}: check the address and the network.")
    return printed.decode("utf-8", "replace")


def _progress(stream: IO[bytes] | None) -> Iterator[bytes]:
    """Yield the lines that git prints; unfinished progress lines end in a carriage return."""
    rest = b""
    # Read the descriptor directly: a buffered read waits for a full block, and no progress would show meanwhile.
    while stream is not None and (block := os.read(stream.fileno(), 4096)):
        *lines, rest = re.split(rb"[\r\n]", rest + block)
        yield from lines
    yield rest
