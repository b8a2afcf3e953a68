"""What the texts of pull requests, issues and comments say about reverts: which pull request or commit is meant.

Seen are GitHub's own form ("Reverts python/cpython#N"), what people write ("Revert gh-N (commit <sha>)", "un-revert of
#A and #B (reverted in #C)"), git's ("This reverts commit <sha>."), and that of the robot which opened pull requests for
failing builds. A number that has no range of its own is taken for a pull request, because what is reverted is one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from miner.messages.eras import LAST_EARLY_PULL_REQUEST, LAST_MIGRATED_ISSUE, TRANSFER_PULL_REQUESTS

Says = Literal["undoes", "relands", "reverted-in", "backports", "discusses", "names"]

_REFERENCE: Final = r"(?:python/cpython#|https?://github\.com/python/cpython/pull/|\b(?:GH|gh|PR)[- ]?#?|#)(\d{1,9})\b"
_SHA: Final = r"\b(?=[0-9a-f]*\d)([0-9a-f]{7,40})\b"
_LIST: Final = rf"{_REFERENCE}(?:(?:,| and|, and) {_REFERENCE})*"
#: "effectively an un-revert of #11617 and #12024 (reverted in #12159)"
_UNREVERT: Final = re.compile(
    rf"\b(?:un-?revert|re-?land|re-?appl(?:y|ies)|re-?landing)(?:s|ing)?(?: of)? (?P<what>{_LIST})"
    rf"(?:\s*\((?:which was )?reverted in (?P<by>{_LIST})\))?",
    re.IGNORECASE,
)
#: "tried again in #12360, which I ended up reverting in #12806"
_ENDED: Final = re.compile(
    rf"(?P<what>{_REFERENCE}),? which (?:I|we) (?:ended up reverting|(?:have )?reverted) in (?P<by>{_REFERENCE})"
)
_UNDO: Final = re.compile(
    r"\b(?:revert(?:s|ed|ing)?|back(?:s|ed|ing)?[ -]out)\b"
    r"(?:\s+(?:the|PR|pull request|commits?|changes? of|changes? in))*"
    rf"\s+(?P<what>{_LIST}|{_SHA})(?:\s*\((?:commit\s+)?(?P<also>{_LIST}|{_SHA})\))?",
    re.IGNORECASE,
)
#: "Revert "title (GH-10295)"", also where the quotation is never closed or goes on in the body.
_QUOTED: Final = re.compile(r"\bRevert:?\s+[\"“]", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"\(\s*(?:GH-|gh-|#)(\d{1,9})\s*\)")
#: Without a quotation, as the robot's title: "🔄 Revert: title (#124792)"
_BARE: Final = re.compile(
    r"^(?:\W|(?:bpo|gh)-\d+\b)*Revert:?\s+[^\"“\n]*\((?:GH-|#)(?P<number>\d{1,9})\)[\"”]?\s*$", re.IGNORECASE
)
#: A port of a revert has the number of the pull request that it ports at the end.
_PORT: Final = re.compile(r"^\s*\[\d+\.\d+\]\s.*\((?:GH-|#)(?P<number>\d{1,9})\)\s*$", re.IGNORECASE)
_BACKPORT: Final = re.compile(rf"\(cherry[- ]picked from commit {_SHA}\)|\bbackport of {_REFERENCE}", re.IGNORECASE)
_CODE: Final = re.compile(r"```.*?(?:```|\Z)|<!--.*?-->", re.DOTALL)
_SENTENCE: Final = re.compile(r"[^\n]*?(?:[.!?](?=\s)|\n|$)")
_REACH: Final = 20_000


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a text says; ``tracker`` is ``pr`` or ``git``, ``number`` a number or the beginning of a sha.

    ``what`` is what was reverted in ``number``, if the text ``says`` that something was. A text that ``names`` an issue
    has its tracker.
    """

    says: Says
    tracker: str
    number: str
    words: str
    what: tuple[str, str] | None = None


def claims_of_pull_request(title: str, body: str) -> list[Claim]:
    """Return what a pull request says that it does. A title that GitHub has cut goes on in the body."""
    title, body = _whole(title, body)
    found = [*_titled(title), *_said(title), *_said(plain(body))]
    undone = {(claim.tracker, claim.number) for claim in found if claim.says == "undoes"}
    undone -= {(claim.tracker, claim.number) for claim in found if claim.says == "relands"}
    return _once(claim for claim in found if claim.says != "undoes" or (claim.tracker, claim.number) in undone)


