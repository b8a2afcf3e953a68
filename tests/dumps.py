"""What a database says: every table and every column, with names in the place of counted ids.

Ids depend on the order in which a database was filled, so a row is shown by what it is about: a commit by its sha, a
person by name and address, a relation by its kind and its two commits. All that is left out is in ``LEFT_OUT``.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from sqlalchemy import Column, Connection, Table, text

from miner.store import bulk
from miner.store.tables import metadata

#: What databases with the same contents may differ in, and why.
LEFT_OUT = {
    "runs.started_at": "the time of day",
    "runs.finished_at": "the time of day",
    "runs.commits_added": "what one run reads takes several, if the history comes in steps",
    "runs.commits_removed": "only a run that finds them stored can remove commits",
    "runs.related_to": "a counted id",
    "runs.lines_related_to": "a counted id",
    "struct_blobs.definitions": "it has counted ids of texts",
    "struct_fields.first_id": "a counted id",
}
# Of what is left of a run there is a row for each of them, and how many there were may differ.
_ONCE = frozenset({"runs"})
# What names a row of each table that others refer to. Entries that only commits have may share all but the commit.
_NAMES = {
    "repositories": ("location",),
    "people": ("name", "email"),
    "commits": ("sha",),
    "paths": ("path",),
    "symbols": ("name",),
    "issues": ("key",),
    "releases": ("tag",),
    "relations": ("kind", "source_id", "target_id"),
    "structs": ("name", "kind"),
    "struct_names": ("struct_id", "name", "line", "added_id"),
    "struct_fields": ("struct_id", "path", "type", "shape", "condition", "line", "added_id"),
    "field_moves": ("to_field_id", "how", "commit_id"),
    "cycles": ("first_id", "line", "partial"),
    "news_entries": ("line", "release", "path", "blob", "ordinal", "commit_id"),
}
# A set of releases or lines is called after the commit that had it first, but that is the smallest id, not the oldest
# commit.
_IN_SETS = {
    "release_sets": "SELECT s.set_id, r.tag FROM release_set_members s JOIN releases r ON r.id = s.release_id ORDER BY r.tag",
    "line_sets": "SELECT s.set_id, s.line FROM line_set_members s ORDER BY s.line",
}
_SETS = {
    "release_sets.set_id": "release_sets",
    "release_commits.set_id": "release_sets",
    "release_commits.contained_set_id": "release_sets",
    "line_sets.set_id": "line_sets",
    "line_commits.set_id": "line_sets",
}
#: The full-text indexes, and the tables whose rows they index.
WORDS = {"message_index": "commits", "news_index": "news_entries"}
_VOCABULARY = "CREATE VIRTUAL TABLE temp.words_of_{0} USING fts5vocab(main, {0}, instance)"
_LOOKED_INTO = "SELECT 1 FROM temp.sqlite_master WHERE name = :name"
_INDEXED = {
    "sqlite": "SELECT doc, term FROM temp.words_of_{}",
    "postgresql": "SELECT {1}, unnest(tsvector_to_array(words)) FROM {0}",
}
_POSTGRESQL_KEYS = {"message_index": "commit_id", "news_index": "entry_id"}


class Dump:
    """The rows of a database by names; what ids stand for is looked up once for each table."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._named: dict[str, dict[int | None, object]] = {}

    def rows(self, name: str) -> Iterator[tuple[object, ...]]:
        """Yield the rows of a table, or the words of each row of a full-text index, in any order."""
        if name in WORDS:
            return self._words(name)
        table = metadata.tables[name]
        found = self._read(table, [column for column in table.columns if is_compared(column)])
        return iter(set(found)) if name in _ONCE else found

    def _read(self, table: Table, columns: list[Column]) -> Iterator[tuple[object, ...]]:
        """Yield some columns of a table, names in the place of ids."""
        names = [self._names(column) for column in columns]
        selected = ", ".join(column.name for column in columns)
        for row in bulk.rows(self._connection, f"SELECT {selected} FROM {table.name}"):
            yield tuple(
                value if known is None else known.get(value, f"nothing has the id {value}")
                for value, known in zip(row, names, strict=True)
            )

    def _names(self, column: Column) -> dict[int | None, object] | None:
        """Return what the ids in a column stand for, None if it holds no ids."""
        if str(column) in _SETS:
            return self._sets(_SETS[str(column)])
        referred = next((key.column.table for key in column.foreign_keys), None)
        return None if referred is None else self._names_in(referred)

    def _names_in(self, table: Table) -> dict[int | None, object]:
        if table.name not in self._named:
            if table.columns["id"].foreign_keys:  # called after what it belongs to, as a patch after its first commit
                self._named[table.name] = self._names(table.columns["id"]) or {}
                return self._named[table.name]
            columns = [table.columns[name] for name in ("id", *_NAMES[table.name])]
            found: dict[int | None, object] = {None: None}
            for identity, *name in self._read(table, columns):
                found[identity] = name[0] if len(name) == 1 else tuple(name)
            self._named[table.name] = found
        return self._named[table.name]

    def _sets(self, table: str) -> dict[int | None, object]:
        if table not in self._named:
            members: dict[int | None, list[str]] = defaultdict(list)
            for identity, member in bulk.rows(self._connection, _IN_SETS[table]):
                members[identity].append(member)
            self._named[table] = {identity: " ".join(held) for identity, held in members.items()} | {None: None}
        return self._named[table]

    def _words(self, index: str) -> Iterator[tuple[object, ...]]:
        dialect = self._connection.dialect.name
        vocabulary = {"name": f"words_of_{index}"}
        if dialect == "sqlite" and not self._connection.execute(text(_LOOKED_INTO), vocabulary).first():
            self._connection.execute(text(_VOCABULARY.format(index)))
        spelt: dict[str, str] = {}  # each word is kept once
        words: dict[int, list[str]] = defaultdict(list)
        select = _INDEXED[dialect].format(index, _POSTGRESQL_KEYS[index])
        for identity, word in bulk.rows(self._connection, select):
            words[identity].append(spelt.setdefault(word, word))
        names = self._names_in(metadata.tables[WORDS[index]])
        for identity, found in words.items():
            yield names.get(identity, f"nothing has the id {identity}"), " ".join(sorted(set(found)))


