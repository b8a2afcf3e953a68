"""The members of a topic with what became of them, and issues that may belong to it, each with the reason."""

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from miner.answers import Page, Rows, Section
from miner.errors import LookupFailedError
from miner.story.topics import Topic

if TYPE_CHECKING:
    from miner.history.history import History

_MEMBERS: Final = (
    "issue",
    "title",
    "section",
    "commits",
    "undone",
    "reverts",
    "first_at",
    "last_at",
    "opened_at",
    "closed_at",
)
_SUGGESTED: Final = ("issue", "distance", "reasons", "ties", "title", "commits", "first_at", "last_at")
#: A PEP that more issues name than these says little about any two of them.
_FEW: Final = 40


def page(history: "History", topic: Topic) -> Page:
    """Return a topic with its members, by section and then by their first commit.

    Only commits in the period of the topic count. Members that the database does not know are named in the facts.
    """
    sections = {issue: part.title for part in topic.parts for issue in part.issues}
    rows: list[tuple[Any, ...]] = []
    missing: list[str] = []
    standings: Counter[str] = Counter()
    for issue in topic.issues:
        try:
            found = history.query("issue_summary", issue=issue, since=topic.since, until=topic.until).dicts()
            facts = history.query("issue_facts", issue=issue).dicts()[0]
        except LookupFailedError:
            missing.append(issue)
            continue
        summary = found[0] if found else {}
        rows.append(
            (
                facts["issue"],
                facts["title"],
                sections.get(issue),
                *(summary.get(column, 0) for column in ("commits", "undone", "reverts")),
                *(summary.get(column) for column in ("first_at", "last_at")),
                facts["opened_at"],
                facts["closed_at"],
            )
        )
        commits = history.query("issue_commits", issue=issue, since=topic.since, until=topic.until, line="main")
        standings.update({row["sha"]: row["standing"] for row in commits.dicts()}.values())
    order = {title: place for place, title in enumerate(dict.fromkeys(part.title for part in topic.parts))}
    rows.sort(key=lambda row: (order.get(row[2], len(order)), row[6] or "~", row[0]))
    firsts, lasts = ([row[column] for row in rows if row[column]] for column in (6, 7))
    facts = {
        "topic": topic.name,
        "period": f"{topic.since or ''} to {topic.until or ''}" if topic.since or topic.until else None,
        "first_at": min(firsts, default=None),
        "last_at": max(lasts, default=None),
        "issues": len(rows),
        "not_in_the_database": ", ".join(missing) or None,
        "on_main": ", ".join(f"{count} {standing}" for standing, count in sorted(standings.items())) or None,
        "symbols": ", ".join(topic.symbols) or None,
        "structs": ", ".join(topic.structs) or None,
        "people": ", ".join(topic.people) or None,
    }
    return Page(
        topic.title,
        {name: value for name, value in facts.items() if value is not None},
        (Section("issues", "Issues", Rows(_MEMBERS, rows)),),
    )


def known(history: "History", topic: Topic) -> list[str]:
    """Return the members of a topic that the database knows."""
    found = []
    for issue in topic.issues:
        try:
            history.query("issue_facts", issue=issue)
        except LookupFailedError:
            continue
        found.append(issue)
    return found


def suggestions(history: "History", issues: list[str]) -> Rows:
    """Return issues that may belong to a topic with these ones, the nearest and then those with most ties first.

    Those at distance 1 are tied to one of the given ones: by a commit that names both, a citation, an undo or reland,
    the same patch, a pull request, or a PEP that few issues name; those at distance 2 to one at distance 1. Raises
    LookupFailedError if an issue is not known.
    """
    start = [history.query("issue_facts", issue=issue).dicts()[0]["issue"] for issue in issues]
    near = _around(history, start, set(start))
    far = _around(history, list(near), {*start, *near})
    rows = []
    for distance, found in ((1, near), (2, far)):
        for issue, ties in found.items():
            facts = history.query("issue_facts", issue=issue).dicts()[0]
            reasons = "; ".join(dict.fromkeys(reason for _, reason in ties))
            count = sum(number for number, _ in ties)
            dates = facts["first_at"], facts["last_at"]
            rows.append((issue, distance, reasons, count, facts["title"], facts["commits"], *dates))
    rows.sort(key=lambda row: (row[1], -row[3], row[0]))
    return Rows(_SUGGESTED, rows)


def _around(history: "History", issues: list[str], seen: set[str]) -> dict[str, list[tuple[int, str]]]:
    """Return the issues tied to some, as {issue: [(number of ties, reason)]}, without those that were ``seen``."""
    found: dict[str, list[tuple[int, str]]] = {}
    for issue in issues:
        for row in history.query("related_issues", issue=issue).dicts():
            if row["related"] not in seen:
                reason = f"{row['how']} as {issue}" if row["how"].startswith("same") else f"{row['how']} ({issue})"
                proof = row["sha"][:10] if row["sha"] else row["subject"]  # a tracker or a document says so
                found.setdefault(row["related"], []).append((row["commits"], f"{reason}: {proof}"))
        for pep in {row["pep"] for row in history.query("pep", issue=issue).dicts()}:
            others = {
                other
                for row in history.query("pep", pep=pep).dicts()
                for other in filter(None, (row["issues"] or "").split(","))
            }
            if len(others) <= _FEW:
                for other in sorted(others - seen):
                    found.setdefault(other, []).append((1, f"PEP {pep}, as {issue}"))
    return found
