"""Make a longer history of a real one: copies of it, one behind the other.

A copy has every commit again. Its root has the newest commit of main before it as parent, so that main becomes one
long line; other branches and tags are there again with other versions, such as 103.9 and v103.9.0. The files of a copy are in a folder
of its own, so that no commit changes a file as another one did: only ``Misc`` stays where it is, because NEWS is read
there. Titles get a word, numbers of issues become others that were never given, ids of commits those of the copy, and
so do svn revisions and Mercurial ids; and all is made a second later.

What is not as in a history that grew: a copy has the years of the original, because number spaces go by date; pull
requests before 2022-04 keep their numbers, because none were left; messages name the original's svn revisions, and NEWS
its issues; titles of backports name the original's branches; only the original has Mercurial ids for the svn years; and
people write the same words again.
"""

import hashlib
import re
import struct
import subprocess
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.in_steps import Clone, git
from tests.benchmarks.measure import GIT
from tests.repositories import CPYTHON

MAIN = "refs/heads/main"
STAYS = "Misc"
KINDS = {"commit": 1, "tree": 2, "tag": 4}
# Issues of SourceForge, the largest, are below 1,800,000; GitHub's below 300,000.
ROUNDUP, GITHUB = 3_000_000, 300_000
GITHUB_BEGINS, GITHUB_ISSUES_BEGIN = 1_486_749_600, 1_649_548_800  # 2017-02-10 and 2022-04-10
ISSUE = re.compile(rb"(?i)\b(?:bpo[- ]|(?:issues?|bugs?|patch)[ -]?#?)(\d{4,7})\b")
HASHED = re.compile(rb"(?i)(GH-|#)(\d{4,7})\b")
# Subversion had not yet 100,000.
SVN, SVN_NEXT = re.compile(rb"(?<=%40)\d+(?=\n|$)"), 100_000
PERSON = re.compile(rb"(?<=> )\d+")
HG = re.compile(rb"\b(?:[0-9a-f]{12}|[0-9a-f]{40})\b")
DIGITS = b"0123456789abcdef"
TAG = re.compile(rb"(?<=\ntag )\S+")
VERSION = re.compile(r"(v?)(?=\d)")
SHA = re.compile(rb"\b[0-9a-f]{7,40}\b")
TITLE_END = re.compile(rb"\s*\((?:GH-|gh-|#)\d+\)|(?<=\S)[\"']?(?=\.?\s*(?:\n|$))")


class Made(NamedTuple):
    """An object that a copy adds."""

    sha: str
    kind: str
    content: bytes


class Originals:
    """The commits and tags of a history, parents first, and the entries of each commit's tree."""

    def __init__(self, history: Path) -> None:
        shas = git(history, "rev-list", "--topo-order", "--reverse", "--all").split()
        self.commits = dict(contents(history, shas))
        trees = {commit[5:45].decode() for commit in self.commits.values()}
        self.stays = {tree: entry(content, STAYS) for tree, content in contents(history, sorted(trees))}
        named = (
            line.split() for line in git(history, "for-each-ref", "--format=%(refname) %(objectname)").splitlines()
        )
        self.refs = dict(named)
        self.tags = dict(contents(history, sorted(set(self.refs.values()) - self.commits.keys())))
        self._full: dict[bytes, bytes | None] = {}
        for sha in map(str.encode, shas):
            for digits in (7, 8, 9, 10, 12, 40):
                self._full[sha[:digits]] = None if sha[:digits] in self._full else sha

    def named(self, digits: bytes) -> str | None:
        """Return the only commit that an id of the usual lengths can mean."""
        found = self._full.get(digits)
        return found.decode() if found else None


