"""Check what a document says about the history."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final

from miner.story import unjudged
from miner.story.claims import (
    counts,
    credits,  # noqa: A004 - the room is full of plain words
    dated,
    dates,
    delays,
    durations,
    fates,
    fields,
    groups,
    lapses,
    links,
    logs,
    moves,
    named,
    news,
    openers,
    order,
    pasted,
    periods,
    release_days,
    releases,
    standing,
    subjects,
    titles,
    undone,
)
from miner.story.context import Context
from miner.story.facts import Facts
from miner.story.finding import Finding
from miner.story.passages import Document

if TYPE_CHECKING:
    from miner.history.history import History

#: More than this is no document that somebody wrote.
_MOST_CLAIMS: Final = 1_500

#: What finds and judges claims. Messages that are shown come first, because nothing in them is said by the document;
#: days come after all that use them.
_KINDS: Final[tuple[Callable[[Context], Iterator[Finding]], ...]] = (
    pasted.find,
    logs.find,
    links.find,
    named.find,
    titles.find,
    periods.find,
    releases.find,
    release_days.find,
    news.find,
    groups.find,
    fates.find,
    lapses.find,
    counts.find,
    delays.find,
    durations.find,
    order.find,
    undone.find,
    standing.find,
    moves.find,
    fields.find,
    openers.find,
    credits.find,
    subjects.find,
    dates.find,
    dated.find,
)


def check(history: "History", document: Document) -> list[Finding]:
    """Return what a document says about the history, with a verdict on each claim, in the order of the document."""
    context = Context(document, Facts(history))
    found: list[Finding] = []
    for kind in _KINDS:  # each must be done before the next, which reads what it has left in the context
        claims = list(islice(kind(context), _MOST_CLAIMS + 1))
        found += claims[:_MOST_CLAIMS]
        if len(claims) > _MOST_CLAIMS:
            last = claims[-1]
            reason = f"only the first {_MOST_CLAIMS:,} claims of a kind are judged: check the parts of the document"
            found.append(Finding(last.line, last.claim, last.said, "unknown", reason))
    found += list(unjudged.find(context, found))
    return sorted(found, key=lambda finding: finding.line)
