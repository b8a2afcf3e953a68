"""Links: a text and a target that were swapped, and a text that names something else than the target."""

import re
from collections.abc import Iterator

from miner.story.context import Context
from miner.story.facts import Unknown
from miner.story.finding import Finding, in_one_line
from miner.story.names import Name, named_by
from miner.story.passages import Link, Passage

_ADDRESS = re.compile(r"https?://[^\s<>`]+")
_PLACE = re.compile(r"[\w+.-]+:|[/#.{?]|[\w./-]+\.(?:html?|rst|md|txt|png|svg|py)(?:#.*)?$", re.IGNORECASE)
# Markdown whose brackets and parentheses are swapped, or whose target is a title, is no link and stays text.
_SWAPPED_MARKDOWN = re.compile(
    r"\((?P<text>[^()\[\]\n]+)\)\[(?P<address>https?://[^\]\s]+)\]"
    r"|\[(?P<address2>https?://[^\]\s]+)\]\((?P<text2>(?!https?:)[^()\s]+ [^()\n]*)\)"
)


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each link that is malformed or contradicts itself."""
    for passage in context.document.passages:
        for link in passage.links:
            text = passage.text[link.start : link.end]
            if _ADDRESS.search(text) and not _PLACE.match(link.target):
                yield _swapped(context, passage, link.start, in_one_line(text))
            elif finding := _contradiction(context, passage, link, text):
                yield finding
        if passage.kind != "literal":
            for match in _SWAPPED_MARKDOWN.finditer(passage.text):
                yield _swapped(context, passage, match.start(), match[0])


def _swapped(context: Context, passage: Passage, start: int, said: str) -> Finding:
    fact = "the text and the target of the link are swapped"
    evidence = ""
    if (address := _ADDRESS.search(said)) and (name := named_by(address[0])) and name.kind == "issue":
        known = context.facts.issue(name.key)
        if isinstance(known, Unknown):
            fact += f"; {known.reason}"
        else:
            evidence = known
    return Finding(passage.line_at(start), "link", said, "corrected", fact, evidence)


def _contradiction(context: Context, passage: Passage, link: Link, text: str) -> Finding | None:
    inside = [name for name in context.names(passage) if link.start <= name.start and name.end <= link.end]
    target = named_by(link.target)
    # A text with several names explains its target with them.
    if target is None or len(inside) != 1 or not text.strip() or _ADDRESS.fullmatch(text.strip()):
        return None
    said = inside[0]
    if said.kind != target.kind or _same(context, said, target):
        return None
    return Finding(
        passage.line_at(link.start),
        "link",
        in_one_line(text),
        "corrected",
        f"the target of the link is {target.key}",
        target.key,
    )


def _same(context: Context, said: Name, target: Name) -> bool:
    if said.kind == "issue":
        number = said.key.rpartition("-")[2] == target.key.rpartition("-")[2]
        return number or context.facts.issue(said.key) == context.facts.issue(target.key)
    if target.key.startswith(said.key) or said.key.startswith(target.key):
        return True
    first, second = context.facts.commit(said.key), context.facts.commit(target.key)
    # An id that is not known may be another name for the same commit.
    return isinstance(first, Unknown) or isinstance(second, Unknown) or first.sha == second.sha
