"""What the database knows about the names in a document, asked once each, through the canned queries."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from packaging.version import Version

from miner.errors import AmbiguousError, LookupFailedError

if TYPE_CHECKING:
    from miner.history.history import History

Row = dict[str, Any]
_Answer = TypeVar("_Answer")

#: A document that names more than this is no text; each name costs up to three milliseconds.
_MOST_NAMES: Final = 800
_TRACKERS: Final = ("bpo", "gh", "issue")


@dataclass(frozen=True, slots=True)
class Unknown:
    """Why nothing is known about a name."""

    reason: str


@dataclass(frozen=True)
class Commit:
    """A commit; ``row`` is its row of the query ``commit_facts``."""

    row: Row

    @property
    def sha(self) -> str:
        """The sha in the database."""
        return str(self.row["sha"])

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return str(self.row["subject"])

    @property
    def issues(self) -> tuple[str, ...]:
        """The issues that the message tags or closes."""
        return tuple(filter(None, (self.row["issues"] or "").split(",")))

    @cached_property
    def days(self) -> tuple[date, date]:
        """The day on which it was authored: by the author's clock and in UTC."""
        return days_of(str(self.row["authored_at"]))

    @property
    def shown(self) -> str:
        """The commit in a few words."""
        return f"{self.sha[:10]} ({self.days[0]}) {self.subject}"


def days_of(instant: str) -> tuple[date, date]:
    """Return the days of an ISO 8601 instant: in its own offset, and in UTC. A bare date is both."""
    moment = datetime.fromisoformat(instant)
    return moment.date(), (moment.astimezone(UTC).date() if moment.tzinfo else moment.date())


class Facts:
    """Asks a history, and remembers the answers."""

    def __init__(self, history: "History") -> None:
        self._history = history
        self._known: dict[Hashable, Any] = {}
        self._names = 0

    def _once(self, key: Hashable, ask: Callable[[], _Answer]) -> _Answer:
        if key not in self._known:
            self._known[key] = ask()
        answer: _Answer = self._known[key]
        return answer

    def _named(self, key: Hashable, ask: Callable[[], _Answer]) -> _Answer | Unknown:
        if key not in self._known:
            self._names += 1
        if self._names > _MOST_NAMES and key not in self._known:
            return Unknown(f"the document names too much: only its first {_MOST_NAMES:,} names are looked up")
        return self._once(key, ask)

    def has_query(self, name: str) -> bool:
        """Return whether there is a canned query of this name."""
        return name in self._history.catalog

    def rows(self, query: str, **given: object) -> list[Row]:
        """Return the rows of a canned query."""
        return self._once((query, *sorted(given.items())), lambda: [*self._history.query(query, **given).dicts()])

    def commit(self, name: str) -> Commit | Unknown:
        """Return the commit that a sha, ``r12345``, an hg id or ``GH-12345`` means."""
        return self._named(("commit", name), lambda: self._commit(name))

    def _commit(self, name: str) -> Commit | Unknown:
        try:
            return Commit(self._history.query("commit_facts", commit=name).dicts()[0])
        except AmbiguousError:
            return Unknown(f"{name} fits several commits")
        except LookupFailedError:
            return Unknown(f"the database knows no commit {name}")

    def issue(self, name: str) -> str | Unknown:
        """Return the key of the issue that ``bpo-33608``, ``gh-77789`` or a bare number means."""
        return self._named(("issue", name), lambda: self._issue(name))

    def _issue(self, name: str) -> str | Unknown:
        tracker, _, number = name.rpartition("-")
        plain = (number.lstrip("0") or "0")[:18]
        for each in (tracker,) if tracker else _TRACKERS:
            if key := self._history.issue_key(each, plain) or self._history.issue_key("issue", plain):
                return key
        return Unknown(f"no commit, NEWS entry or tracker record names {name}")

    def issue_facts(self, key: str) -> Row:
        """Return the row of the query ``issue_facts``."""
        return self.rows("issue_facts", issue=key)[0]

    def has_record(self, key: str) -> bool:
        """Return whether a record of a tracker was fetched for an issue, so that its title is the tracker's own."""
        return self._once(("record", key), lambda: self._history.has_record(key))

    def commits(self, key: str, line: str | None = None) -> list[Row]:
        """Return the commits of an issue, oldest first, merges left out; only those of a line if one is given."""
        return [row for row in self.rows("issue_commits", issue=key) if row["line"] and line in {None, row["line"]}]

    def undos(self, sha: str) -> list[Row]:
        """Return the reverts of a commit, the first one first."""
        return [row for row in self.rows("undo_links", commit=sha) if row["undone_sha"] == sha]

    def undos_of_issue(self, key: str) -> list[Row]:
        """Return the reverts of the commits of an issue, the first one first."""
        shas = {row["sha"] for row in self.commits(key)}
        return [row for row in self.rows("undo_links", issue=key) if row["undone_sha"] in shas]

    def landings_on(self, key: str, day: date, line: str = "main") -> tuple[list[Row], list[Row]]:
        """Return the commits of an issue on a day: by their authors' clocks, and those of that day only in UTC."""
        local = [row for row in self.commits(key, line) if days_of(row["authored_at"])[0] == day]
        utc = [row for row in self.commits(key, line) if days_of(row["authored_at"])[1] == day and row not in local]
        return local, utc

    def oldest_line(self) -> tuple[int, ...]:
        """Return the first two numbers of the oldest release whose tag is known; what is older, nothing tells."""
        return self._once(
            "oldest line",
            lambda: min((Version(row["release"]).release[:2] for row in self.rows("releases")), default=()),
        )

    def line_of(self, key: str) -> str | None:
        """Return the line on which an issue is told: main if it has commits there, else None for all lines."""
        return "main" if self.commits(key, "main") else None


def shown(row: Row) -> str:
    """Return a row of a commit in a few words."""
    return f"{row['sha'][:10]} ({row['authored_at'][:10]}) {row['subject']}"


def pause(earlier: Row, later: Row) -> timedelta:
    """Return the time between two commits of an issue."""
    return datetime.fromisoformat(later["authored_at"]) - datetime.fromisoformat(earlier["authored_at"])
