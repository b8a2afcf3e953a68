"""Write scores and misses for people: tables that fit into 80 columns, and one paragraph for each miss."""

import re
from collections.abc import Iterator
from itertools import groupby

from miner.evaluate import Evaluation
from miner.evaluate.cases import Case
from miner.evaluate.rows import links
from miner.evaluate.scores import Score, Share
from miner.model import Page, Rows, Section
from miner.render.as_table import write_page
from miner.render.cells import SHORT_SHA, printable
from miner.render.grid import labelled, wrap
from miner.render.terminal import Terminal

_SHA = re.compile(r"\b[0-9a-f]{40,64}\b")
_REVERTS = {"reverts": "Reverts", "reverts2": "Reverts of the later reading"}
_OF_REVERTS = {
    "is-revert": "is the commit one?",
    "right-target": "is it one, and of the main target?",
    "target": "is a right target found?",
    "all-targets": "are exactly the right targets found?",
    "extent": "are target and extent right?",
}
_HEADINGS = {
    **{f"{set_} {each}": f"{name}: {asks}" for set_, name in _REVERTS.items() for each, asks in _OF_REVERTS.items()},
    "silent is-revert": "Silent reverts: exact inverses that do not say so",
    "cycles revert": "Cycles: is the attempt tied to its revert?",
    "cycles next-attempt": "Cycles: is the revert tied to the next attempt?",
    "relands reland": "Relands: is the next attempt tied to the first?",
    "relands2 same-change": "Relands of the later reading: are they the same change?",
    "backports backport": "Backports: commit, line and original",
    "mentions number": "Mentions: every number that a message names",
    "releases first-release": "First releases, by the dates of their tags",
}
_PREFIXES = {"all": "", "evidence": "by "}
_COUNTS = ("labels", "found", "right", "precision %", "recall %", "F1 %")
_INDENT = 4
_MARGIN = 10


def write_scores(evaluation: Evaluation, terminal: Terminal) -> Iterator[str]:
    """Yield a table for each measure, and last, where it stays on the screen, one for all of them."""
    scores = list(evaluation.scores())
    sections = [
        Section(name, _HEADINGS[name], Rows(("group", *_COUNTS), [_line(_group(score), score) for score in of_measure]))
        for name, of_measure in groupby(scores, _measure)
    ]
    overall = [_line(_measure(score), score) for score in scores if score.by == "all"]
    sections.append(Section("overall", "Overall, with 95 % intervals", Rows(("measure", *_COUNTS), overall)))
    title = f"{evaluation.labels} labels in {evaluation.path}"
    return write_page(Page(title, _left_out(evaluation), tuple(sections)), terminal)


def write_misses(evaluation: Evaluation, terminal: Terminal) -> Iterator[str]:
    """Yield a paragraph for each miss; shas, also those in links, are short unless the terminal is wide."""
    misses = evaluation.misses()
    title = f"{len(misses)} misses on {evaluation.labels} labels in {evaluation.path}"
    yield from write_page(Page(title, _left_out(evaluation), ()), terminal)
    for name, of_measure in groupby(misses, _measure):
        cases = list(of_measure)
        yield ""
        yield terminal.style(f"{_HEADINGS[name]} ({len(cases)})", "bold")
        for case in cases:
            yield from _miss(case, evaluation, terminal)


def _left_out(evaluation: Evaluation) -> dict[str, str]:
    if not evaluation.missing:
        return {}
    named = evaluation.missing + len(evaluation.commits)
    return {"left out": f"labels of commits that are not in the database: {evaluation.missing} of {named}"}


def _measure(of: Score | Case) -> str:
    return f"{of.set} {of.measure}"


def _group(score: Score) -> str:
    return f"{_PREFIXES.get(score.by, score.by + ' ')}{score.group or score.by}"


def _line(name: str, score: Score) -> tuple[object, ...]:
    f1 = score.f1[0]
    return (
        name,
        score.labelled,
        score.found,
        score.right,
        _percent(score.precision),
        _percent(score.recall),
        "" if f1 is None else f"{100 * f1:5.1f}",
    )


def _percent(share: Share) -> str:
    value, low, high = share
    if value is None or low is None or high is None:
        return "    -"
    return f"{100 * value:5.1f} {100 * low:.0f}-{100 * high:.0f}"


def _miss(case: Case, evaluation: Evaluation, terminal: Terminal) -> Iterator[str]:
    era, subject = evaluation.commits[case.sha]
    head = printable(f"{case.sha} {era}  {subject}")
    yield ""
    yield from wrap(_shas(head, terminal), terminal.width) if terminal.width else (_shas(head, terminal),)
    found = f"{case.answer}, by {', '.join(sorted(case.evidence))}" if case.evidence else case.answer
    pages = dict.fromkeys((*links(case.sha), *links(case.expected), *links(case.answer)))
    facts = {"expected": case.expected, "found": found, "see": "\n".join(pages)}
    for name, text in facts.items():
        yield from labelled(name, _shas(text or "nothing", terminal), _MARGIN, terminal, indent=_INDENT)


def _shas(text: str, terminal: Terminal) -> str:
    return text if terminal.wide else _SHA.sub(lambda sha: sha[0][:SHORT_SHA], text)
