"""Write scores, misses and changes for people: tables that fit into 80 columns, and a paragraph for each miss."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from miner.answers import Page, Rows, Section
from miner.evaluate import Evaluation
from miner.evaluate.against import Comparison
from miner.evaluate.calibration import Bucket
from miner.evaluate.cases import Case
from miner.evaluate.rows import links
from miner.evaluate.scores import Score, Share
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
_SIDES = ("labels", "found", "right", "precision %", "recall %")
_CLAIMS = ("confidence", "links", "claimed %", "true %", "claim in interval")
_INDENT = 4
_MARGIN = 10


def write_scores(evaluation: Evaluation, terminal: Terminal) -> Iterator[str]:
    """Yield a table for each measure, and last, where it stays on the screen, one for all of them."""
    scores = list(evaluation.scores())
    sections = [
        Section(name, _HEADINGS[name], Rows(("group", *_COUNTS), [_line(_group(score), score) for score in of_measure]))
        for name, of_measure in groupby(scores, _measure)
    ]
    sections += reliability_sections(evaluation.reliability())
    overall = [_line(_measure(score), score) for score in scores if score.by == "all"]
    sections.append(Section("overall", "Overall, with 95 % intervals", Rows(("measure", *_COUNTS), overall)))
    title = f"{evaluation.labels} labels in {evaluation.path}"
    return write_page(Page(title, _left_out(evaluation), tuple(sections)), terminal)


def write_reliability(evaluation: Evaluation, terminal: Terminal) -> Iterator[str]:
    """Yield a table of claimed and true shares for undos, and one for relands."""
    title = f"Confidences, by {evaluation.labels} labels in {evaluation.path}"
    return write_page(
        Page(title, _left_out(evaluation), tuple(reliability_sections(evaluation.reliability()))), terminal
    )


def reliability_sections(buckets: Iterable[Bucket]) -> list[Section]:
    """Return a section for each relation, with claimed and true shares by tenths of the confidence."""
    found = [(relation, list(those)) for relation, those in groupby(buckets, lambda bucket: bucket.relation)]
    return [
        Section(
            relation, f"Confidences of {relation}: claimed and true", Rows(_CLAIMS, [_bucket(one) for one in those])
        )
        for relation, those in found
    ]


def write_comparison(comparison: Comparison, terminal: Terminal) -> Iterator[str]:
    """Yield the scores of both databases side by side, the groups in which they differ, and the labels that changed."""
    pairs = list(comparison.scores())
    overall = [(_measure(this), *_both(this, other)) for this, other in pairs if this.by == "all"]
    differing = [
        (f"{_measure(this)}, {_group(this)}", *_both(this, other))
        for this, other in pairs
        if this.by not in {"all", "evidence"} and _counts(this) != _counts(other)
    ]
    sections = [Section("overall", "Both databases", Rows(("measure", *_SIDES), overall))]
    if differing:
        sections.append(Section("groups", "Groups that differ", Rows(("group", *_SIDES), differing)))
    title = f"{comparison.this.labels} labels in {comparison.this.path}, this database | the other"
    yield from write_page(Page(title, {}, tuple(sections)), terminal)
    yield ""
    yield from write_changes(comparison, terminal)


def write_changes(comparison: Comparison, terminal: Terminal) -> Iterator[str]:
    """Yield a paragraph for each label that only one of the databases answers rightly."""
    changes = comparison.changes()
    counts = Counter(change.kind for change in changes)
    yield terminal.style(f"{counts['gained']} labels gained, {counts['lost']} lost", "bold")
    for (kind, name), those in groupby(changes, lambda change: (change.kind, _measure(change.case))):
        listed = list(those)
        yield ""
        yield terminal.style(f"{kind}: {_HEADINGS[name]} ({len(listed)})", "bold")
        for change in listed:
            facts = {
                "expected": change.case.expected,
                "found": _found(change.this),
                "other": _found(change.other),
            }
            yield from _paragraph(change.case, facts, comparison.this, terminal)


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
            pages = dict.fromkeys((*links(case.sha), *links(case.expected), *links(case.answer)))
            facts = {"expected": case.expected, "found": _found(case), "see": "\n".join(pages)}
            yield from _paragraph(case, facts, evaluation, terminal)


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


def _bucket(bucket: Bucket) -> tuple[object, ...]:
    holds = "yes" if bucket.holds else "no"
    claimed = f"{100 * bucket.claimed:5.1f}"
    return f"{bucket.low:.1f}-{bucket.high:.1f}", bucket.links, claimed, _percent(bucket.share), holds


def _counts(score: Score | None) -> tuple[int, int]:
    return (score.found, score.right) if score else (0, 0)


def _both(this: Score, other: Score | None) -> tuple[object, ...]:
    (found, right), (found_before, right_before) = _counts(this), _counts(other)
    nothing: Share = (None, None, None)
    shares = [
        (this.precision, other.precision if other else nothing),
        (this.recall, other.recall if other else nothing),
    ]
    return (
        this.labelled,
        f"{found} | {found_before}",
        f"{right} | {right_before}",
        *(f"{_value(now)} | {_value(before)}" for now, before in shares),
    )


def _value(share: Share) -> str:
    return "-" if share[0] is None else f"{100 * share[0]:.1f}"


def _found(case: Case | None) -> str:
    if case is None:
        return ""
    return f"{case.answer}, by {', '.join(sorted(case.evidence))}" if case.evidence else case.answer


def _paragraph(case: Case, facts: dict[str, str], evaluation: Evaluation, terminal: Terminal) -> Iterator[str]:
    era, subject = evaluation.commits[case.sha]
    head = printable(f"{case.sha} {era}  {subject}")
    yield ""
    yield from wrap(_shas(head, terminal), terminal.width) if terminal.width else (_shas(head, terminal),)
    for name, text in facts.items():
        yield from labelled(name, _shas(text or "nothing", terminal), _MARGIN, terminal, indent=_INDENT)


def _shas(text: str, terminal: Terminal) -> str:
    return text if terminal.wide else _SHA.sub(lambda sha: sha[0][:SHORT_SHA], text)
