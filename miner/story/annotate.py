"""A copy of a document with what was found, for its author to read."""

from collections.abc import Iterable, Iterator

from miner.render.cells import printable
from miner.story.finding import Finding
from miner.story.passages import Document


def annotate(document: Document, findings: Iterable[Finding]) -> Iterator[str]:
    """Yield the lines of a document; below a line stand the findings about it, apart from what is confirmed."""
    by_line: dict[int, list[Finding]] = {}
    for finding in findings:
        if finding.verdict != "confirmed":
            by_line.setdefault(finding.line, []).append(finding)
    for number, line in enumerate(document.source.removesuffix("\n").split("\n"), 1):
        yield f"{line}\n"
        for finding in by_line.get(number, ()):
            yield f"  ^^ {finding.verdict}: {finding.claim}: {printable(finding.said)}\n"
            yield f"     {printable(finding.fact)}{f' [{finding.query}]' if finding.query else ''}\n"
