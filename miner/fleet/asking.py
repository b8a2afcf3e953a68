"""Ask the data set of a fleet with DuckDB.

The queries of ``queries/fleet/`` are about all repositories at once. A canned query knows only one: it is asked of each
repository in turn, over the views that the data set has and the tables that can be made of them (:data:`TABLES`). One
that needs other tables cannot be asked. Issues are given by their keys and commits by their full shas, because nothing
looks names up here.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import contextmanager
from threading import Timer
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from miner.answers import Rows
from miner.catalog.catalog import Catalog
from miner.catalog.query import Query
from miner.errors import LookupFailedError, QueryError, SettingsError
from miner.export.columns import described_views
from miner.export.dataset import WIDE
from miner.fleet import manifest
from miner.fleet.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The tables that canned queries read and views tell: a SELECT over the views that gives the columns that are known.
TABLES: Final[Mapping[str, str]] = {
    "commits": """
        SELECT commit_id AS id, sha, subject, authored_at, authored_utc, committed_at, committed_utc, era, parent_count,
               line, line_basis, svn_revision, svn_branch, hg_node, change_id, HASH(author, author_email) AS author_id
        FROM commit_details""",
    "people": """
        SELECT DISTINCT HASH(author, author_email) AS id, author AS canonical_name, author_email AS canonical_email
        FROM commit_details""",
    "mentions": """
        SELECT m.commit_id, m.ordinal, m.tracker, m.number, m.position, m.role, m.text, m.resolution, i.issue_id
        FROM commit_mentions AS m
        LEFT JOIN issue_details AS i ON i.issue = m.issue""",
    "issues": "SELECT issue_id AS id, issue AS key, title, opened_at, closed_at, creator, source FROM issue_details",
    "relations": """
        SELECT relation_id AS id, kind, source_id, target_id, through_id, extent, nature, confidence
        FROM relation_details""",
    "paths": "SELECT DISTINCT path_id AS id, path FROM path_changes",
    "changes": """
        SELECT commit_id, path_id, status, old_blob, new_blob, lines_added, lines_deleted FROM path_changes""",
    "credits": "SELECT commit_id, ordinal, role, name, email FROM commit_credits",
}
# As SQLite does: whole numbers divide to whole numbers, and nothing comes before everything.
_SETTINGS: Final = ("SET integer_division = true", "SET default_null_order = 'sqlite'")
_SCHEME: Final = "fleet"
_LISTED: Final = 20  # names in a message
_WORD: Final = re.compile(r"\b[a-z_]+\b")
_PARAMETER: Final = re.compile(r":(\w+)")
_NUMERIC: Final = re.compile(r"\bAS numeric\)", re.IGNORECASE)  # of three digits here, of any number elsewhere
_FOLDED: Final = {
    "issue": (re.compile(r"[a-z]+-[0-9]+"), "a whole key such as issue-5"),
    "commit": (re.compile(r"[0-9a-f]{40}"), "a sha of 40 digits"),
}


class Fleet:
    """The data set in a place, opened for questions; raises SettingsError if there is none."""

    def __init__(self, place: Place) -> None:
        import duckdb  # noqa: PLC0415 - an extra
        import pyarrow as pa  # noqa: PLC0415 - an extra

        self._place = place
        self._rows = manifest.newest(manifest.read(place))
        if not self._rows:
            raise SettingsError(f"{place.where} has no data set of a fleet: make one with `miner fleet LIST --out`.")
        self._views = [name for name in described_views() if name not in WIDE]
        self._connection = duckdb.connect()
        if place.folder is None:
            from fsspec.implementations.arrow import ArrowFSWrapper  # noqa: PLC0415 - comes with Dask

            # Not by DuckDB's own reader for s3://: it is an extension, which would be downloaded now.
            named = {"protocol": _SCHEME, "_strip_protocol": staticmethod(_without_scheme)}
            self._connection.register_filesystem(type("Files", (ArrowFSWrapper,), named)(place.files))
        for setting in _SETTINGS:
            self._connection.execute(setting)
        self._connection.register("manifest", pa.Table.from_pylist(list(self._rows.values()), manifest.schema()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    @property
    def repositories(self) -> list[str]:
        """The names of the repositories."""
        return sorted(self._rows)

    def ask(
        self,
        query: Query,
        parameters: Mapping[str, object],
        repositories: Collection[str] = (),
        timeout: float | None = None,
    ) -> Rows:
        """Run a query over the ``repositories``, by default all, and return its rows.

        Those of a canned query begin with the repository. Raises QueryError if it cannot be asked or takes more seconds
        than ``timeout``, LookupFailedError if there is no such repository.
        """
        if unknown := [name for name in repositories if name not in self._rows]:
            listed = ", ".join(self.repositories[:_LISTED]) + (", …" if len(self._rows) > _LISTED else "")
            raise LookupFailedError(f"{self._place.where} has no repository {unknown[0]}: it has {listed}.")
        values = {name: _folded(query, name, value) for name, value in query.values(parameters).items()}
        names = sorted(repositories) or self.repositories
        with self._limited(timeout):
            if query.name in Catalog.across():
                self._open(query.sql, names)
                return self._run(query, values)
            columns: tuple[str, ...] = ()
            rows: list[tuple[Any, ...]] = []
            for name in names:
                self._open(query.sql, [name], "EXCLUDE (repository)")
                answer = self._run(query, values)
                columns = ("repository", *answer.columns)
                rows += [(name, *row) for row in answer.rows]
            return Rows(columns, rows)

    def refusal(self, query: Query) -> str | None:
        """Return why a canned query cannot be asked here, None if it can."""
        try:
            self._open(query.sql, self.repositories[:1], "EXCLUDE (repository)")
            self._run(query, dict.fromkeys((each.name for each in query.parameters), None), "EXPLAIN ")
        except QueryError as error:
            return str(error)
        return None

    def _open(self, sql: str, repositories: Sequence[str], columns: str = "") -> None:
        """Make the views and tables that a query reads, of some repositories."""
        words = set(_WORD.findall(sql.lower()))
        tables = [name for name in TABLES if name in words]
        for name in tables:
            words |= set(_WORD.findall(TABLES[name].lower()))
        for view in self._views:
            if view in words:
                files = [self._file(view, self._rows[name]) for name in repositories]
                listed = ", ".join(f"'{_quoted(file)}'" for file in files)
                source = f"read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
                self._read(f"CREATE OR REPLACE VIEW {view} AS SELECT * {columns} FROM {source}")  # noqa: S608
        if columns:
            for name in tables:
                self._connection.execute(f"CREATE OR REPLACE VIEW {name} AS {TABLES[name]}")

    def _read(self, statement: str) -> None:
        """Run a statement that opens files; raise SettingsError if they are gone or damaged."""
        import duckdb  # noqa: PLC0415 - an extra

        try:
            self._connection.execute(statement)
        except (duckdb.Error, FileNotFoundError) as error:
            self._check_reached(error)
            why = str(error).partition("\n")[0].partition("LINE ")[0].rstrip(". ")
            raise SettingsError(
                f"The data set in {self._place.where} is damaged ({why}): remove the folder with this tip if it is "
                "still there, and run `miner fleet` again, which mines what is missing."
            ) from error

    def _check_reached(self, error: Exception) -> None:
        """Raise SettingsError if the files of a bucket were not reached: DuckDB tells where that was found, too."""
        said = str(error).partition("\n\nLINE ")[0].split("\n")
        if said[0].startswith("Traceback "):
            with self._place.reached("be read"):
                raise OSError(next(line for line in reversed(said) if line.strip()).partition(": ")[2])

    def _file(self, view: str, row: manifest.Row) -> str:
        path = f"{self._place.data(row['name'], row['tip'])}/{view}.parquet"
        return path if self._place.folder is not None else f"{_SCHEME}://{path}"

    def _run(self, query: Query, values: Mapping[str, object], before: str = "") -> Rows:
        import duckdb  # noqa: PLC0415 - an extra

        # As for Datasette: the catalog refuses files with a colon in quotes, or before a word in a comment.
        sql = before + _NUMERIC.sub("AS double)", _PARAMETER.sub(r"$\1", query.sql))
        try:
            found = self._connection.execute(sql, dict(values))
            return Rows(tuple(column[0] for column in found.description), [tuple(row) for row in found.fetchall()])
        except duckdb.InterruptException:
            raise QueryError("The answer took too long: ask for less, or allow more with --timeout.") from None
        except duckdb.Error as error:
            self._check_reached(error)
            why = str(error).splitlines()[0].partition("Error: ")[2].rstrip("!.") or str(error)
            raise QueryError(f"The query {query.command} cannot be asked of a fleet: {why}.") from error

    @contextmanager
    def _limited(self, timeout: float | None) -> "Iterator[None]":
        timer = Timer(timeout, self._connection.interrupt) if timeout else None
        if timer:
            timer.start()
        try:
            yield
        finally:
            if timer:
                timer.cancel()


def _folded(query: Query, name: str, value: object) -> object:
    """Return a value as the data set has it: keys of issues and shas are in lower case.

    Raises QueryError for other names of them: nothing would be found, which would read as if there were none.
    """
    parameter = next(each for each in query.parameters if each.name == name)
    if not isinstance(value, str) or parameter.kind not in _FOLDED:
        return value
    pattern, wanted = _FOLDED[parameter.kind]
    folded = value.strip().lower()
    if not pattern.fullmatch(folded):
        raise QueryError(
            f"With --fleet, {parameter.option} takes {wanted}, not {value!r}: nothing looks names up here."
        )
    return folded


def _without_scheme(path: str) -> str:
    """Return the path of a file; the bucket is a part of it, where others would see a host."""
    return path.removeprefix(f"{_SCHEME}://")


def _quoted(path: str) -> str:
    return path.replace("'", "''")


def answerable(fleet: Fleet, queries: Iterable[Query]) -> Rows:
    """Return for each canned query whether it can be asked, and why not."""
    told = [(query.command, fleet.refusal(query)) for query in queries]
    return Rows(("query", "can_be_asked", "why_not"), [(name, int(why is None), why) for name, why in told])
