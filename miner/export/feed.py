"""An Atom feed (RFC 4287) of what happened last: landings, reverts and relands."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from miner.history.history import History
from miner.render.cells import duration
from miner.render.pictures.text import plain

#: What a feed may tell.
KINDS: Final = ("landed", "reverted", "relanded")
_COMMIT: Final = "https://github.com/python/cpython/commit/"
_NAMED: Final = ("line", "since", "until")
_LIKELY: Final = 0.5


def feed(history: History, kinds: tuple[str, ...] = KINDS, limit: int = 50, **filters: Any) -> Iterator[str]:
    """Yield a feed of the newest entries, the newest first.

    ``filters`` are ``issue``, ``path``, ``author``, ``line``, ``since`` and ``until``, as the query ``commits`` takes
    them; an undo or a reland counts if its own commit does.
    """
    commits = {row["sha"]: row for row in history.query("commits", **filters).dicts()}
    among = {name: value for name, value in filters.items() if name in _NAMED}
    told: dict[tuple[str, str], list[str]] = {}
    if "reverted" in kinds:
        for row in history.query("undo_links", **among).dicts():
            if row["confidence"] >= _LIKELY:
                after = "" if row["delay_seconds"] is None else f" after {duration(row['delay_seconds'])}"
                said = f"takes back {row['undone_sha'][:10]}{after}: {row['undone_subject']}"
                told.setdefault((row["undoing_sha"], "reverted"), []).append(said)
    if "relanded" in kinds:
        for row in history.query("relands", kind="reland", **among).dicts():
            if row["confidence"] >= _LIKELY:
                said = f"lands {row['original_sha'][:10]} again"
                told.setdefault((row["reland_sha"], "relanded"), []).append(said)
    if "landed" in kinds:
        others = {sha for sha, _ in told}
        told |= {(sha, "landed"): [f"landed on {row['line']}"] for sha, row in commits.items() if sha not in others}
    entries = [(sha, kind, "; ".join(dict.fromkeys(said))) for (sha, kind), said in told.items() if sha in commits]
    entries.sort(key=lambda entry: (_utc(commits[entry[0]]["authored_at"]), entry[0], entry[1]), reverse=True)
    newest = entries[:limit]
    title = ", ".join(str(value) for value in filters.values() if value) or "the whole history"
    yield '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    yield f"  <title>CPython: {escape(plain(', '.join(kinds)))} ({escape(plain(title))})</title>\n"
    yield f"  <id>tag:github.com,2017:python/cpython:{'+'.join(kinds)}:{quote(title, safe='')}</id>\n"
    yield f"  <updated>{commits[newest[0][0]]['authored_at'] if newest else '1970-01-01T00:00:00+00:00'}</updated>\n"
    for sha, kind, said in newest:
        yield from _entry(commits[sha], kind, said)
    yield "</feed>\n"


def _utc(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()


def _entry(commit: Mapping[str, Any], kind: str, told: str) -> Iterator[str]:
    address = f"{_COMMIT}{commit['sha']}"
    about = f"{commit['sha'][:10]} {told}." + (f" Issues: {commit['issues']}." if commit["issues"] else "")
    yield "  <entry>\n"
    yield f"    <title>{escape(plain(f'{kind}: ' + str(commit['subject'])))}</title>\n"
    yield f"    <id>tag:github.com,2017:python/cpython:{kind}:{commit['sha']}</id>\n"
    yield f"    <link href={quoteattr(address)}/>\n"
    yield f"    <updated>{commit['authored_at']}</updated>\n"
    yield f"    <author><name>{escape(plain(str(commit['author'])))}</name></author>\n"
    yield f"    <category term={quoteattr(kind)}/>\n"
    yield f"    <summary>{escape(plain(about))}</summary>\n"
    yield "  </entry>\n"
