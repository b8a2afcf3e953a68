"""Fields of structs in running prose: "f moved from A to B in X", "A.f was added in X", "A.f was removed in 2020"."""

import re
from collections.abc import Iterator
from typing import Final

from miner.story.claims.moves import is_field, moves_in, rows_about
from miner.story.context import Context
from miner.story.days import Day
from miner.story.facts import Row, days_of, shown
from miner.story.finding import Finding, asked, in_one_line
from miner.story.passages import Passage
from miner.story.unstated import unstated

_STRUCT: Final = r"_?Py\w*State|_PyRuntime"
_MARK: Final = r"[`*\s]*"
_MOVED = re.compile(
    rf"\b(?i:mov(?:e|es|ed|ing))\b(?P<what>[^.;!?]{{0,80}}?)"
    rf"(?:\bfrom\s+{_MARK}(?:the\s+)?(?P<from>{_STRUCT}){_MARK}\s*)?\b(?:in)?to\s+{_MARK}(?:the\s+)?(?P<to>{_STRUCT})\b(?!\.\w)"
    # "f left A for B", "f went from A to B"
    rf"|\b(?:left|leaves|went\s+from|migrated\s+from)\s+{_MARK}(?:the\s+)?(?P<from2>{_STRUCT}){_MARK}\s+(?:for|to|into)\s+{_MARK}(?:the\s+)?"
    rf"(?P<to2>{_STRUCT})\b(?!\.\w)"
)
_CAME = re.compile(
    rf"\b(?P<struct>{_STRUCT})\.(?P<field>[a-z_]\w*(?:\.\w+)*){_MARK}\s+(?:(?:field|member)\s+)?(?:(?:was|were|is|got|has\s+been|had\s+been)\s+)?"
    r"(?:(?:first|later|then|again|finally)\s+)?(?P<verb>added|introduced|created|removed|deleted|dropped)\b"
    rf"|\b(?P<struct3>{_STRUCT})\.(?P<field3>[a-z_]\w*(?:\.\w+)*){_MARK}\s+(?:(?:field|member)\s+)?"
    r"(?P<verb3>appeared|arrived|went\s+away|disappeared|vanished|(?:is|was)\s+gone)\b"
    rf"|\b(?P<verb2>(?i:adds|added|introduces|introduced|removes|removed|deletes|deleted|drops|dropped))\s+{_MARK}(?:the\s+)?"
    rf"(?P<struct2>{_STRUCT})\.(?P<field2>[a-z_]\w*(?:\.\w+)*)"
)
_REMOVED = re.compile(r"remove|delete|drop|went|disappear|vanish|is|was", re.IGNORECASE)
_HISTORY: Final = "struct_field_history"
_MOVES: Final = "struct_field_moves"
_CAME_BY: Final = frozenset(("added", "moved", "renamed", "from-static"))
_WENT_BY: Final = frozenset(("removed", "left", "left by rename"))
_WORD = re.compile(r"[a-z_]\w*", re.IGNORECASE)


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each move, and for each field that is said to be added or removed."""
    for passage in context.prose():
        taken = [match.span() for match in moves_in(passage)]
        for match in _MOVED.finditer(passage.text):
            if not any(low < match.end() and match.start() < high for low, high in taken):
                yield from _moved(context, passage, match)
        for match in _CAME.finditer(passage.text):
            yield _came(context, passage, match)


def _by(context: Context, passage: Passage, match: re.Match[str]) -> str | None:
    """Return the commit that is said to have done it: the only one that the clause names."""
    named = {commit.sha for _, commit in context.commits(passage, *passage.clause(match.start(), match.end()))}
    return next(iter(named)) if len(named) == 1 else None


def _moved(context: Context, passage: Passage, match: re.Match[str]) -> Iterator[Finding]:
    by = _by(context, passage, match)
    source, target = match["from"] or match["from2"], match["to"] or match["to2"]
    low, _ = passage.clause(match.start(), match.end())
    given = {"to": target, **({"from": source} if source else {})}
    rows = unstated(passage, *match.span()) or rows_about(context, _MOVES, **given)
    where = passage.line_at(match.start()), "move of a field", in_one_line(match[0])
    words = {word.lower() for word in _WORD.findall(passage.text[low : match.start()] + " " + (match["what"] or ""))}
    if back := _moved_back(context, passage, match, by, words):
        fact = f"{back['field']} {back['how']} the other way, to {match['from']}, by {shown(back)}"
        yield Finding(*where, "corrected", fact, back["sha"], asked(_MOVES, **{"from": target, "to": source}))
        return
    if isinstance(rows, str):
        yield Finding(*where, "unknown", rows)
        return
    query = asked(_MOVES, **given)
    meant = [row for row in rows if words & _names(row)]
    did = [row for row in rows if row["sha"] == by]
    right = [row for row in meant if row["sha"] == by]
    if right or (by and did and not meant):
        yield _confirmed(where, right or did, query)
    elif meant and by is None:
        yield _confirmed(where, meant[-1:], query)
    elif meant and source and len({tuple(sorted(_names(row))) for row in meant}) == 1:
        shas = [str(row["sha"]) for row in meant]
        fact = f"{meant[-1]['field']} moved by " + "; ".join(shown(row) for row in meant) + f", not by {str(by)[:10]}"
        yield Finding(*where, "corrected", fact, ",".join(dict.fromkeys([*shas, str(by)])), query)
    elif by and (new := _new_there(context, target, by, words)):
        fact = f"{', '.join(str(row['path']) for row in new)} came there by {shown(new[0])}"
        yield Finding(*where, "confirmed", fact, by, asked(_HISTORY, struct=target))
    else:
        fact = f"the database knows no such move to {match['to']}"
        if did:
            fact += f"; {str(by)[:10]} moved {', '.join(str(row['field']) for row in did)}"
        yield Finding(*where, "unknown", fact, by or "", query)


def _moved_back(
    context: Context, passage: Passage, match: re.Match[str], by: str | None, words: set[str]
) -> Row | None:
    """Return how a commit moved such a field the other way, if it moved nothing the way that is told."""
    source, target = match["from"] or match["from2"], match["to"] or match["to2"]
    if not source or by is None or unstated(passage, *match.span()):
        return None
    forth, back = (
        [row for row in rows if row["sha"] == by] if not isinstance(rows, str) else []
        for rows in (
            rows_about(context, _MOVES, **{"from": source, "to": target}),
            rows_about(context, _MOVES, **{"from": target, "to": source}),
        )
    )
    return next((row for row in back if words & _names(row)), None) if not forth else None


def _new_there(context: Context, struct: str, by: str, words: set[str]) -> list[Row]:
    """Return the fields with such names that a commit added, as far as these were no fields or variables before."""
    rows = rows_about(context, _HISTORY, struct=struct)
    if isinstance(rows, str):
        return []
    return [
        row
        for row in rows
        if row["sha"] == by and row["event"] in _CAME_BY and words & {str(row["path"]).split(".")[0].lower()}
    ]


def _names(row: Row) -> set[str]:
    """Return the words by which a field may be meant: the parts of its path that are its own."""
    return {part.lower() for part in str(row["field"]).split(".")} - {"ceval"} or {"ceval"}


def _confirmed(where: tuple[int, str, str], rows: list[Row], query: str) -> Finding:
    row = rows[-1]
    fact = f"{', '.join(dict.fromkeys(str(each['field']) for each in rows))} {row['how']} by {shown(row)}"
    if row["standing"] == "undone":
        fact += f", undone by {str(row['by_sha'])[:10]}"
    return Finding(*where, "confirmed", fact, row["sha"], query)


def _came(context: Context, passage: Passage, match: re.Match[str]) -> Finding:
    struct, field, verb = (
        next(filter(None, (match[f"{part}{number}"] for number in ("", "2", "3"))))
        for part in ("struct", "field", "verb")
    )
    removed = _REMOVED.match(verb) is not None
    came = "was removed" if removed else "was added"
    where = passage.line_at(match.start()), "field removed" if removed else "new field", in_one_line(match[0])
    rows = unstated(passage, *match.span()) or rows_about(context, _HISTORY, struct=struct)
    if isinstance(rows, str):
        return Finding(*where, "unknown", rows)
    query = asked(_HISTORY, struct=struct, path=field)
    kinds = _WENT_BY if removed else _CAME_BY
    told = [row for row in rows if is_field(row["path"], struct, field) and row["event"] in kinds]
    if not told:
        return Finding(*where, "unknown", f"the database does not know when {struct}.{field} {came}", "", query)
    by, day = _by(context, passage, match), _day(context, passage, match)
    fits = [
        row
        for row in told
        if (by is None or row["sha"] == by) and (day is None or any(map(day.has, days_of(row["authored_at"]))))
    ]
    fact = "; ".join(f"{row['event']} by {shown(row)}" for row in (fits or told))
    evidence = ",".join(str(row["sha"]) for row in (fits or told))
    return Finding(*where, "confirmed" if fits else "corrected", fact, evidence, query)


def _day(context: Context, passage: Passage, match: re.Match[str]) -> Day | None:
    """Return the day, month or year that follows in the clause, which is then judged here."""
    _, high = passage.clause(match.start(), match.end())
    for day in sorted([*passage.dates, *passage.years], key=lambda day: day.start):
        if match.end() <= day.start and day.end <= high:
            context.judged_days.add((passage.number, day.start))
            return day
    return None