def is_compared(column: Column) -> bool:
    """Return whether a column says something about the history."""
    return column.name != "id" and str(column) not in LEFT_OUT


@cache
def sections() -> list[str]:
    """Return the names of all that is compared: the tables, then the full-text indexes."""
    return [*(table.name for table in metadata.sorted_tables), *WORDS]


def contents(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows by names, sorted."""
    dump = Dump(connection)
    return {name: sorted(dump.rows(name), key=repr) for name in sections()}


def differences(one: Dump, other: Dump, name: str) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    """Return the rows of a table that only one of two databases has, sorted; equal ones need little memory."""
    surplus: Counter[int] = Counter()
    for dump, step in ((one, 1), (other, -1)):
        for row in dump.rows(name):
            surplus[hash(row)] += step
    if not any(surplus.values()):
        return [], []
    # A row that is there twice on one side and once on the other is shown twice, which is no harm.
    first = sorted((row for row in one.rows(name) if surplus[hash(row)] > 0), key=repr)
    second = sorted((row for row in other.rows(name) if surplus[hash(row)] < 0), key=repr)
    return first, second


def indexes(connection: Connection) -> set[str]:
    """Return the names of all secondary indexes."""
    select = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND name LIKE 'ix_%'",
        "postgresql": "SELECT indexname FROM pg_indexes WHERE indexname LIKE 'ix_%'",
    }[connection.dialect.name]
    return {name for (name,) in connection.execute(text(select))}
