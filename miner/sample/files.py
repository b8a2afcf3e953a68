"""Generate the files of the sample commits.

The real contents may not be copied. Instead a file is an ordered row of blocks, one per change, each with the issue,
title and symbols of the commit that added it. An undoing commit removes blocks but keeps their places. So an undo is an
exact inverse if nothing else changed the file in between, and a reland or backport adds the same lines again, as in the
real history.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from miner.errors import ResourceError
from miner.sample.facts import Commit, Facts

_COMMENT = {
    ".c": "/* {} */",
    ".h": "/* {} */",
    ".py": "# {}",
    ".dat": "# {}",
    ".in": "# {}",
    ".def": "; {}",
    ".rst": ".. {}",
    ".vcxproj": "<!-- {} -->",
    ".filters": "<!-- {} -->",
}
_NEXT = re.compile(
    r"Misc/NEWS\.d/next/(?P<section>[^/]+)/(?P<date>[\d-]+)\.(?P<tracker>bpo|gh-issue)-(?P<issue>\d+)"
    r"\.(?P<nonce>[\w-]+)\.rst",
)
_BEFORE = ""  # the key of the block that stands for everything before the sample begins


class Block(NamedTuple):
    """A place in a file: the sha of the commit that first filled it, and whether its lines are present."""

    key: str
    there: bool


State = Mapping[str, tuple[Block, ...]]


class Files:
    """Computes the files after every commit, one commit after the other, parents first."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._after: dict[str, State] = {}
        self._did: dict[str, dict[str, list[tuple[Block, Block]]]] = {}
        self._texts: dict[tuple[str, str], str] = {}

    def change(self, commit: Commit) -> dict[str, str | None]:
        """Return the new text of every path that the commit changes, ``None`` for deleted ones."""
        before: State = self._after[commit.parents[0]] if commit.parents else {}
        after = dict(before) if commit.parents else self._beginning()
        for parent in commit.parents[1:]:
            self._merge(after, self._after[parent])
        did = self._did[commit.sha] = {}
        for path in commit.paths:
            did[path] = self._steps(commit, path, after.get(path, ()))
            after[path] = _apply(after.get(path, ()), did[path])
        if commit.release:
            self._release(commit, after)
        self._after[commit.sha] = after
        moved = [path for path, row in after.items() if row != before.get(path)]
        texts = {path: (self._text(path, before.get(path, ())), self._text(path, after[path])) for path in moved}
        return {path: new for path, (old, new) in texts.items() if new != old}

    def _beginning(self) -> dict[str, tuple[Block, ...]]:
        """Return the files that exist before the first commit: those that no commit of the sample adds."""
        first: dict[str, bool] = {}
        for commit in self._facts.commits.values():
            for path in commit.paths:
                first.setdefault(path, path in commit.added)
        return {path: (Block(_BEFORE, there=True),) for path, added in first.items() if not added}

    def _steps(self, commit: Commit, path: str, row: tuple[Block, ...]) -> list[tuple[Block, Block]]:
        """Return the blocks of one path that the commit changes, as (before, after)."""
        if commit.undoes and path not in commit.edits:
            undone = commit.undoes + commit.removes
            did = [step for sha in reversed(undone) for step in reversed(self._did[sha].get(path, []))]
            steps = [(now, was) for was, now in did if now in row]
            if not steps:
                raise ResourceError(f"Sample commit {commit.short}: {path} has nothing of what it undoes.")
            return steps
        originals = commit.relands + commit.backports
        again = [now for sha in originals for _, now in self._did[sha].get(path, []) if now.there]
        return [(Block(new.key, there=False), new) for new in again or [Block(commit.sha, there=True)]]

    def _merge(self, after: dict[str, tuple[Block, ...]], other: State) -> None:
        """Add the blocks that only the other parent has ever had."""
        for path, row in other.items():
            known = {block.key for block in after.get(path, ())}
            new = tuple(block for block in row if block.key not in known)
            if new:
                after[path] = after.get(path, ()) + new

    def _release(self, commit: Commit, after: dict[str, tuple[Block, ...]]) -> None:
        """Move the waiting NEWS entries into the file of the release, as release managers do."""
        waiting = {path: match for path in sorted(after) if (match := _NEXT.fullmatch(path))}
        entries: list[str] = []
        for path, match in waiting.items():
            text = self._text(path, after[path])
            if text is None:
                continue
            head = [(match["tracker"], match["issue"]), ("date", match["date"]), ("nonce", match["nonce"])]
            if not entries:
                head.append(("release date", f"{commit.committed:%Y-%m-%d}"))
            head.append(("section", match["section"]))
            entries.append("".join(f".. {key}: {value}\n" for key, value in head) + f"\n{text}")
            after[path] = tuple(block._replace(there=False) for block in after[path])
        self._texts[commit.sha, f"Misc/NEWS.d/{commit.release}.rst"] = "\n..\n\n".join(entries)

    def _text(self, path: str, row: Iterable[Block]) -> str | None:
        blocks = [self._block(block.key, path) for block in row if block.there]
        return "".join(blocks) if blocks else None

    def _block(self, key: str, path: str) -> str:
        """Return the lines that one commit adds to one file."""
        known = self._texts.get((key, path))
        if known is None:
            lines = self._lines(key, path)
            known = self._texts[key, path] = "".join(f"{line}\n" for line in lines)
        return known

    def _lines(self, key: str, path: str) -> list[str]:
        comment = _COMMENT.get(PurePosixPath(path).suffix, "# {}" if "Makefile" in path else "{}")
        if key == _BEFORE:
            return [comment.format(f"{path}, as it was before the sample begins")]
        commit = self._facts.commits[key]
        if _NEXT.fullmatch(path):
            return [commit.news]
        if path == "Misc/NEWS":
            return ["", f"- Issue #{commit.issues[0]}: {commit.news}"]
        named = [f"bpo-{issue}" for issue in commit.issues] + [f"gh-{issue}" for issue in commit.gh_issues]
        head = f"{', '.join(named) or commit.short}: {commit.title or commit.subject}"
        tail = [f"{symbol} in {path}, since {commit.short}" for symbol in commit.symbols]
        return [comment.format(text) for text in [head, *(tail or [f"{path}, since {commit.short}"])]]


def _apply(row: tuple[Block, ...], steps: Iterable[tuple[Block, Block]]) -> tuple[Block, ...]:
    """Return the blocks after the steps; a block that comes back takes its old place."""
    blocks = {block.key: block.there for block in row}
    for _, now in steps:
        blocks[now.key] = now.there
    return tuple(Block(key, there) for key, there in blocks.items())
