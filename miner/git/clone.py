"""Clone a URL into the cache, bare and blobless: enough for everything but NEWS and line counts."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from miner.errors import RepositoryError
from miner.git import program

CPYTHON = "https://github.com/python/cpython"

_BESIDE = re.compile(rb"Cloning into|warning:|remote:", re.IGNORECASE)
_BUNDLE = re.compile(rb"# v\d+ git bundle\n")
_SECRETS = re.compile(r"(\w://)[^/\s]*@")
_PERCENT = re.compile(rb"(Receiving objects|Resolving deltas|Updating files):\s+(\d+)%")


def is_url(repository: str) -> bool:
    """Return whether ``repository`` is a URL to clone (``scheme://…`` or ``user@host:path``) and not a path."""
    return "://" in repository or bool(re.match(r"[\w.-]+@[\w.-]+:", repository))


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
    """Return the name of a URL's folder in the cache: its host and path, other characters replaced by hyphens."""
    bare = re.sub(r"^\w+://([^@/]*@)?", "", url).removesuffix("/").removesuffix(".git")
    return re.sub(r"[^\w.-]+", "-", bare).strip("-.") + ".git"


def clone(url: str, cache: Path, report: Callable[[str, int], None]) -> Path:
    """Clone ``url`` into the cache, or fetch into the clone that is already there; return its path.

    ``report`` is called with the name of git's current step and its percentage. A new clone gets its final name only
    when it is complete. Raises RepositoryError if git is missing or fails.
    """
    if not program.available():
        raise RepositoryError(
            f"Cloning {without_secrets(url)} needs the git program: install git, or give the path of a clone."
        )
    target = cache / cache_name(url)
    if target.is_dir():
        _run(["--git-dir", str(target), "fetch", "--prune", "--progress", "origin"], url, report)
        return target
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    # A bundle cannot be filtered, and git would take it for a remote to fetch what it lacks from, without end.
    partial = [] if is_bundle(url) else ["--filter=blob:none"]
    _run(["clone", "--bare", *partial, "--progress", "--", url, str(unfinished)], url, report)
    _run(
        ["--git-dir", str(unfinished), "config", "remote.origin.fetch", "+refs/heads/*:refs/heads/*"],
        url,
        report,
    )
    unfinished.rename(target)
    return target


def _run(arguments: list[str], url: str, report: Callable[[str, int], None]) -> None:
    said = []
    with subprocess.Popen(
        ["git", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=program.environment_to_clone(),
    ) as process:
        for line in _progress(process.stderr):
            if match := _PERCENT.search(line):
                report(match[1].decode("ascii"), int(match[2]))
            elif line.strip() and not _BESIDE.match(line):
                said.append(line)
    if process.returncode != 0:
        # git's first line is the reason; the rest is advice.
        reason = (said or [b"git failed"])[0].decode("utf-8", "replace").strip().removeprefix("fatal: ").rstrip(".")
        told = without_secrets(f"{url} could not be cloned ({reason})")
        if is_bundle(url):
            raise RepositoryError(f"{told}: make a bundle of the whole history, with `git bundle create FILE --all`.")
        raise RepositoryError(f"{told}: check the address and the network.")


def _progress(stream: IO[bytes] | None) -> Iterator[bytes]:
    """Yield the lines that git prints; unfinished progress lines end in a carriage return."""
    rest = b""
    # Read the descriptor directly: a buffered read waits for a full block, and no progress would show meanwhile.
    while stream is not None and (block := os.read(stream.fileno(), 4096)):
        *lines, rest = re.split(rb"[\r\n]", rest + block)
        yield from lines
    yield rest