def claims_of_comment(text: str) -> list[Claim]:
    """Return which pull requests or commits a comment, or the text of an issue, says to be reverted or brought back."""
    return _once(
        claim if claim.says == "reverted-in" else replace(claim, says="discusses") for claim in _said(plain(text))
    )


def _whole(title: str, body: str) -> tuple[str, str]:
    if title.endswith("…") and body.startswith("…"):
        first, _, rest = body.removeprefix("…").partition("\n")
        return title.removesuffix("…") + first.rstrip("\r"), rest
    return title, body


def plain(text: str) -> str:
    """Return a text without code, comments and what it quotes of others."""
    text = _CODE.sub(" ", text[:_REACH].replace("\r\n", "\n"))
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))


def _titled(title: str) -> Iterator[Claim]:
    words = title.strip()
    if port := _PORT.match(title):
        yield Claim("backports", "pr", port["number"], words)
        title = title[: port.start("number")].rpartition("(")[0]
    quotations = list(_QUOTED.finditer(title))
    if quotations:
        numbers = _NUMBERED.findall(title, quotations[-1].end())
        # The innermost quotation comes with the first number. To revert a revert is to land again.
        deeds: tuple[Says, ...] = ("undoes",) if len(quotations) == 1 else ("relands", "undoes")
        for says, number in zip(deeds, numbers, strict=False):
            yield Claim(says, "pr", number, words)
    elif bare := _BARE.match(title):
        yield Claim("undoes", "pr", bare["number"], words)


def _said(text: str) -> Iterator[Claim]:
    for found in _UNREVERT.finditer(text):
        words = sentence(text, found)
        yield from (Claim("relands", *name, words) for name in _names(found["what"]))
        yield from _reverted(found, words)
    for found in _ENDED.finditer(text):
        yield from _reverted(found, sentence(text, found))
    for found in _UNDO.finditer(text):
        if re.search(r"\bun-?$", text[max(found.start() - 4, 0) : found.start()], re.IGNORECASE):
            continue  # an un-revert
        if re.match(r"reverted\s+in\b", found[0], re.IGNORECASE):
            continue
        for part in (found["what"], found["also"] or ""):
            yield from (Claim("undoes", *name, sentence(text, found)) for name in _names(part))
    for found in _BACKPORT.finditer(text):
        yield from (Claim("backports", *name, sentence(text, found)) for name in _names(found[0]))


def _reverted(found: re.Match[str], words: str) -> Iterator[Claim]:
    """Yield what was reverted in which pull request; of several that reverted it nobody knows which did what."""
    by = list(_names(found["by"] or ""))
    whats: list[tuple[str, str] | None] = [*_names(found["what"])] if len(by) == 1 else [None]
    yield from (Claim("reverted-in", *name, words, what) for what in whats for name in by)


def _names(text: str) -> Iterator[tuple[str, str]]:
    for number in re.findall(_REFERENCE, text):
        if not _is_migrated_issue(int(number)):
            yield "pr", str(int(number))
    for sha in re.findall(_SHA, re.sub(_REFERENCE, " ", text)):
        if not sha.isdigit():
            yield "git", sha


def _is_migrated_issue(number: int) -> bool:
    return LAST_EARLY_PULL_REQUEST < number <= LAST_MIGRATED_ISSUE and number not in TRANSFER_PULL_REQUESTS


def sentence(text: str, found: re.Match[str]) -> str:
    """Return the sentence around a match, or the line where that is shorter."""
    line, sentence = text.rfind("\n", 0, found.start()), text.rfind(". ", 0, found.start())
    begin = max(line + 1, sentence + 2 if sentence >= 0 else 0)
    end = _SENTENCE.match(text, found.end())
    return " ".join(text[begin : end.end() if end else found.end()].split())


def _once(claims: Iterator[Claim] | list[Claim]) -> list[Claim]:
    """Return the claims, the first of those that say the same."""
    kept: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        kept.setdefault((claim.says, claim.tracker, claim.number, claim.what), claim)
    return list(kept.values())
