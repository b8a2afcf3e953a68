"""What happened to commits and issues, and on which days: what the days of a document are compared with."""

from dataclasses import dataclass
from datetime import date

from miner.story.claims.people import did
from miner.story.context import Context
from miner.story.facts import Commit, days_of, shown

# Work begins with the issue or with its first commit.
_SAME = {"opened": "began", "closed": "ended"}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened on a day: by the clock of whoever did it, and in UTC."""

    days: tuple[date, date]
    shown: str
    evidence: str


def of_commit(commit: Commit) -> Event:
    """Return that a commit was made."""
    return Event(commit.days, commit.shown, commit.sha)


def by_people(context: Context, events: list[Event], people: list[str]) -> list[Event]:
    """Return those events that the people who are said to have done it did: person and day must be of the same one."""
    return [event for event in events if did(context, event.evidence, people)] if people else events


def reverts_of(context: Context, commit: Commit) -> list[Event]:
    """Return the reverts of a commit, and the commit itself if it is one."""
    undone = [row for row in context.facts.rows("undo_links", commit=commit.sha) if row["undoing_sha"] == commit.sha]
    return [of_commit(commit)] * bool(undone) + [
        Event(
            days_of(row["undoing_at"]),
            f"reverted by {row['undoing_sha'][:10]} ({row['undoing_at'][:10]})",
            row["undoing_sha"],
        )
        for row in context.facts.undos(commit.sha)
    ]


def events_of(context: Context, key: str, kind: str | None) -> list[Event]:
    """Return what happened to an issue: all of it, or only what is said to have happened."""
    facts = context.facts.issue_facts(key)
    found = [
        Event(days_of(facts[column]), f"{key} was {verb} on {facts[column][:10]}" + _by(facts, verb), key)
        for column, verb in (("opened_at", "opened"), ("closed_at", "closed"))
        if facts[column] and kind in {None, verb, _SAME.get(verb)}
    ]
    rows = context.facts.commits(key)
    if kind in {"began", "ended"}:
        # On any line, or on the one on which the issue is told.
        rows = [told[0 if kind == "began" else -1] for told in (rows, context.facts.commits(key, "main")) if told]
    if kind in {None, "landed", "began", "ended"}:
        found += [Event(days_of(row["authored_at"]), shown(row), row["sha"]) for row in rows]
    if kind == "reverted":
        shas = {row["sha"] for row in rows}
        for undo in context.facts.rows("undo_links", issue=key):
            if not shas & {undo["undone_sha"], undo["undoing_sha"]}:
                continue
            fact = f"{undo['undone_sha'][:10]} was reverted by {undo['undoing_sha'][:10]} ({undo['undoing_at'][:10]})"
            found.append(Event(days_of(undo["undoing_at"]), fact, undo["undoing_sha"]))
    return found


def _by(facts: dict[str, object], verb: str) -> str:
    return f" by {facts['creator']}" if verb == "opened" and facts["creator"] else ""
