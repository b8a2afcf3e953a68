"""Fields of C structs: "``A.f`` becomes ``B.f``", "Move ``A.f`` to ``B``", "NEW: ``B.f``"."""

import re
from collections.abc import Iterator
from dataclasses import replace

from miner.errors import LookupFailedError
from miner.story.context import Context
from miner.story.facts import Commit, Row, days_of, shown
from miner.story.finding import Finding, asked, in_one_line
from miner.story.passages import Passage
from miner.story.unstated import unstated

_FIELD = r"(?P<{0}>_?Py\w+State|_?Py[A-Z]\w+|_PyRuntime)[.\s](?P<{1}>[a-z_]\w*(?:\.\w+)*)"
# Behind a struct of Python, any other may follow: CFrame.use_tracing.
_ELSEWHERE = r"(?P<struct_to{0}>_{{0,2}}[A-Z]\w+)\.(?P<field_to{0}>[a-z_]\w*(?:\.\w+)*)"
_MARK = r"[`*\s]*"
_ASIDE = r"(?:\s*\([^()]*\))?"
_MOVE = re.compile(
    rf"\b(?i:move[sd]?|moving)\s+{_MARK}(?:the\s+)?{_FIELD.format('from1', 'field1')}{_ASIDE}{_MARK}\s+(?:to|into)\s+"
    rf"{_MARK}(?:the\s+)?(?:(?P<to1>_?Py\w+)(?:[.\s](?P<other1>[a-z_]\w*(?:\.\w+)*))?|{_ELSEWHERE.format('1')})"
    rf"|{_FIELD.format('from2', 'field2')}{_ASIDE}{_MARK}\s+(?:becomes|became|moved\s+to|is\s+now|→|[-=]+>)\s+{_MARK}"
    rf"(?:(?P<to2>_?Py\w+)[.\s](?P<other2>[a-z_]\w*(?:\.\w+)*)|{_ELSEWHERE.format('2')}){_ASIDE}"
)
_NEW = re.compile(
    rf"\bNEW\b:?\s*{_MARK}{_FIELD.format('struct1', 'field1')}"
    rf"|{_FIELD.format('struct2', 'field2')}{_ASIDE}{_MARK}\s*\(NEW\b!?\)"
)
# Between a field that is new and the day on which it came.
_ITS_DAY = re.compile(r"[`*)\s]*,?\s*(?:on\s+|since\s+)?\(?")
# Between the day that begins a row of a list and a field that is new.
_LEADS = re.compile(r"\s*[:–—-]+\s*[`*]*")
# Between a field that is new or moved and its commit or issue.
_ITS_COMMIT = re.compile(r"[`*)\]\s|,:(–—-]*(?:(?:added\s+)?(?:by|in|with)\s+)?(?:commit\s+)?[`*(\[]*", re.IGNORECASE)
_MOVES = "struct_field_moves"
_FIELDS = "struct_fields_at"
_HISTORY = "struct_field_history"
_LEFT = frozenset(("left", "left by rename"))
_NOT_MINED = "structs are not mined"
_NEAR = 40


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each move, and for each field that is said to be new."""
    for passage in context.prose():
        matches = moves_in(passage)
        # Beside one move, one commit is said to have made it.
        named = {commit.sha for _, commit in context.commits(passage)} if len(matches) == 1 else set()
        by = next(iter(named)) if len(named) == 1 else None
        moves = [(match, _move(context, passage, match, by)) for match in matches]
        yield from (finding for _, finding in moves)
        for match in _NEW.finditer(passage.text):
            # A field that is new beside one that moved came with the move.
            beside = [finding for move, finding in moves if 0 <= match.start() - move.end() <= _NEAR]
            yield _new(context, passage, match, beside[-1] if beside else None)


def moves_in(passage: Passage) -> list[re.Match[str]]:
    """Return where a passage tells of moves from one field to another."""
    return list(_MOVE.finditer(passage.text))


def _move(context: Context, passage: Passage, match: re.Match[str], by: str | None) -> Finding:
    one = "1" if match["from1"] else "2"
    source, field, target = match[f"from{one}"], match[f"field{one}"], match[f"to{one}"] or match[f"struct_to{one}"]
    other = match[f"other{one}"] or match[f"field_to{one}"] or field
    where = passage.line_at(match.start()), "move of a field", in_one_line(match[0])
    rows = unstated(passage, *match.span()) or rows_about(context, _MOVES, **{"from": source, "to": target})
    if rows == _NOT_MINED and not isinstance(rows_about(context, _HISTORY, struct=source), str):
        rows = []  # nothing ever moved from one to the other
    if isinstance(rows, str):
        return Finding(*where, "unknown", rows)
    query = asked(_MOVES, **{"from": source, "to": target})
    moved = [
        row for row in rows if is_field(row["from_path"], source, field) and is_field(row["to_path"], target, other)
    ]
    if moved:
        row = next((row for row in moved if row["sha"] == by), moved[-1])
        fact = f"{row['how']} by {shown(row)}"
        if row["standing"] == "undone":
            fact += f", undone by {str(row['by_sha'])[:10]}"
        if by is None:
            told = Finding(*where, "confirmed", fact, row["sha"], query)
            return _under(context, passage, match.end(), told, [str(each["sha"]) for each in moved])
        if by == row["sha"]:
            return Finding(*where, "confirmed", fact, row["sha"], query)
        return Finding(*where, "corrected", f"{fact}, not by {by[:10]}", f"{row['sha']},{by}", query)
    if went := _went_elsewhere(context, source, field, target, other):
        evidence = ",".join(dict.fromkeys(str(row["sha"]) for row in went))
        fact = "; ".join(f"{source}.{field} became {row['elsewhere']} by {shown(row)}" for row in went)
        return Finding(*where, "corrected", fact, evidence, asked(_HISTORY, struct=source, path=field))
    return Finding(*where, "unknown", f"the database knows no move of {source}.{field} to {target}.{other}", "", query)


def _went_elsewhere(context: Context, source: str, field: str, target: str, other: str) -> list[Row]:
    """Return how a field left a struct for another one, if the struct told never had it."""
    rows, there = (rows_about(context, _HISTORY, struct=struct) for struct in (source, target))
    if isinstance(rows, str) or isinstance(there, str):
        return []
    # Of a field in a field, the history may tell under another struct.
    inner = "." in field + other
    if inner or any(str(row["path"]).rpartition(".")[2] in {field, other} for row in there):
        return []
    return [row for row in rows if is_field(row["path"], source, field) and row["event"] in _LEFT and row["elsewhere"]]


def _under(context: Context, passage: Passage, end: int, finding: Finding, shas: list[str]) -> Finding:
    """Judge the issue that stands right behind what is told of a field: one of the commits must be under it."""
    behind = [name for name in context.names(passage) if name.start >= end][:1]
    if not behind or behind[0].kind != "issue" or not _ITS_COMMIT.fullmatch(passage.text, end, behind[0].start):
        return finding
    key = context.facts.issue(behind[0].key)
    commits = [found for sha in shas if isinstance(found := context.facts.commit(sha), Commit)]
    number = behind[0].key.rpartition("-")[2]
    if any(key in commit.issues or number in str(commit.row["message"]) for commit in commits):
        return finding
    fact = f"{finding.fact}, not for {behind[0].key}"
    sure = bool(commits) and all(commit.issues for commit in commits)
    return replace(finding, verdict="corrected" if sure else "unknown", fact=fact)


def _new(context: Context, passage: Passage, match: re.Match[str], move: Finding | None) -> Finding:
    one = "1" if match["struct1"] else "2"
    struct, field = match[f"struct{one}"], match[f"field{one}"]
    where = passage.line_at(match.start()), "new field", in_one_line(match[0])
    rows = rows_about(context, _FIELDS, struct=struct)
    if isinstance(rows, str):
        return Finding(*where, "unknown", rows)
    query = asked(_FIELDS, struct=struct)
    added = [row for row in rows if is_field(row["path"], struct, field) and row["added_at"]]
    if not added:
        return _gone(context, where, struct, field, _commit_of(context, passage, match))
    if (said := _commit_of(context, passage, match)) and said.sha not in {each["added_sha"] for each in added}:
        return _gone(context, where, struct, field, said)  # it may have been added more than once
    # A field may have several versions, of which the first is new.
    row = min(added, key=lambda row: str(row["added_at"]))
    fact = f"added by {row['added_sha'][:10]} ({row['added_at'][:10]})"
    day = next((day for day in passage.days if _ITS_DAY.fullmatch(passage.text, match.end(), day.start)), None)
    day = day or next((day for day in passage.days if _LEADS.fullmatch(passage.text, day.end, match.start())), None)
    if day:
        context.judged_days.add((passage.number, day.start))
        if not any(any(map(day.has, days_of(str(each["added_at"])))) for each in added):
            return Finding(*where, "corrected", fact, row["added_sha"], query)
    moved = context.facts.commit(move.evidence) if move and move.evidence else None
    if isinstance(moved, Commit) and days_of(row["added_at"])[0] < moved.days[0]:
        fact += f", before the move by {moved.sha[:10]} ({moved.days[0]})"
        return Finding(*where, "corrected", fact, f"{row['added_sha']},{moved.sha}", query)
    told = Finding(*where, "confirmed", fact, row["added_sha"], query)
    return _under(context, passage, match.end(), told, _shas_of(context, struct, field))


def _shas_of(context: Context, struct: str, field: str) -> list[str]:
    """Return the commits by which a field came, changed and went."""
    rows = rows_about(context, _HISTORY, struct=struct)
    return [] if isinstance(rows, str) else [str(row["sha"]) for row in rows if is_field(row["path"], struct, field)]


def _commit_of(context: Context, passage: Passage, match: re.Match[str]) -> Commit | None:
    """Return the commit that stands right behind a field that is new."""
    named = context.commits(passage, match.end())[:1]
    return next(
        (commit for name, commit in named if _ITS_COMMIT.fullmatch(passage.text, match.end(), name.start)), None
    )


def _gone(
    context: Context, where: tuple[int, str, str], struct: str, field: str, commit: Commit | None = None
) -> Finding:
    """Judge a field that is not there today, or was not added by the ``commit`` told beside, by its history."""
    rows = rows_about(context, _HISTORY, struct=struct)
    told = [] if isinstance(rows, str) else [row for row in rows if is_field(row["path"], struct, field)]
    query = asked(_HISTORY, struct=struct)
    if not told:
        return Finding(*where, "unknown", f"the database knows no field {struct}.{field}", "", query)
    first, last = (pick(told, key=lambda row: str(row["authored_at"])) for pick in (min, max))
    fact = f"{first['event']} by {shown(first)}"
    if last is not first:
        fact += f"; {last['event']} by {shown(last)}"
    if commit and commit.sha not in {row["sha"] for row in told}:
        return Finding(*where, "corrected", fact, f"{first['sha']},{commit.sha}", query)
    return Finding(*where, "confirmed", fact, first["sha"], query)


def is_field(path: str, struct: str, field: str) -> bool:
    """Return whether a path, with or without the struct before it, is that of a field."""
    return path in {field, f"{struct}.{field}"}


def rows_about(context: Context, query: str, **given: str) -> list[Row] | str:
    """Return the rows of a query about structs, or why there are none."""
    if not context.facts.has_query(query):
        return _NOT_MINED
    try:
        return context.facts.rows(query, **given) or _NOT_MINED
    except LookupFailedError as error:  # a name that no header has
        return str(error)
