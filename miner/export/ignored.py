"""Write a list for ``git blame --ignore-revs-file``: proven reverts with what they take back."""

from collections.abc import Iterator
from typing import Final

from miner.history.history import History
from miner.render.cells import duration, printable

_PROOFS: Final = frozenset({"inverse-blobs", "inverse-lines"})


def ignored_revisions(history: History, line: str | None = None, confidence: float = 0.9) -> Iterator[str]:
    """Yield the lines of the list: for each full revert on ``line`` a comment with its reason, and both commits.

    Only reverts that are at least as certain as ``confidence`` count, and of which blobs or lines prove that they take
    all of the other back: a name alone may stand for a part. Blame then looks through the pair, at whoever
    wrote the lines before.
    """
    reasons = {
        row["undoing_sha"]: row["reason"] for row in history.query("revert_reasons").dicts() if row["basis"] != "none"
    }
    yield "# Reverts and what they took back, for git blame --ignore-revs-file.\n"
    seen: set[str] = set()
    for row in history.query("undo_links", line=line).dicts():
        if row["extent"] != "full" or row["nature"] != "revert" or row["confidence"] < confidence:
            continue
        if _PROOFS.isdisjoint(row["evidence"].split(",")):
            continue
        parts = [f"{row['undoing_sha'][:10]} takes {row['undone_sha'][:10]} back"]
        if row["delay_seconds"] is not None:
            parts[0] += f" after {duration(row['delay_seconds'])}"
        if reason := reasons.get(row["undoing_sha"]):
            parts.append(" ".join(printable(reason).split()))
        yield f"\n# {': '.join(parts)}\n"
        for sha in (row["undone_sha"], row["undoing_sha"]):
            if sha not in seen:
                seen.add(sha)
                yield f"{sha}\n"
