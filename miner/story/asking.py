"""What a template may ask of the history, and the marks that it may set: the names that stories are written with."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from shlex import quote
from typing import Any, Final, TypeVar

from markupsafe import Markup

from miner.answers import Rows
from miner.errors import LookupFailedError
from miner.history.history import History
from miner.history.sample import renamed
from miner.history.timeline import Cycle, Event, Timeline
from miner.history.timeline import cycles as as_cycles
from miner.history.timeline import events as as_events
from miner.render.pictures.of_code import of_moves
from miner.render.pictures.of_history import of_cycles, of_ledger, of_timeline
from miner.story.document import Block, Code, Figure, Link, Sources, Table
from miner.story.marks import Marks, cleaned

_GITHUB: Final = "https://github.com/python/cpython"
_BPO: Final = "https://bugs.python.org/issue"

_PARTS: Final = {"lines": "line_prints", "records": "tracker_records", "structs": "structs"}

Row = dict[str, Any]
_Found = TypeVar("_Found")


class Asking:
    """The questions of one story. Each notes the command that answers it, for the next ``sources()``."""

    def __init__(self, history: History, marks: Marks) -> None:
        self._history = history
        self._marks = marks
        self._asked: list[str] = []
        self._real = history.real_shas()

    def names(self) -> dict[str, Callable[..., Any]]:
        """Return what templates can call."""
        return {
            "bursts": self.bursts,
            "code": self.code,
            "commit": self.commit,
            "commits": self.commits,
            "cycles": self.cycles,
            "facts": self.facts,
            "has": self.has,
            "issue": self.issue,
            "issue_facts": self.issue_facts,
            "known": self.known,
            "ledger_picture": self.ledger_picture,
            "cycles_picture": self.cycles_picture,
            "link": self.link,
            "moves": self.moves,
            "moves_picture": self.moves_picture,
            "query": self.query,
            "shipped": self.shipped,
            "sources": self.sources,
            "standing": self.standing,
            "symbol": self.symbol,
            "table": self.table,
            "timeline": self.timeline,
            "timeline_picture": self.timeline_picture,
        }

    def query(self, name: str, *, optional: bool = False, **parameters: Any) -> list[Row]:
        """Return the rows of a canned query, by column; LookupFailedError without any, unless that is ``optional``."""
        options = " ".join(
            f"--{key.replace('_', '-')}" + ("" if value is True else f" {quote(str(value))}")
            for key, value in parameters.items()
            if value not in {None, False}
        )
        command = f"miner query {name.replace('_', '-')} {options}".rstrip()
        return self._answer(command, self._rows(name, parameters).dicts(), optional=optional)

    def commits(self, issue: str, *, optional: bool = False, **filters: Any) -> list[Row]:
        """Return the commits of an issue, oldest first: rows of ``issue_commits``."""
        return self.query("issue_commits", optional=optional, issue=issue, **filters)

    def bursts(self, issue: str, *, gap: int | None = None, optional: bool = False, **filters: Any) -> list[Row]:
        """Return the runs of commits on an issue: rows of ``issue_bursts``."""
        return self.query("issue_bursts", optional=optional, issue=issue, gap=gap, **filters)

    def cycles(self, *issues: str, optional: bool = False, line: str | None = None) -> list[Cycle]:
        """Return the commit-revert cycles of issues."""
        found = [cycle for cycle in as_cycles(self._cycle_rows(issues)) if line in {None, cycle.line}]
        return self._answer(f"miner cycles {' '.join(issues)}", found, optional=optional)

    def timeline(self, issue: str, *, optional: bool = False, **filters: Any) -> list[Event]:
        """Return what happened to an issue, in order."""
        events = self._timeline(issue, **filters).events
        return self._answer(f"miner timeline {issue}", list(events), optional=optional)

    def issue_facts(self, issue: str) -> Row:
        """Return title, dates and people of an issue: the row of ``issue_facts``."""
        return self.query("issue_facts", issue=issue)[0]

    def facts(self, commit: str) -> Row:
        """Return what is known of a commit: the row of ``commit_facts``."""
        return self._answer(f"miner commit {commit}", self._rows("commit_facts", {"commit": commit}).dicts())[0]

    def standing(self, what: str, *, line: str = "main", optional: bool = False) -> list[Row]:
        """Return where a commit, or the changes of an issue, stand on a line."""
        answer = self._history.standing(what, line=line)
        return self._answer(f"miner standing {what}", answer.rows.dicts(), optional=optional)

    def shipped(self, commit: str, *, optional: bool = False, **filters: Any) -> list[Row]:
        """Return in which releases a commit was: rows of ``shipped``."""
        return self.query("shipped", optional=optional, commit=commit, **filters)

    def moves(self, from_: str, to: str, *, optional: bool = False, **filters: Any) -> list[Row]:
        """Return the fields that moved between two structs: rows of ``struct_field_moves``."""
        return self.query("struct_field_moves", optional=optional, **{"from": from_, "to": to}, **filters)

    def symbol(self, name: str, *, optional: bool = False, **filters: Any) -> list[Row]:
        """Return the commits that changed how often a name occurs: rows of ``symbol_history``."""
        return self.query("symbol_history", optional=optional, symbol=name, **filters)

    def known(self, issue: str) -> bool:
        """Return whether the history knows an issue."""
        tracker, _, number = issue.partition("-")
        return self._history.issue_key(tracker, number) is not None

    def has(self, part: str) -> bool:
        """Return whether ``lines``, ``records`` or ``structs`` were mined."""
        return self._history.has_rows(_PARTS[part])

    def commit(self, what: Any, words: str | None = None) -> Markup:
        """Return a link to a commit: a row or step that has one, or its name, which the history must know."""
        if isinstance(what, str):
            sha = str(self._rows("commit_facts", {"commit": what}).dicts()[0]["sha"])
        else:
            sha = str(what["sha"] if isinstance(what, dict) else getattr(what, "sha", what))
        return self._marks.keep(Link(words or sha[:10], f"{_GITHUB}/commit/{sha}"))

    def issue(self, name: str, words: str | None = None) -> Markup:
        """Return a link to an issue; LookupFailedError if the history does not know it."""
        if not self.known(str(name)):
            raise LookupFailedError(f"the history knows no issue {name}")
        tracker, _, number = str(name).rpartition("-")
        url = f"{_BPO}{number}" if tracker == "bpo" else f"{_GITHUB}/issues/{number}"
        return self._marks.keep(Link(words or str(name), url))

    def link(self, words: str, url: str) -> Markup:
        """Return a link."""
        return self._marks.keep(Link(cleaned(words), cleaned(url)))

    def code(self, text: str) -> Markup:
        """Return a name of the code."""
        return self._marks.keep(Code(cleaned(text)))

    def table(self, rows: Sequence[Row], *columns: str) -> Markup:
        """Return a table of these columns, by default of all."""
        names = columns or tuple(rows[0] if rows else ())
        return self._marks.keep(Table(Rows(names, [tuple(row[name] for name in names) for row in rows])))

    def cycles_picture(self, title: str, *issues: str) -> Markup:
        """Return a picture of the cycles of issues."""
        rows = self._cycle_rows(issues)
        cycles = as_cycles(rows)
        return self._figure(Figure(of_cycles(title, cycles, self._history.releases_of(cycles)), rows))

    def timeline_picture(self, *issues: str) -> Markup:
        """Return a picture of the timelines of issues."""
        answers = [self._timeline(issue) for issue in issues]
        picture = of_timeline(answers, as_cycles(self._cycle_rows(issues)))
        return self._figure(
            Figure(picture, Rows(answers[0].rows.columns, [row for one in answers for row in one.rows.rows]))
        )

    def moves_picture(self, from_: str, to: str, **filters: Any) -> Markup:
        """Return a picture of the fields that moved between two structs."""
        rows = self._history.moves(from_, to, **filters)
        ends = {row["by_sha"] for row in rows.dicts() if row["by_sha"]}
        days = {sha: str(self._history.query("commit_facts", commit=sha).dicts()[0]["authored_at"]) for sha in ends}
        return self._figure(Figure(of_moves(f"Fields that moved from {from_} to {to}", rows, days), rows))

    def ledger_picture(self, issue: str) -> Markup:
        """Return a picture of what became of an issue's changes on every line."""
        rows = renamed(self._history.ledger(issue=issue), self._real)
        return self._figure(Figure(of_ledger(f"Backport ledger of {issue}", rows), rows))

    def sources(self) -> Markup:
        """Return the commands that were asked since the last time."""
        return self._marks.keep(Sources(self._take()))

    def rest(self) -> tuple[Block, ...]:
        """Return the commands that no ``sources()`` has told."""
        return (Sources(commands),) if (commands := self._take()) else ()

    def _take(self) -> tuple[str, ...]:
        asked = tuple(dict.fromkeys(self._asked))
        self._asked.clear()
        return asked

    def _rows(self, name: str, parameters: dict[str, Any]) -> Rows:
        return renamed(self._history.query(name, **parameters), self._real)

    def _cycle_rows(self, issues: tuple[str, ...]) -> Rows:
        return renamed(self._history.cycle_rows(*issues), self._real)

    def _timeline(self, issue: str, **filters: Any) -> Timeline:
        told = self._history.timeline(issue, **filters)
        rows = renamed(told.rows, self._real)
        return replace(told, events=as_events(told.issue, rows), rows=rows)

    def _figure(self, figure: Figure) -> Markup:
        if not figure.rows.rows:
            raise LookupFailedError(f"there is nothing to draw for {figure.picture.title}")
        return self._marks.keep(figure)

    def _answer(self, command: str, found: list[_Found], *, optional: bool = False) -> list[_Found]:
        if not (found or optional):
            raise LookupFailedError(f"{command} finds nothing")
        self._asked.append(command)
        return found