class Copy:
    """One copy of a history."""

    def __init__(self, originals: Originals, number: int, base: str) -> None:
        self._originals, self._number, self._base = originals, number, base
        self.now: dict[str, str] = {}
        self.refs: dict[str, str] = {}

    def objects(self) -> Iterator[Made]:
        """Yield the objects of the copy, which fills ``now`` {original: sha of its copy} and ``refs``."""
        trees: dict[str, str] = {}
        for sha, content in self._originals.commits.items():
            tree = content[5:45].decode()
            if tree not in trees:
                yield (root := made("tree", self._tree(tree)))
                trees[tree] = root.sha
            yield (commit := made("commit", self._commit(content, trees[tree])))
            self.now[sha] = commit.sha
        for sha, content in self._originals.tags.items():
            target = content[7:47].decode()
            if target in self.now:  # not a tag of a tag
                text = content.replace(target.encode(), self.now[target].encode())
                yield (tag := made("tag", TAG.sub(lambda match: self._name(match[0].decode()).encode(), text, count=1)))
                self.now[sha] = tag.sha
        for name, sha in self._originals.refs.items():
            if sha in self.now:
                folder, short = name.rsplit("/", 1)
                self.refs[MAIN if name == MAIN else f"{folder}/{self._name(short)}"] = self.now[sha]

    def _name(self, short: str) -> str:
        """Return the name that a branch or a tag has in the copy."""
        version = VERSION.match(short)
        return f"{version[1]}{10 * self._number}{short[version.end() :]}" if version else f"{short}-{self._number}"

    def _tree(self, tree: str) -> bytes:
        own = f"40000 copy{self._number}\0".encode() + bytes.fromhex(tree)
        return self._originals.stays[tree] + own  # git sorts by name

    def _commit(self, content: bytes, tree: str) -> bytes:
        head, _, message = content.partition(b"\n\n")
        lines = [b"tree " + tree.encode()]
        parents = re.findall(rb"\nparent (\w+)", head)
        lines += [b"parent " + self.now[parent.decode()].encode() for parent in parents]
        if not parents:
            lines.append(b"parent " + self._base.encode())
        rest = head[head.index(b"\nauthor ") + 1 :]
        at = int(re.search(rb"\ncommitter .*> (\d+)", head)[1])
        rest = PERSON.sub(lambda match: b"%d" % (int(match[0]) + self._number), rest, count=2)
        rest = SVN.sub(lambda match: b"%d" % (int(match[0]) + SVN_NEXT * self._number), rest)
        return b"\n".join(lines) + b"\n" + HG.sub(self._mercurial, rest) + b"\n\n" + self._message(message, at)

    def _mercurial(self, match: re.Match[bytes]) -> bytes:
        """Return another id for an id, always the same."""
        named = self._originals.named(match[0]) or match[0].isdigit()
        shifted = DIGITS[self._number :] + DIGITS[: self._number]
        return match[0] if named else match[0].translate(bytes.maketrans(DIGITS, shifted))

    def _message(self, message: bytes, at: int) -> bytes:
        def hashed(match: re.Match[bytes]) -> bytes:
            number = int(match[2])
            if at < GITHUB_BEGINS:
                return b"bpo-%d" % (number + ROUNDUP * self._number)
            return match[1] + b"%d" % (number + GITHUB * self._number if at >= GITHUB_ISSUES_BEGIN else number)

        def commit(match: re.Match[bytes]) -> bytes:
            sha = self._originals.named(match[0])
            return self.now[sha].encode()[: len(match[0])] if sha in self.now else match[0]

        message = TITLE_END.sub(lambda match: b" in copy %d" % self._number + match[0], message, count=1)
        message = ISSUE.sub(lambda match: b"bpo-%d" % (int(match[1]) + ROUNDUP * self._number), message)
        return SHA.sub(commit, HG.sub(self._mercurial, HASHED.sub(hashed, message)))


def made(kind: str, content: bytes) -> Made:
    """Return an object with the id that git gives it."""
    return Made(hashlib.sha1(b"%s %d\0" % (kind.encode(), len(content)) + content).hexdigest(), kind, content)


def entry(tree: bytes, name: str) -> bytes:
    """Return the folder of this name with its mode, as it stands in a tree; nothing if the tree has none."""
    key = f"40000 {name}\0".encode()
    # Ids may have any byte, so all entries before it are walked over.
    start = 0
    while start < len(tree):
        end = tree.index(b"\0", start) + 21
        if tree.startswith(key, start):
            return tree[start:end]
        start = end
    return b""


def contents(repository: Path, shas: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield (sha, content) of objects in the order given."""
    shas = list(shas)
    command = [*GIT, f"--git-dir={repository}", "cat-file", "--batch", "--buffer"]
    answer = subprocess.run(command, input="\n".join(shas).encode(), stdout=subprocess.PIPE, check=True).stdout
    start = 0
    for sha in shas:
        end = answer.index(b"\n", start)
        size = int(answer[start:end].split()[2])
        yield sha, answer[end + 1 : end + 1 + size]
        start = end + size + 2


def write_pack(repository: Path, objects: Iterable[Made]) -> None:
    """Add objects to a repository as one pack."""
    parts = []
    for _, kind, content in {each.sha: each for each in objects}.values():
        size = len(content)
        first, size = KINDS[kind] << 4 | size & 15, size >> 4
        header = bytearray()
        while size:
            header.append(first | 128)
            first, size = size & 127, size >> 7
        header.append(first)
        parts.append(bytes(header) + zlib.compress(content, 1))
    pack = b"".join([b"PACK" + struct.pack(">II", 2, len(parts)), *parts])
    command = [*GIT, f"--git-dir={repository}", "index-pack", "--stdin"]
    subprocess.run(command, input=pack + hashlib.sha1(pack).digest(), stdout=subprocess.DEVNULL, check=True)


def histories(history: Path, folder: Path, most: int) -> Iterator[Clone]:
    """Yield a clone, which first has the real history, then also one copy of it, and so on; it is changed in place."""
    clone = Clone(history, folder / "copies.git")
    # What is nobody's is taken for a fork, where known commits do not reach it.
    git(clone.path, "config", "remote.origin.url", CPYTHON)
    originals = Originals(history)
    refs = dict(originals.refs)
    clone.move(refs)
    yield clone
    for number in range(1, most):
        copy = Copy(originals, number, refs[MAIN])
        write_pack(clone.path, copy.objects())
        refs |= copy.refs
        clone.move(refs)
        yield clone
