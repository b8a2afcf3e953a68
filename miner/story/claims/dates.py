"""Days, months and years: when a commit was made, an issue opened or closed, a change landed or taken back."""

import re
from collections.abc import Iterator

from miner.story.claims.events import Event, by_people, events_of, of_commit, reverts_of
from miner.story.claims.people import doers
from miner.story.context import Context
from miner.story.days import Day, is_led
from miner.story.denial import REASON as DENIED
from miner.story.denial import is_plain, turned
from miner.story.facts import Commit
from miner.story.finding import Finding, asked, in_one_line
from miner.story.names import ASIDE, Name
from miner.story.passages import Passage
from miner.story.unstated import unstated

_VERBS = re.compile(
    r"\b(?:(?P<opened>open(?:s|ed|ing)?|fil(?:es|ed)|report(?:s|ed)|creat(?:es|ed))"
    r"|(?P<closed>clos(?:es|ed|ing)|resolved)"
    r"|(?P<reverted>(?<!the )(?<!its )revert(?:s|ed|ing)?|undone|back(?:s|ed)? out|rolled back|taken back"
    r"|(?:survived|stood|lasted|stayed) until)"
    r"|(?P<began>beg[ai]ns?|start(?:s|ed)|kick(?:s|ed) off|got going|the first(?= (?:in|on) )|the first one)"
    r"|(?P<ended>end(?:s|ed)|finish(?:es|ed)|completed|wrap(?:s|ped) up|conclud(?:es|ed)"
    r"|the last(?= (?:in|on) )|the last one)"
    r"|(?P<landed>land(?:s|ed|ing)?|c[ao]me back|merg(?:es|ed)|commit(?:s|ted)?|push(?:es|ed)|attempt|relanded))\b",
    re.IGNORECASE,
)
# What joins a commit to its own day: "of", "from", a bracket.
_OF = re.compile(
    rf"{ASIDE}(?:of|from|dated|in|on)?\s*\(?(?:on\s+)?|[\s`*_)\]>]*\s\([^()\d]{{1,30}},\s+(?:on\s+)?", re.IGNORECASE
)
_LEADS = re.compile(r"\s*[:–—-][\s`*_(\[]*")
# What begins another statement between a commit and a day, so that the day need not be said of the commit.
_APART = re.compile(
    r"[;()]|:\s(?!(?:it|this|that|they|which)\b)|=>|,\s+(?:and|but|while|which|who|where|when|then)\b"
    r"|\b(?:after|before|since|while|because|although|followed|until(?<!survived\suntil)(?<!stood\suntil)(?<!lasted\suntil)"
    r"(?<!stayed\suntil))\b",
    re.IGNORECASE,
)
_REVERTS = re.compile(
    r"\b(?:revert(?:s|ed|ing)|undid|undoes|took\s+back|(?:back|roll)(?:s|ed)\s+(?:out|back))\s+(?:the\s+)?(?:commit\s+)?[`*(\[]*$",
    re.IGNORECASE,
)
_ON = re.compile(r"\b(?:on|in)\s+(?:the\s+)?$", re.IGNORECASE)
# "on DAY, a week after X"
_BESIDE_OTHER = re.compile(r"\b(?:after|before)\s+(?:the\s+)?(?:commit\s+|revert\s+of\s+)?[`*(\[]*$", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|before)\b", re.IGNORECASE)
_COMMA = re.compile(r"\)?[,;]\s")
_ASIDE = re.compile(r"\([^()]*\)|,\s+(?:which|who|where)\b[^,;()]*,")
# Of a day behind such a word, nothing is said.
_LIMIT = re.compile(
    r"\b(?:before|after|prior\s+to|earlier\s+than|later\s+than|well\s+before|ahead\s+of)\s+(?:the\s+)?$", re.IGNORECASE
)
# A commit this close to a day is what the day is said of.
_NEAR = 60
# What is said of issues, not of commits.
_OF_ISSUES = frozenset(("opened", "closed", "began", "ended"))
_MOST_EVENTS = 3
_MOST_ISSUES = 8


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each day that no other kind of claim has used."""
    for passage in context.prose():
        for day in passage.dates:
            if (passage.number, day.start) not in context.judged_days and _is_claim(context, passage, day):
                found = _judged(context, passage, day, passage.dates)
                if found.verdict != "unknown" or not day.is_of_any_year or _is_beside_name(context, passage, day):
                    yield found
        for year in passage.years:
            if (passage.number, year.start) not in context.judged_days and _is_of_year(context, passage, year):
                yield _judged(context, passage, year, passage.dates)


def _is_of_year(context: Context, passage: Passage, year: Day) -> bool:
    """Return whether a year is said of a commit, or of the beginning or end of an issue: years are named everywhere."""
    low, high = _reach(passage, year, passage.dates)
    if _beside(context, passage, year, low, high):
        return True
    scope = context.subject(passage, year.start, year.end).scope
    return scope == "clause" and _kind(passage.text, year, low, high) in _OF_ISSUES


def _is_beside_name(context: Context, passage: Passage, day: Day) -> bool:
    low, high = passage.clause(day.start, day.end)
    return any(low <= name.start and name.end <= high for name in context.names(passage))


def _is_claim(context: Context, passage: Passage, day: Day) -> bool:
    """Return whether a date may be about what the document tells: months are named for many reasons."""
    return day.unit == "day" or _is_beside_name(context, passage, day) or bool(context.issues_of_section(passage))


def _judged(context: Context, passage: Passage, day: Day, days: list[Day]) -> Finding:
    low, high = _reach(passage, day, days)
    kind = _kind(passage.text, day, low, high)
    line, said = passage.line_at(day.start), in_one_line(_around(passage.text, day, low, high))
    where = line, f"{day.unit} {kind}" if kind else day.unit, said
    reason = unstated(passage, day.start, _end(passage.text, day, low, high))
    if reason and not (reason == DENIED and kind not in _OF_ISSUES and _is_plainly_denied(passage, day, low)):
        return Finding(*where, "unknown", reason)
    if _LIMIT.search(passage.text, low, day.start):
        return Finding(*where, "unknown", f"only a limit is told by the {day.unit}")
    people = doers(kind, passage.text, low, high)
    if kind in _OF_ISSUES and is_led(passage.text, day) and _is_of_commit(context, passage, day):
        kind, where = None, (line, day.unit, said)  # what the commit ends or opens is something else
    beside = None if kind in _OF_ISSUES else _beside(context, passage, day, low, high)
    if beside and not _is_of_issue_before(context, passage, day, beside[0]):
        name, commit = beside
        its_own = bool(_OF.fullmatch(passage.text, name.end, day.start))
        # "DAY: X was reverted" tells of the revert, "DAY: X => reverted a week later" of X.
        either = is_led(passage.text, day) and bool(_LEADS.fullmatch(passage.text, day.end, name.start))
        if kind == "reverted" and its_own and _REVERTS.search(passage.text, low, name.start):
            # "he reverted X on DAY" tells of the revert, "he reverted X (DAY)" of either.
            its_own = not _ON.search(passage.text, name.end, day.start)
            people = [] if its_own else people
            events = [of_commit(commit)] if its_own else []
            events += reverts_of(context, commit)
        else:
            events = [of_commit(commit)] if kind != "reverted" or its_own or either else []
            events += reverts_of(context, commit) if kind == "reverted" and not its_own else []
        led = its_own or is_led(passage.text, day)
        certain = (
            bool(events)
            and not _has_nearer(passage, name, day, days)
            and (led or not _is_apart(passage.text, name, day))
        )
        certain = certain and not _is_of_another(context, passage, day, name)
        events = by_people(context, events, people)
        finding = _compared(day, where, events, asked("commit_facts", commit=commit.sha[:10]), certain=certain)
        return turned(finding) if reason else finding
    # Of an issue, much may have happened that is no commit.
    return Finding(*where, "unknown", reason) if reason else _of_issues(context, passage, day, where, kind, people)


def _of_issues(
    context: Context, passage: Passage, day: Day, where: tuple[int, str, str], kind: str | None, people: list[str]
) -> Finding:
    """Judge a day on which something is said to have happened to an issue."""
    issues, scope = context.subject(passage, day.start, day.end)
    if day.unit != "day" and scope != "clause" and not kind:
        issues = []  # something or other happened in each month
    if not issues:
        return Finding(*where, "unknown", f"it is not clear what the {day.unit} is about")
    events = [event for key in issues[:_MOST_ISSUES] for event in events_of(context, key, kind)]
    query = asked("issue_timeline", issue=issues[0]) if len(issues) == 1 else ""
    if scope == "section" and len(issues) > 1 and not kind:
        return Finding(*where, "unknown", f"it is not clear which of {len(issues)} issues the {day.unit} is about")
    events = by_people(context, events, people)
    if not events and kind:
        known, by = ", ".join(issues), f" by {people[0]}" if people else ""
        return Finding(*where, "unknown", f"the database does not know when {known} was {kind}{by}", ",".join(issues))
    # A section tells of many things that landed, but hardly of several issues that were opened if it names one.
    sure = scope == "clause" or kind in _OF_ISSUES or is_led(passage.text, day)
    certain = len(issues) == 1 and bool(kind) and sure and not _may_be(kind, day, events)
    return _compared(day, where, events, query, certain=certain)


def _is_plainly_denied(passage: Passage, day: Day, low: int) -> bool:
    """Return whether what is denied is the verb of a day: "it did not land on DAY"."""
    before = list(_VERBS.finditer(passage.text, low, day.start))
    return bool(before) and is_plain(passage, before[-1].start())


def _may_be(kind: str | None, day: Day, events: list[Event]) -> bool:
    """Return whether work may have begun before all that is known of it, or ended after that."""
    if kind == "began":
        return all(day.first < max(event.days) for event in events)
    return kind == "ended" and all(day.last > min(event.days) for event in events)


def _compared(day: Day, where: tuple[int, str, str], events: list[Event], query: str, *, certain: bool) -> Finding:
    """Judge a day by what happened; it is only wrong if it is ``certain`` that one of the events is meant."""
    for place, verdict in ((0, "confirmed"), (1, "confirmed in UTC")):
        for event in events:
            if day.has(event.days[place]):
                return Finding(*where, verdict, event.shown, event.evidence, query)  # type: ignore[arg-type]
    if not events:
        return Finding(*where, "unknown", "nothing that the database knows happened there", "", query)
    near = sorted(events, key=lambda event: abs((event.days[0] - day.first).days))[:_MOST_EVENTS]
    fact = f"not {'on' if day.unit == 'day' else 'in'} that {day.unit}: {'; '.join(event.shown for event in near)}"
    evidence = ",".join(dict.fromkeys(event.evidence for event in near))
    return Finding(*where, "corrected" if certain else "unknown", fact, evidence, query)


def _reach(passage: Passage, day: Day, days: list[Day]) -> tuple[int, int]:
    """Return the part of the clause that can belong to a day: up to the days beside it."""
    low, high = passage.clause(day.start, day.end)
    before = [other.end for other in days if other.end <= day.start]
    after = [other.start for other in days if other.start >= day.end]
    return max([low, *before]), min([high, *after])


def _kind(text: str, day: Day, low: int, high: int) -> str | None:
    """Return what is said to have happened: by the nearest verb before the day, or else after it."""
    before = list(_VERBS.finditer(text, low, day.start))
    # "opened 2019-05-08" has the verb before; "2019-05-08: she opens" has it behind, as a list of days does.
    leads = is_led(text, day)
    if before and not leads:
        return before[-1].lastgroup
    after = _VERBS.search(text, day.end, high)
    if leads and after:
        return after.lastgroup
    if before:
        return before[-1].lastgroup
    if after and _AFTER.search(text, day.end, after.start()):
        return None  # "on DAY, a month after it was opened"
    if after is None or after.start() - day.end > _NEAR or _VERBS.search(text, after.end(), high):
        return None
    return after.lastgroup


def _end(text: str, day: Day, low: int, high: int) -> int:
    """Return where what is said with a day ends: with the day, or the verb behind it if there is none before."""
    after = None if _VERBS.search(text, low, day.start) else _VERBS.search(text, day.end, high)
    return after.end() if after and after.start() - day.end <= _NEAR else day.end


def _around(text: str, day: Day, low: int, high: int) -> str:
    verb = list(_VERBS.finditer(text, low, day.start))
    start = verb[-1].start() if verb else day.start
    return text[start : day.end] if verb else text[day.start : min(high, day.end + _NEAR)]


def _beside(context: Context, passage: Passage, day: Day, low: int, high: int) -> tuple[Name, Commit] | None:
    """Return the commit nearest to a day in its part of the clause, None if none is near or the issue is nearer."""
    near = [
        (
            # What stands right before a day is nearer than the next one of a list.
            0
            if name.end <= day.start and _OF.fullmatch(passage.text, name.end, day.start)
            else min(abs(day.start - name.end), abs(name.start - day.end)),
            name,
            commit,
        )
        for name, commit in context.commits(passage, low, high)
        if not (name.start > day.end and _BESIDE_OTHER.search(passage.text, day.end, name.start))
    ]
    near = [each for each in near if each[0] <= _NEAR]
    if not near:
        return None
    _, name, commit = min(near, key=lambda each: each[0])
    return name, commit


def _is_of_another(context: Context, passage: Passage, day: Day, beside: Name) -> bool:
    """Return whether a day is that of another commit in the clause, for which none is told behind it."""
    low, high = passage.clause(day.start, day.end)
    dates = [*passage.dates, *passage.years]
    return any(
        any(map(day.has, commit.days))
        and not any(_OF.fullmatch(passage.text, name.end, other.start) for other in dates)
        for name, commit in context.commits(passage, low, high)
        if name != beside
    )


def _is_of_commit(context: Context, passage: Passage, day: Day) -> bool:
    """Return whether a commit stands right behind a day, as in a list: the day is its own."""
    return any(_LEADS.fullmatch(passage.text, day.end, name.start) for name, _ in context.commits(passage, day.end))


def _has_nearer(passage: Passage, name: Name, day: Day, days: list[Day]) -> bool:
    """Return whether another day of the clause stands nearer to a commit than this one."""
    low, high = passage.clause(day.start, day.end)
    others = [other for other in days if other != day and low <= other.start < high]
    if _OF.fullmatch(passage.text, name.end, day.start):  # what a comma parts from the commit is of something else
        others = [other for other in others if not (other.end < name.start and _COMMA.match(passage.text, other.end))]
    return any(_distance(name, other) < _distance(name, day) for other in others)


def _is_of_issue_before(context: Context, passage: Passage, day: Day, name: Name) -> bool:
    """Return whether a day stands right behind an issue, and another statement between it and a commit."""
    before = [each for each in context.names(passage) if each.end <= day.start]
    return (
        bool(before)
        and before[-1].kind == "issue"
        and day.end <= name.start
        and day.start - before[-1].end <= _NEAR
        and _is_apart(passage.text, name, day)
    )


def _is_apart(text: str, name: Name, day: Day) -> bool:
    """Return whether something else is said between a commit and a day."""
    between = text[min(name.end, day.end) : max(name.start, day.start)]
    return _APART.search(_ASIDE.sub(" ", between)) is not None


def _distance(name: Name, day: Day) -> int:
    return max(day.start - name.end, name.start - day.end)
