"""Fields of C structs: "``A.f`` becomes ``B.f``", "Move ``A.f`` to ``B``", "NEW: ``B.f``"."""

import re
from collections.abc import Iterator

from miner.story.context import Context
from miner.story.facts import Commit, Row, days_of
from miner.story.finding import Finding, asked, in_one_line
from miner.story.passages import Passage

_FIELD = r"(?P<{0}>_?Py\w+State|_?Py[A-Z]\w+|_PyRuntime)[.\s](?P<{1}>[a-z_]\w*(?:\.\w+)*)"
_MARK = r"[`*\s]*"
_ASIDE = r"(?:\s*\([^()]*\))?"
_MOVE = re.compile(
    rf"\bMoved?\s+{_MARK}(?:the\s+)?{_FIELD.format('from1', 'field1')}{_ASIDE}{_MARK}\s+(?:to|into)\s+{_MARK}"
    rf"(?:the\s+)?(?P<to1>_?Py\w+)(?:[.\s](?P<other1>[a-z_]\w*(?:\.\w+)*))?"
    rf"|{_FIELD.format('from2', 'field2')}{_ASIDE}{_MARK}\s+(?:becomes|became|moved\s+to|is\s+now|→|->)\s+{_MARK}"
    rf"(?P<to2>_?Py\w+)[.\s](?P<other2>[a-z_]\w*(?:\.\w+)*){_ASIDE}"
)
_NEW = re.compile(
    rf"\bNEW\b:?\s*{_MARK}{_FIELD.format('struct1', 'field1')}"
    rf"|{_FIELD.format('struct2', 'field2')}{_ASIDE}{_MARK}\s*\(NEW\b!?\)"
)
_QUERY = "struct_field_moves"
_AT = "struct_fields_at"
_NOT_MINED = "structs are not mined"
_NEAR = 40


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each move, and for each field that is said to be new."""
    for passage in context.prose():
        moves = [(match, _move(context, passage, match)) for match in _MOVE.finditer(passage.text)]
        yield from (finding for _, finding in moves)
        for match in _NEW.finditer(passage.text):
            # A field that is new beside one that moved came with the move.
            beside = [finding for move, finding in moves if 0 <= match.start() - move.end() <= _NEAR]
            yield _new(context, passage, match, beside[-1] if beside else None)


def _move(context: Context, passage: Passage, match: re.Match[str]) -> Finding:
    one = "1" if match["from1"] else "2"
    source, field, target = match[f"from{one}"], match[f"field{one}"], match[f"to{one}"]
    other = match[f"other{one}"] or field
    where = passage.line_at(match.start()), "move of a field", in_one_line(match[0])
    rows = _asked(context, _QUERY, **{"from": source, "to": target})
    query = asked(_QUERY, **{"from": source, "to": target})
    if rows is None:
        return Finding(*where, "unknown", _NOT_MINED)
    ends = {f"{source}.{field}", f"{target}.{other}"}
    moved = [row for row in rows if ends <= {row["from_path"], row["to_path"]}]
    if moved:
        row = moved[-1]
        fact = f"{row['how']} by {row['sha'][:10]} ({row['authored_at'][:10]}) {row['subject']}"
        return Finding(*where, "confirmed", fact, row["sha"], query)
    return Finding(*where, "unknown", f"the database knows no move of {source}.{field} to {target}.{other}", "", query)


def _new(context: Context, passage: Passage, match: re.Match[str], move: Finding | None) -> Finding:
    one = "1" if match["struct1"] else "2"
    struct, field = match[f"struct{one}"], match[f"field{one}"]
    where = passage.line_at(match.start()), "new field", in_one_line(match[0])
    rows = _asked(context, _AT, struct=struct)
    if rows is None:
        return Finding(*where, "unknown", _NOT_MINED)
    query = asked(_AT, struct=struct)
    added = [row for row in rows if row["path"] in {field, f"{struct}.{field}"} and row["added_at"]]
    if not added:
        return Finding(*where, "unknown", f"the database knows no field {struct}.{field}", "", query)
    row = added[0]
    fact = f"added by {row['added_sha'][:10]} ({row['added_at'][:10]})"
    moved = context.facts.commit(move.evidence) if move and move.evidence else None
    if isinstance(moved, Commit) and days_of(row["added_at"])[0] < moved.days[0]:
        fact += f", before the move by {moved.sha[:10]} ({moved.days[0]})"
        return Finding(*where, "corrected", fact, f"{row['added_sha']},{moved.sha}", query)
    return Finding(*where, "confirmed", fact, row["added_sha"], query)


def _asked(context: Context, query: str, **given: str) -> list[Row] | None:
    """Return the rows of a query about structs, None where the database has no structs."""
    if not context.facts.has_query(query):
        return None
    # Without any row at all, structs were not mined: a history without structs is not CPython's.
    return context.facts.rows(query, **given) or None
