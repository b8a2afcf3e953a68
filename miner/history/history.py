"""The facade: a mined history that answers questions. Command line, notebooks and the web page all use it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import OperationalError

from miner import settings
from miner.catalog.catalog import Catalog
from miner.catalog.query import Resolvers
from miner.catalog.run import run, run_text
from miner.history import ledger, pages
from miner.history import timeline as timelines
from miner.history.names import Names
from miner.model import Page, Rows
from miner.store import lookup, schema
from miner.store.engine import database_url, explained, open_for_reading, shown

if TYPE_CHECKING:
    from miner.evaluate import Evaluation

Day = date | str | None

# Often enough for Ctrl-C to stop a runaway statement at once, seldom enough to cost nothing.
_STEPS_BETWEEN_BREATHS = 500_000


def open_history(database: str | os.PathLike[str] | None = None) -> "History":
    """Open a mined history: a path or a SQLAlchemy URL; without one MINER_DB or the default file.

    Nothing can be written through it. Use it in a ``with`` statement, or close it.
    """
    url = database_url(settings.database(database))
    engine = open_for_reading(url)
    history = History(url, engine)
    try:
        with history.connect() as connection:
            schema.check(connection, shown(url))
    except BaseException:
        history.close()
        raise
    return history


class History:
    """A mined history. Issues and commits may be named in every way that the command line takes."""

    def __init__(self, url: URL, engine: Engine) -> None:
        self._url = url
        self._engine = engine
        self.catalog = Catalog.load()
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _let_signals_in)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Give a connection that cannot write; the database's complaints become errors of this tool."""
        with explained(self._url), self._engine.connect() as connection:
            try:
                yield connection
            except OperationalError as error:
                if str(error.orig) == "interrupted":  # SQLite's way to pass Ctrl-C on
                    raise KeyboardInterrupt from None
                raise

    def query(self, name: str, **parameters: object) -> Rows:
        """Run a canned query: ``history.query("issue_commits", issue="bpo-33608", line="main")``."""
        with self.connect() as connection:
            return self._run(connection, name, parameters)

    def sql(self, text: str) -> Rows:
        """Run a SELECT of your own."""
        with self.connect() as connection:
            return run_text(connection, text)

    def timeline(
        self,
        issue: str | int,
        since: Day = None,
        until: Day = None,
        burst_gap: int | None = None,
        *,
        line: str | None = None,
        merges: bool = False,
    ) -> timelines.Timeline:
        """Return what happened to an issue, and the bursts in which its commits came."""
        with self.connect() as connection:
            key = Names(connection).issue(str(issue))
            where = {"issue": key, "line": line, "merges": merges}
            rows = self._run(connection, "issue_timeline", {**where, "since": since, "until": until})
            bursts = self._run(connection, "issue_bursts", {**where, "gap": burst_gap})
            facts = self._run(connection, "issue_facts", {"issue": key}).dicts()
        within = timelines.between(timelines.bursts(bursts), since, until)
        return timelines.Timeline(key, facts[0] if facts else {}, timelines.events(key, rows), within, rows)

    def cycles(self, *issues: str | int) -> tuple[timelines.Cycle, ...]:
        """Return the commit-revert cycles of the issues, or of the whole history."""
        return timelines.cycles(self.cycle_rows(*issues))

    def cycle_rows(self, *issues: str | int, **filters: object) -> Rows:
        """Return the rows behind `cycles`; a cycle that belongs to several of the issues comes once."""
        with self.connect() as connection:
            answers = [
                self._run(connection, "commit_revert_cycles", {"issue": issue, **filters})
                for issue in issues or (None,)
            ]
        return answers[0] if len(answers) == 1 else timelines.merged_cycles(answers)

    def issue(self, issue: str | int) -> Page:
        """Return all that is known about an issue on one page."""
        with self.connect() as connection:
            key = Names(connection).issue(str(issue))
            return pages.issue(key, lambda name, **given: self._run(connection, name, given))

    def commit(self, name: str) -> Page:
        """Return all that is known about a commit on one page."""
        with self.connect() as connection:
            sha = Names(connection).commit(name)
            return pages.commit(sha, lambda query, **given: self._run(connection, query, given))

    def release(self, release: str, previous: str | None = None) -> Page:
        """Return what a release brings since ``previous``, or since the release that it follows.

        The page's facts count; its sections are ``changes``, in the order of their issues, ``undone`` (landed and
        undone in between) and ``taken_back`` (undone, though the earlier release had it). Releases may be written
        with or without the ``v``. An unknown one raises LookupFailedError. From ``release_contents``.
        """
        with self.connect() as connection:
            names = Names(connection)
            tag = names.release(release)
            earlier = None if previous is None else names.release(previous)
            return pages.release(tag, earlier, lambda name, **given: self._run(connection, name, given))

    def ledger(self, **what: object) -> Rows:
        """Return what became of changes on every line: one row for each change, one column for each line.

        Takes what the query ``backport_ledger`` takes: ``issue``, ``commit``, or ``release`` and ``previous``. A cell
        holds a state and the sha on that line, such as ``exact 957656ee1d…``, and is empty where the line was not
        alive.
        """
        return ledger.side_by_side(self.query("backport_ledger", **what))

    def related(self, issue: str | int) -> Rows:
        """Return the issues that are tied to an issue by shared commits or citations."""
        return self.query("related_issues", issue=issue)

    def real_shas(self) -> dict[str, str]:
        """Return which real commit each sample commit stands for; nothing in a history that is real itself."""
        with self.connect() as connection:
            return lookup.stands_for(connection)

    def evaluate(self, labelled: str | os.PathLike[str] | None = None) -> "Evaluation":
        """Hold the answers against a labelled set: a folder, a file, or the set that ships with the tool."""
        from miner.evaluate import evaluate  # noqa: PLC0415 - a room that no other question enters

        with self.connect() as connection:
            path = None if labelled is None else Path(labelled)
            return evaluate(connection, lambda name, **given: self._run(connection, name, given), path)

    def info(self) -> Rows:
        """Return what has been mined, as names and values."""
        return self.query("database_info")

    def _run(self, connection: Connection, name: str, given: dict[str, Any]) -> Rows:
        query = self.catalog[name]
        return run(connection, query, query.values(given, _resolvers(connection)))


def _resolvers(connection: Connection) -> Resolvers:
    names = Names(connection)
    return {"issue": names.issue, "commit": names.commit, "line": names.line, "release": names.release}


def _let_signals_in(connection: Any, _record: object) -> None:
    connection.set_progress_handler(lambda: 0, _STEPS_BETWEEN_BREATHS)
