"""A section about one name whose only commit is about something else."""

import re
from collections.abc import Iterator

from miner.story.context import Context
from miner.story.facts import Commit, Row
from miner.story.finding import Finding, asked, in_one_line
from miner.story.passages import Passage

# A heading that is a single identifier of several parts.
_IDENTIFIER = re.compile(r"\W*_?(?P<name>[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+)(?:\(\))?\W*")
_LABEL = re.compile(r"\W*(?:the\s+)?(?:commit|change|changeset)s?\W{0,4}$", re.IGNORECASE)
_STEM = 3


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each commit that is shown without a word under a heading that names something."""
    for passage in context.prose():
        if passage.kind != "text" or passage.section < 0:
            continue
        heading = context.document.passages[passage.section]
        match = _IDENTIFIER.fullmatch(heading.text)
        for name, commit in context.commits_by_id(passage) if match else ():
            if match and _LABEL.fullmatch(passage.text, 0, name.start):
                yield _judged(context, passage, name.start, heading, match["name"], commit)


def _judged(
    context: Context, passage: Passage, start: int, heading: Passage, identifier: str, commit: Commit
) -> Finding:
    where = passage.line_at(start), "commit of a section", f"{in_one_line(heading.text)}: {commit.sha[:10]}"
    stems = [part[:_STEM].lower() for part in identifier.split("_")]
    query = asked("commit_facts", commit=commit.sha[:10])
    if _speaks_of(str(commit.row["message"]), stems):
        return Finding(*where, "confirmed", commit.shown, commit.sha, query)
    better = [
        row
        for key in commit.issues
        for row in context.facts.commits(key, commit.row["line"])
        if _speaks_of(_subject(row), stems)
    ]
    if not better:
        return Finding(*where, "unknown", f"the message of {commit.shown} does not say", commit.sha, query)
    others = "; ".join(f"{row['sha'][:10]} ({row['authored_at'][:10]}) {row['subject']}" for row in better)
    evidence = ",".join([commit.sha, *(row["sha"] for row in better)])
    fact = f"{commit.shown}, which does not speak of that; others of the same issue do: {others}"
    return Finding(*where, "corrected", fact, evidence, query)


def _subject(row: Row) -> str:
    return str(row["subject"])


def _speaks_of(text: str, stems: list[str]) -> bool:
    """Return whether a text has words that begin as the parts of an identifier do, one after the other."""
    pattern = r"[\W_]+".join(rf"{re.escape(stem)}[a-z0-9]*" for stem in stems)
    return bool(re.search(rf"(?<![a-z0-9]){pattern}", text.lower()))
