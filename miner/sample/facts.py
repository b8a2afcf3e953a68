"""Read the facts of the sample history from ``data/sample/history.toml`` into frozen dataclasses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from miner.resources import directory
from miner.toml_tables import Record, load

_SHA = re.compile(r"[0-9a-f]{40}")
_ABBREVIATION = re.compile(r"[0-9a-f]{10}")


@dataclass(frozen=True, slots=True)
class Commit:
    """The facts of one real commit. It refers to other commits by their full real shas.

    ``subject`` and ``body`` may contain placeholders, see :mod:`miner.sample.messages`. ``parents`` follow from
    ``line``, ``fork`` and ``merges``. ``added`` are the paths that did not exist before; ``edits`` are those that an
    undoing commit changes without undoing anything in them; ``removes`` are commits whose lines an undoing commit also
    removes, although its message does not say so.
    """

    sha: str
    line: str
    parents: tuple[str, ...]
    author: str
    authored: datetime
    committer: str
    committed: datetime
    issues: tuple[int, ...]
    gh_issues: tuple[int, ...]
    pr: int | None
    title: str
    subject: str
    body: str
    undoes: tuple[str, ...]
    removes: tuple[str, ...]
    relands: tuple[str, ...]
    backports: tuple[str, ...]
    svn: str | None
    headers: tuple[str, ...]
    paths: tuple[str, ...]
    added: tuple[str, ...]
    edits: tuple[str, ...]
    symbols: tuple[str, ...]
    news: str
    release: str | None

    @property
    def short(self) -> str:
        """The first ten digits of the sha, by which the facts file refers to the commit."""
        return self.sha[:10]


@dataclass(frozen=True, slots=True)
class Tag:
    """One release or end-of-life tag; a lightweight one if ``tagged`` is None."""

    name: str
    commit: str
    tagged: datetime | None


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch and its last commit."""

    name: str
    commit: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The contents of the facts file; ``commits`` is by sha, parents before children."""

    commits: Mapping[str, Commit]
    tags: tuple[Tag, ...]
    branches: tuple[Branch, ...]


def read_facts(path: Path | None = None) -> Facts:
    """Read and check the facts file at ``path``, by default the one that ships with the tool.

    Raises ResourceError if the file is missing or an record is invalid.
    """
    path = path or directory("data") / "sample" / "history.toml"
    tables = load(path, "commit", "tag", "branch")
    reader = _Reader(str(path))
    for number, table in enumerate(tables["commit"], start=1):
        reader.commit(table, number)
    tags = tuple(reader.tag(table) for table in tables["tag"])
    branches = tuple(reader.branch(table) for table in tables["branch"])
    return Facts(reader.commits, tags, branches)


class _Reader:
    """Reads entries in order; a record may only refer to commits above it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.commits: dict[str, Commit] = {}
        self._full: dict[str, str] = {}
        self._tips: dict[str, str] = {}

    def commit(self, table: Mapping[str, Any], number: int) -> None:
        """Read one ``[[commit]]``."""
        record = Record(table, f"{self.file}: commit {str(table.get('sha', f'number {number}'))[:10]}")
        sha = record.text("sha")
        if not _SHA.fullmatch(sha):
            record.fail("'sha' must be the forty hexadecimal digits of the real commit")
        if sha[:10] in self._full:
            record.fail("it is there twice")
        commit = self._read(record, sha)
        record.done()
        self._check(record, commit)
        self.commits[sha] = commit
        self._full[commit.short] = sha
        self._tips[commit.line] = sha

    def _read(self, record: Record, sha: str) -> Commit:
        line = record.text("line", "main")
        relands, backports = self._named(record, "relands"), self._named(record, "backports")
        sources = relands + backports
        title = record.text("title", self.commits[sources[0]].title if sources else "")
        pr = record.number("pr")
        author = record.text("author")
        authored = record.moment("authored")
        release = record.text("release", "") or None
        usual = "bpo-{issue}: {title} (GH-{pr})" if pr else f"Python {release}" if release else ""
        return Commit(
            sha=sha,
            line=line,
            parents=self._parents(record, line),
            author=author,
            authored=authored,
            committer=record.text("committer", "GitHub" if pr else author),
            committed=record.moment("committed", authored),
            issues=record.numbers("issues"),
            gh_issues=record.numbers("gh_issues"),
            pr=pr,
            title=title,
            subject=record.text("subject", usual),
            body=record.text("body", "").strip(),
            undoes=self._named(record, "undoes"),
            removes=self._named(record, "removes"),
            relands=relands,
            backports=backports,
            svn=record.text("svn", "") or None,
            headers=record.texts("headers"),
            paths=record.texts("paths"),
            added=record.texts("added"),
            edits=record.texts("edits"),
            symbols=record.texts("symbols"),
            news=record.text("news", title),
            release=release,
        )

    def _check(self, record: Record, commit: Commit) -> None:
        if not commit.subject:
            record.fail("it needs a 'subject', or a 'title' with 'pr' and 'issues'")
        if "{title}" in commit.subject and not commit.title:
            record.fail("'title' is missing, and it relands or backports nothing to take it from")
        if not commit.paths and len(commit.parents) < 2:
            record.fail("'paths' is missing")
        for key, paths in (("added", commit.added), ("edits", commit.edits)):
            for path in paths:
                if path not in commit.paths:
                    record.fail(f"'{key}' names {path}, which is not among the 'paths'")

    def _parents(self, record: Record, line: str) -> tuple[str, ...]:
        fork = self._one(record, "fork")
        if fork and line in self._tips:
            record.fail(f"'fork' is for the first commit on a line, and {line} has one already")
        first = fork or ((self._tips[line],) if line in self._tips else ())
        if not first and self.commits:
            record.fail(f"it is the first commit on {line}, so it needs a 'fork'")
        return first + self._one(record, "merges")

    def _one(self, record: Record, key: str) -> tuple[str, ...]:
        name = record.text(key, "")
        return (self._resolve(record, key, name),) if name else ()

    def _named(self, record: Record, key: str) -> tuple[str, ...]:
        return tuple(self._resolve(record, key, name) for name in record.texts(key))

    def _resolve(self, record: Record, key: str, name: str) -> str:
        if not _ABBREVIATION.fullmatch(name):
            record.fail(f"'{key}' must name commits by the first ten digits of their sha, not {name!r}")
        if name not in self._full:
            record.fail(f"'{key}' names {name}, which no entry above has")
        return self._full[name]

    def tag(self, table: Mapping[str, Any]) -> Tag:
        """Read one ``[[tag]]``."""
        record = Record(table, f"{self.file}: tag {table.get('name', '')}")
        name, commit = record.text("name"), self._resolve(record, "commit", record.text("commit"))
        tagged = record.moment("tagged") if "tagged" in table else None
        record.done()
        return Tag(name, commit, tagged)

    def branch(self, table: Mapping[str, Any]) -> Branch:
        """Read one ``[[branch]]``."""
        record = Record(table, f"{self.file}: branch {table.get('name', '')}")
        found = Branch(record.text("name"), self._resolve(record, "commit", record.text("commit")))
        record.done()
        return found
