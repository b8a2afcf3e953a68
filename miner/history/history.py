"""The facade: a mined history that answers questions. The command line and notebooks use it."""

import math
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import OperationalError

from miner import settings
from miner.answers import Page, Rows
from miner.catalog.catalog import Catalog
from miner.catalog.query import Query, Resolvers
from miner.catalog.run import run, run_text
from miner.errors import QueryError
from miner.history import pages
from miner.history import timeline as timelines
from miner.history.change_questions import ChangeQuestions
from miner.history.code_questions import CodeQuestions
from miner.history.names import Names
from miner.history.near import no_such_path, no_such_person
from miner.history.queries import Queries
from miner.history.trust import Note, concerns, read_notes, touched
from miner.store import lookup, schema, struct_names, views
from miner.store.engine import database_url, explained, open_for_reading, shown, was_stopped

if TYPE_CHECKING:
    from miner.evaluate import Evaluation

Day = date | str | None

# How many steps of SQLite's virtual machine pass between chances for Ctrl-C or the time limit to stop a statement. A
# step may compare two long texts, so this is seldom; and seldom enough to cost a thousandth.
_STEPS_BETWEEN_BREATHS = 20_000


def open_history(
    database: str | os.PathLike[str] | None = None,
    tell: Callable[[str], None] | None = None,
    timeout: float | None = None,
) -> "History":
    """Open a mined history for reading: a path or SQLAlchemy URL, by default ``MINER_DB`` or else the default file.

    ``tell`` is called with a sentence for each reason why an answer may be incomplete, once for each. An answer that
    takes longer than ``timeout`` seconds is given up with a QueryError. Use it in a ``with`` statement, or call
    ``close``. Raises StoreError if the database cannot be opened, SchemaError if its schema is not the one of this
    version.
    """
    url = database_url(settings.database(database))
    engine = open_for_reading(url)
    history = History(url, engine, tell, timeout)
    try:
        with history.connect() as connection:
            schema.check(connection, shown(url))
            history.warn(connection, "", Rows((), []), {})
    except BaseException:
        history.close()
        raise
    return history


