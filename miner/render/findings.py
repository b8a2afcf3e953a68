"""Write what `miner check` finds: for people, as SARIF, and as annotations of GitHub's workflows."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from miner.answers import Rows
from miner.render.cells import printable
from miner.render.grid import wrap
from miner.render.terminal import Terminal

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_STYLES: Final = {"corrected": "red", "unknown": "yellow", "confirmed": "green"}
_MARGIN: Final = 8


def write_findings(rows: Rows, terminal: Terminal, *, everything: bool) -> Iterator[str]:
    """Yield the findings of each document and their numbers; what is confirmed only if ``everything`` is asked for."""
    found = rows.dicts()
    for file in dict.fromkeys(row["file"] for row in found):
        yield terminal.style(printable(file), "bold")
        for row in found:
            if row["file"] == file and (everything or row["verdict"] != "confirmed"):
                yield from _finding(row, terminal)
        yield ""
    counts = Counter(row["verdict"] for row in found)
    told = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items(), key=lambda each: -each[1]))
    hint = "; --all shows what is confirmed" if counts["confirmed"] and not everything else ""
    yield f"{len(found)} claims: {told}{hint}" if found else "No claims about the history were found."


def _finding(row: dict[str, Any], terminal: Terminal) -> Iterator[str]:
    room = terminal.width - _MARGIN if terminal.width else None
    verdict = terminal.style(row["verdict"], _STYLES.get(row["verdict"], "cyan"))
    head = f"{row['claim']}: {printable(row['said'])}"
    beside = len(row["verdict"]) + 2
    lines = wrap(head, max(20, room - beside)) if room else [head]
    yield f"{row['line']:>6}  {verdict}  {lines[0]}"
    for line in lines[1:]:
        yield " " * (_MARGIN + beside) + line
    for line in wrap(printable(row["fact"]), room) if room else [printable(row["fact"])]:
        yield " " * _MARGIN + line


def as_sarif(rows: Rows) -> Iterator[str]:
    """Yield the findings as SARIF 2.1.0: corrected claims are errors, unknown ones warnings, confirmed ones passes."""
    found = rows.dicts()
    claims = list(dict.fromkeys(row["claim"] for row in found))
    driver = {
        "name": "miner check",
        "rules": [{"id": _rule(claim), "shortDescription": {"text": claim}} for claim in claims],
    }
    run = {"tool": {"driver": driver}, "results": [_result(row, claims.index(row["claim"])) for row in found]}
    yield json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)
    yield "\n"


def _rule(claim: str) -> str:
    return claim.replace(" ", "-").lower()


def _result(row: dict[str, Any], rule: int) -> dict[str, Any]:
    levels = {"corrected": "error", "unknown": "warning", "confirmed": "none"}
    kinds = {"confirmed": "pass", "confirmed in UTC": "informational", "rounded": "informational"}
    kinds["extended"] = "informational"
    kind = kinds.get(row["verdict"], "fail")
    return {
        "ruleId": _rule(row["claim"]),
        "ruleIndex": rule,
        # Only what fails has a level.
        "level": levels.get(row["verdict"], "none"),
        "kind": kind,
        "message": {"text": _message(row)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _address(row["file"])},
                    "region": {"startLine": row["line"]},
                }
            }
        ],
        "properties": {"verdict": row["verdict"], "evidence": row["evidence"], "query": row["query"]},
    }


def _address(file: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 - only SARIF needs it

    return quote(file.replace("\\", "/"))


def _message(row: dict[str, Any]) -> str:
    return printable(f"{row['verdict']}: {row['said']}: {row['fact']}")


def as_annotations(rows: Rows, *, strict: bool) -> Iterator[str]:
    """Yield workflow commands of GitHub: errors for what is corrected, and if ``strict`` unknown; else notices."""
    for row in rows.dicts():
        if row["verdict"] == "confirmed":
            continue
        wrong = row["verdict"] == "corrected" or (strict and row["verdict"] == "unknown")
        place = f"file={_property(row['file'])},line={row['line']},title={_property(row['claim'])}"
        yield f"::{'error' if wrong else 'notice'} {place}::{_escaped(_message(row))}\n"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(printable(text)).replace(":", "%3A").replace(",", "%2C")
