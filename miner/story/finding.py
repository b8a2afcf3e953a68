"""What a check finds: a claim of a document and the verdict on it."""

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from typing import Literal

from miner.answers import Rows

#: ``confirmed in UTC``: a day that is right in UTC, not by the author's clock. ``rounded``: right to the unit.
#: ``extended``: right as far as it goes, but more came later. ``corrected``: wrong. ``unknown``: not to be judged.
Verdict = Literal["confirmed", "confirmed in UTC", "rounded", "extended", "corrected", "unknown"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim with its line, from 1, what the document says, and what the database says to that.

    ``evidence`` are the commits, issues and releases on which the verdict rests, comma-separated; ``query`` is the
    command that shows the rows. Of an unknown claim, ``fact`` is the reason why it is unknown.
    """

    line: int
    claim: str
    said: str
    verdict: Verdict
    fact: str
    evidence: str = ""
    query: str = ""


def as_rows(found: Mapping[str, Iterable[Finding]]) -> Rows:
    """Return the findings of documents, by name, as rows: the columns that the design promises, then ``file``."""
    columns = (*(field.name for field in fields(Finding)), "file")
    return Rows(columns, [(*astuple(each), name) for name, findings in found.items() for each in findings])


def asked(query: str, **given: object) -> str:
    """Return the command that asks a canned query."""
    options = "".join(f" --{name} {value}" for name, value in given.items())
    return f"miner query {query.replace('_', '-')}{options}"


def in_one_line(text: str) -> str:
    """Return a text with each run of white space as one blank."""
    return " ".join(text.split())