class History(ChangeQuestions, CodeQuestions):
    """A mined history that answers questions.

    Issues, commits, lines and releases may be written in any form that the command line accepts. An unknown one raises
    LookupFailedError, an ambiguous one AmbiguousError.
    """

    def __init__(
        self,
        url: URL,
        engine: Engine,
        tell: Callable[[str], None] | None = None,
        timeout: float | None = None,
    ) -> None:
        self._timeout = timeout
        self._until = math.inf
        self._url = url
        self._engine = engine
        self._tell = tell
        self._notes: tuple[Note, ...] | None = None
        self.catalog = Catalog.load()
        #: The canned queries as methods: ``history.queries.issue_commits(issue="bpo-33608")``.
        self.queries = Queries(self.catalog, self.query)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", self._let_it_be_stopped)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def file(self) -> str | None:
        """The path of the database's file; None on PostgreSQL."""
        return self._url.database if self._engine.dialect.name == "sqlite" else None

    def close(self) -> None:
        """Close all connections to the database."""
        self._engine.dispose()

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Yield a read-only connection; errors of the database are raised as MinerError."""
        with explained(self._url), self._engine.connect() as connection:
            if self._timeout is not None:
                self._until = time.monotonic() + self._timeout
                if connection.dialect.name == "postgresql":
                    connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, round(self._timeout * 1000))}")
            try:
                yield connection
            except OperationalError as error:
                if self._timeout is not None and time.monotonic() >= self._until and was_stopped(error):
                    raise QueryError(
                        f"The answer took longer than {self._timeout:g} seconds: ask for less, or allow more with "
                        "--timeout."
                    ) from None
                if str(error.orig) == "interrupted":  # how SQLite reports Ctrl-C
                    raise KeyboardInterrupt from None
                raise

    def _let_it_be_stopped(self, connection: Any, _record: object) -> None:
        """Let signals in, and give a statement up when its time is over."""
        connection.set_progress_handler(lambda: time.monotonic() > self._until, _STEPS_BETWEEN_BREATHS)

    def query(self, name: str, **parameters: object) -> Rows:
        """Run a canned query: ``history.query("issue_commits", issue="bpo-33608", line="main")``.

        Raises QueryError if the query is unknown, or a parameter is missing, unknown or invalid.
        """
        with self.connect() as connection:
            return self._run(connection, name, parameters)

    def sql(self, text: str, /, **parameters: str | float | None) -> Rows:
        """Run your own SELECT statement: ``history.sql("SELECT … WHERE line = :line", line="3.10")``.

        Raises QueryError if it does not begin as one, or if parameters and values do not belong together or are none
        that a database can hold; StoreError if it fails.
        """
        with self.connect() as connection:
            rows = run_text(connection, text, parameters)
            self.warn(connection, text, rows, parameters)
            return rows

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
        """Return what happened to an issue: its events in order, and its bursts of commits.

        ``since`` and ``until`` are days, both included. ``burst_gap`` is the number of days without a commit after
        which a new burst begins. ``line`` keeps only commits made for that line, ``merges`` adds merge commits.
        """
        with self.connect() as connection:
            key = Names(connection).issue(str(issue))
            where = {"issue": key, "line": line, "merges": merges}
            rows = self._run(connection, "issue_timeline", {**where, "since": since, "until": until})
            bursts = self._run(connection, "issue_bursts", {**where, "gap": burst_gap})
            facts = self._run(connection, "issue_facts", {"issue": key}).dicts()
        within = timelines.between(timelines.bursts(bursts), since, until)
        return timelines.Timeline(key, facts[0] if facts else {}, timelines.events(key, rows), within, rows)

    def cycles(self, *issues: str | int) -> tuple[timelines.Cycle, ...]:
        """Return the commit-revert cycles of the issues; without issues, those of the whole history."""
        return timelines.cycles(self.cycle_rows(*issues))

    def cycle_rows(self, *issues: str | int, **filters: object) -> Rows:
        """Return the rows behind `cycles`, one per step; a cycle that belongs to several of the issues comes once.

        ``filters`` are parameters of the query ``commit_revert_cycles``.
        """
        with self.connect() as connection:
            answers = [
                self._run(connection, "commit_revert_cycles", {"issue": issue, **filters})
                for issue in issues or (None,)
            ]
        return answers[0] if len(answers) == 1 else timelines.merged_cycles(answers)

    def releases_of(self, cycles: Sequence[timelines.Cycle]) -> Rows:
        """Return the releases between the first and the last step of cycles, as rows of the query ``releases``."""
        days = sorted(step.authored_at[:10] for cycle in cycles for step in cycle.steps)
        return self.query("releases", **({"since": days[0], "until": days[-1]} if days else {"limit": 0}))

    def issue(self, issue: str | int) -> Page:
        """Return everything known about an issue as one page."""
        with self.connect() as connection:
            key = Names(connection).issue(str(issue))
            return pages.issue(key, lambda name, **given: self._run(connection, name, given))

    def commit(self, name: str) -> Page:
        """Return everything known about a commit as one page."""
        with self.connect() as connection:
            sha = Names(connection).commit(name)
            return pages.commit(
                sha,
                lambda query, **given: self._run(connection, query, given),
                structs=struct_names.has_structs(connection),
            )

    def related(self, issue: str | int) -> Rows:
        """Return the issues that are related to an issue by shared commits, reverts or citations."""
        return self.query("related_issues", issue=issue)

    def read_view(
        self, name: str, at_once: int, key: str | None = None, among: Collection[int] = ()
    ) -> tuple[dict[str, type], Iterator[list[tuple[Any, ...]]]]:
        """Return the columns of a view with their types, and its rows in lists of at most ``at_once``.

        The rows are read as they are asked for.

        With a ``key``, a column of numbers, these are only the rows that have one ``among`` these in it.
        """
        with self.connect() as connection:
            columns = views.view_columns(connection, name)

        def parts() -> Iterator[list[tuple[Any, ...]]]:
            with self.connect() as connection:
                yield from views.view_rows(connection, name, at_once, key, among)

        return columns, parts()

    def issue_key(self, tracker: str, number: str) -> str | None:
        """Return the key of the issue with a number in a tracker (``bpo``, ``gh``, ``issue``), None without one."""
        with self.connect() as connection:
            return lookup.issue_with_number(connection, tracker, number)

    def has_record(self, issue: str) -> bool:
        """Return whether a tracker's record of the issue with this key was fetched, so that its title is its own."""
        with self.connect() as connection:
            return lookup.has_record(connection, issue)

    def has_rows(self, name: str) -> bool:
        """Return whether a table has any rows."""
        with self.connect() as connection:
            return lookup.has_rows(connection, name)

    def last_commit_at(self) -> str | None:
        """Return when the youngest commit of any line was authored; None without commits."""
        with self.connect() as connection:
            return lookup.last_commit_at(connection)

    def is_cpython(self) -> bool:
        """Return whether this is the history of CPython, whose commits and issues have known addresses."""
        with self.connect() as connection:
            return lookup.is_cpython(connection)

    def real_shas(self) -> dict[str, str]:
        """Return the real sha of each commit of the sample history; empty for other histories."""
        with self.connect() as connection:
            return lookup.stands_for(connection)

    def evaluate(self, labelled: str | os.PathLike[str] | None = None) -> "Evaluation":
        """Compare the answers with a labelled set: a folder, a file, or by default the set that ships with the tool."""
        from miner.evaluate import evaluate  # noqa: PLC0415 - no other question needs this package

        with self.connect() as connection:
            path = None if labelled is None else Path(labelled)
            return evaluate(connection, lambda name, **given: self._run(connection, name, given), path)

    def info(self) -> Rows:
        """Return what has been mined, as rows of name and value; ``note`` are the reasons to doubt the answers."""
        rows = self.query("database_info")
        with self.connect() as connection:
            notes = [("note", note.sentence) for note in read_notes(connection) if note.wanted]
        return Rows(rows.columns, [*rows.rows, *notes])

    def _say(self, sentence: str) -> None:
        if self._tell is not None:
            self._tell(sentence)

    def warn(self, connection: Connection, sql: str, rows: Rows, given: Mapping[str, object]) -> None:
        """Tell why the answer to a statement with parameters may be incomplete; each reason is told once."""
        if self._tell is None:
            return
        if self._notes is None:
            self._notes = read_notes(connection)
        told = [note for note in self._notes if touched(note, sql) and concerns(note, rows, given)]
        self._notes = tuple(note for note in self._notes if note not in told)
        for note in told:
            self._say(note.sentence)

    def _run(self, connection: Connection, name: str, given: dict[str, Any]) -> Rows:
        query = self.catalog[name]
        values = query.values(given, _resolvers(connection))
        rows = run(connection, query, values)
        self.warn(connection, query.sql_for(connection.dialect.name), rows, values)
        if not rows.rows and self._tell is not None:
            self._say_unknown(connection, query, values)
        return rows

    def _say_unknown(self, connection: Connection, query: Query, values: Mapping[str, object]) -> None:
        """Tell which paths and people that were asked for the history does not know at all."""
        for parameter in query.parameters:
            value, sentence = values[parameter.name], None
            if parameter.kind == "path" and value is not None and not query.reads("struct_fields"):
                sentence = no_such_path(connection, str(value))
            elif parameter.kind == "person" and value is not None:
                sentence = no_such_person(connection, str(value))
            if sentence:
                self._say(sentence)


def _resolvers(connection: Connection) -> Resolvers:
    names = Names(connection)
    return {"issue": names.issue, "commit": names.commit, "line": names.line, "release": names.release}
