"""Which refs make history: main, the version branches and the release tags of one remote, or of the mirror itself.

All others (topic branches, a fork's branches, ``refs/pull``, stash, notes, replace refs, a detached HEAD) show what was
proposed: their commits are stored and can be searched, but have no line.

git does not record to which remote a tag belongs. Release tags and those of ended lines therefore count wherever they
are, unless only main or a version branch of *another* remote reaches them: then that remote, a fork, has tagged a
release of its own.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from packaging.version import InvalidVersion, Version

from miner.errors import RepositoryError
from miner.graph.line_names import MAIN, svn_line, version_numbers
from miner.model import CPYTHON, Remote

_MAIN_NAMES: Final = ("main", "master", "default", "trunk")
_TRUNK: Final = "legacy-trunk"  # the tag at the end of CPython's trunk, which was main before py3k
# Names of version branches in other projects: release-1.2, v2.x, 3.0.x, stable/4.2, release-1.0.1.
_VERSION_BRANCH: Final = re.compile(
    r"(?:(?:releases?|stable|maint|maintenance|branch)[-_/.])?v?(\d{1,9}\.\d{1,9})(?:\.(?:x|\d{1,9}))?"
)
_RELEASE_TAG: Final = re.compile(r"v(\d[\w.]{0,99})")
# What other projects write before the version: release-1.2, rel/1.2, and their own name, as in docutils-0.16.
_BEFORE_VERSION: Final = re.compile(r"(?P<word>[A-Za-z][\w.-]*?)[-_/]v?(?=\d)")
_RELEASE_WORDS: Final = frozenset({"release", "releases", "rel", "version", "ver"})
# https, ssh, git and scp-like addresses, on GitHub or through its alternative ssh host.
_UPSTREAM: Final = re.compile(
    r"(?:\w[\w+.-]*://)?(?:[^/@\s]*@)?(?:www\.)?(?:ssh\.)?github\.com(?::\d+)?[:/]+python/cpython(?:\.git)?/*",
    re.IGNORECASE,
)
_BRANCHES, _TAGS, _REMOTES = "refs/heads/", "refs/tags/", "refs/remotes/"
#: How strongly a ref claims its chain of first parents, the lowest being the strongest.
Rank = tuple[int | str, ...]


class Source(NamedTuple):
    """Whose branches make history: those of a remote, or the repository's own if ``remote`` is None.

    ``url`` is where these branches come from, None if that is not known. ``main`` is the full name of the default
    branch of a project that is not CPython, None for CPython, whose main has always had one of a few names.
    """

    remote: str | None
    url: str | None
    is_cpython: bool = True
    main: str | None = None

    @property
    def folder(self) -> str:
        """The beginning of the names of its branches."""
        return _BRANCHES if self.remote is None else f"{_REMOTES}{self.remote}/"


def source_of(remote: str | None, url: str | None, project: str, default_branch: str | None) -> Source:
    """Return the source that a row of the table ``repositories`` describes."""
    is_cpython = project == CPYTHON
    return Source(remote, url, is_cpython, None if is_cpython else default_branch)


def is_upstream(url: str | None) -> bool:
    """Return whether a URL is that of python/cpython on GitHub, however it is spelt."""
    return url is not None and _UPSTREAM.fullmatch(url.strip()) is not None


def choose(
    refs: Collection[str],
    remotes: Sequence[Remote],
    *,
    is_bare: bool,
    is_cpython: bool = True,
    wanted: str | None = None,
    reaches: Callable[[str, str], bool] | None = None,
) -> Source:
    """Choose whose branches make history in a clone with these refs and remotes.

    ``wanted`` is the remote that was asked for, with priority; RepositoryError is raised if there is none of that name.
    Then the one that is python/cpython counts, then a bare repository's own branches, and then the remote that holds
    the release tags, if ``reaches`` is given, which tells whether a branch contains a tag. The branches of a work clone
    count only if no remote has any.
    """
    tracked = _tracked(refs, remotes, Source(None, None, is_cpython))
    mirrored = next((one for one in _origin_first(remotes) if one.name not in tracked), None) if is_bare else None
    own = Source(None, mirrored.url if mirrored else None, is_cpython)
    if wanted is not None:
        if wanted in tracked:
            return Source(wanted, tracked[wanted], is_cpython)
        for one in remotes:
            if one.name == wanted and is_bare:
                return Source(None, one.url, is_cpython)
        known = ", ".join(sorted({*tracked, *(one.name for one in remotes)})) or "none"
        raise RepositoryError(f"This clone has no branches of a remote {wanted}; its remotes: {known}.")
    found = [Source(name, url, is_cpython) for name, url in tracked.items()]
    if is_bare or not found:
        found.insert(0, own)
    official = next((one for one in found if is_upstream(one.url)), None)
    if official or found[0].remote is None or len(found) == 1 or reaches is None:
        return official or found[0]
    return _holding_tags(refs, found, reaches)


def _holding_tags(refs: Collection[str], found: list[Source], reaches: Callable[[str, str], bool]) -> Source:
    """Return the source whose branches contain the newest release tag that not all contain, else the first."""
    tags = {
        tag: version
        for tag in refs
        if tag.startswith(_TAGS) and (version := release_of(tag.removeprefix(_TAGS), found[0]))
    }
    for tag in sorted(tags, key=lambda tag: (tags[tag], tag), reverse=True):
        holding = [one for one in found if any(reaches(ref, tag) for ref in refs if _is_branch(ref, one))]
        found = holding or found
        if len(found) == 1:
            break
    return found[0]


def _is_branch(ref: str, source: Source) -> bool:
    return ref.startswith(source.folder) and _of_branch(ref.removeprefix(source.folder), source) is not None


def _tracked(refs: Iterable[str], remotes: Sequence[Remote], source: Source) -> dict[str, str | None]:
    """Return {remote: URL} of those whose main or a version branch is here, ``origin`` first.

    The URL of a remote that was deleted is None. ``source`` has the project.
    """
    urls = {one.name: one.url for one in remotes}
    longest = sorted(urls, key=len, reverse=True)  # a remote's name may contain slashes
    found: set[str] = set()
    for ref in refs:
        if ref.startswith(_REMOTES):
            rest = ref.removeprefix(_REMOTES)
            name = next((name for name in longest if rest.startswith(f"{name}/")), rest.partition("/")[0])
            branch = rest.removeprefix(f"{name}/")
            if _of_branch(branch, source) or (branch == "HEAD" and not source.is_cpython):
                found.add(name)
    return {name: urls.get(name) for name in sorted(found, key=lambda name: (name != "origin", name))}


def _origin_first(remotes: Iterable[Remote]) -> list[Remote]:
    return sorted(remotes, key=lambda one: (one.name != "origin", one.name))


def claim(ref: str, source: Source) -> tuple[Rank, str] | None:
    """Return (rank, line) of the chain of first parents that a ref claims; None for a ref that does not make history.

    First main, then newer lines before older, branches before tags.
    """
    if ref.startswith(_TAGS):
        return _of_tag(ref.removeprefix(_TAGS), source)
    if not ref.startswith(source.folder):
        return None
    return ((0, -1), MAIN) if ref == source.main else _of_branch(ref.removeprefix(source.folder), source)


def main_name(rank: Rank) -> str:
    """Return the name of the ref that claims main with this rank, which is not the strongest."""
    name = rank[1]
    return name if isinstance(name, str) else (*_MAIN_NAMES, _TRUNK)[name]


def _of_branch(name: str, source: Source) -> tuple[Rank, str] | None:
    if name in _MAIN_NAMES:
        return (0, _MAIN_NAMES.index(name)), MAIN
    if version_numbers(name):
        return (1, *_newer_first(name), 0), name
    if source.is_cpython:
        # The branches of the svn years, as old mirrors have them: p3yk, py3k, release27-maint.
        line = svn_line(name)
        return ((2, name), line) if line != name else None
    match = _VERSION_BRANCH.fullmatch(name)
    return ((1, *_newer_first(match[1]), 0, name), match[1]) if match else None


def _of_tag(name: str, source: Source) -> tuple[Rank, str] | None:
    if source.is_cpython and name == _TRUNK:
        return (0, len(_MAIN_NAMES)), MAIN
    if source.is_cpython and version_numbers(name):
        return (1, *_newer_first(name), 1), name
    if (version := release_of(name, source)) is None:
        return None
    line = f"{version.major}.{version.minor}"
    return (1, *_newer_first(line), 2), line


def release_of(tag: str, source: Source) -> Version | None:
    """Return the version that a tag such as ``v3.9.0rc1`` released, None if it is not the tag of a release.

    Projects other than CPython may leave out the ``v``, or write "release" or their own name before the version.
    """
    match = _RELEASE_TAG.fullmatch(tag if source.is_cpython else _with_v(tag, source.url))
    try:
        return Version(match[1]) if match else None
    except InvalidVersion:
        return None


def _with_v(tag: str, url: str | None) -> str:
    """Return the tag of a project other than CPython as ``v1.2``; unchanged if other words stand before the version.

    Those may be the name of one of several things that are in one repository.
    """
    if tag[:1].isdigit():
        return f"v{tag}"
    own = (url or "").rstrip("/").removesuffix(".git").replace(":", "/").rpartition("/")[2].lower()
    before = _BEFORE_VERSION.match(tag)
    if before and before["word"].lower() in _RELEASE_WORDS | {own}:
        return f"v{tag[before.end() :]}"
    return tag


def _newer_first(version: str) -> tuple[int, ...]:
    return tuple(-number for number in version_numbers(version))


def authoritative(
    refs: Mapping[str, int], source: Source, reached_from: Callable[[Iterable[int]], Callable[[int], bool]]
) -> set[str]:
    """Return the refs that make history, of {ref: commit}.

    ``reached_from`` returns, for some commits, a function that tells which commits they reach. It is called only if
    there are tags that may be another remote's.
    """
    found = {ref for ref in refs if claim(ref, source)}
    tags = {ref for ref in found if ref.startswith(_TAGS)}
    others = [ref for ref in refs if _is_rival(ref, source)]
    if tags and others:
        ours = reached_from(refs[ref] for ref in found - tags)
        theirs = reached_from(refs[ref] for ref in others)
        found -= {tag for tag in tags if theirs(refs[tag]) and not ours(refs[tag])}
    return found


def _is_rival(ref: str, source: Source) -> bool:
    """Return whether a ref is main or a version branch of another remote."""
    foreign = ref.startswith(_REMOTES) and not ref.startswith(source.folder)
    return foreign and _of_branch(ref.rpartition("/")[2], source) is not None
