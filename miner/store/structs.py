"""Store what was read of headers, and the structs and fields that follow from it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, RowMapping, text

from miner.store import bulk, tables

_CHANGED = """
SELECT x.commit_id, p.path, x.old_blob, x.new_blob FROM wanted k CROSS JOIN changes x CROSS JOIN paths p
WHERE x.path_id = k.id AND p.id = k.id ORDER BY p.path
"""
_BROUGHT = """
SELECT b.merge_id, b.commit_id FROM wanted k CROSS JOIN brought_commits b WHERE b.merge_id = k.id
ORDER BY b.commit_id
"""
_SOURCES = """
SELECT x.commit_id, x.old_blob, x.new_blob FROM wanted k CROSS JOIN changes x CROSS JOIN paths p
WHERE x.commit_id = k.id AND p.id = x.path_id AND p.path LIKE '%.c'
"""
_SHAS = "SELECT c.id, c.sha FROM wanted k CROSS JOIN commits c WHERE c.id = k.id"
_STORED_TEXTS = "SELECT digest, id, problem_line FROM struct_texts"
_PARSED = "SELECT id, parsed FROM struct_texts"
_BLOBS = "SELECT blob FROM struct_blobs"
_DEFINITIONS = "SELECT b.blob, b.definitions FROM struct_blobs b"
_LINES = "SELECT line, tip_id, from_line, branch_point_id, reader, folders FROM struct_lines"
_COUNTS = """
SELECT (SELECT COUNT(*) FROM structs), (SELECT COUNT(*) FROM struct_fields), (SELECT COUNT(*) FROM field_moves)
"""
# In the order in which rows refer to each other.
_DERIVED = (
    tables.field_move_places,
    tables.field_moves,
    tables.struct_field_lines,
    tables.struct_fields,
    tables.struct_name_lines,
    tables.struct_names,
    tables.structs,
    tables.release_structs,
    tables.struct_lines,
)
_NAMES_AT = text("""
SELECT s.id, s.kind, n.id AS name_id, n.name, n.tag, n.typedef
FROM struct_name_lines l JOIN struct_names n ON n.id = l.name_id JOIN structs s ON s.id = n.struct_id
WHERE l.line = :line AND n.added_in_id <= :commit AND (l.removed_in_id IS NULL OR l.removed_in_id > :commit)
ORDER BY n.id
""")
_FIELDS_AT = text("""
SELECT f.struct_id, f.id, f.first_id, f.position, f.path, f.type, f.shape, f.condition, p.path AS file
FROM struct_field_lines l JOIN struct_fields f ON f.id = l.field_id JOIN paths p ON p.id = f.file_id
WHERE l.line = :line AND f.added_in_id <= :commit AND (l.removed_in_id IS NULL OR l.removed_in_id > :commit)
ORDER BY f.struct_id, f.position, f.id
""")
_RENAME = text("""
UPDATE structs SET name = (
    SELECT n.name FROM struct_names n WHERE n.struct_id = structs.id
    ORDER BY CASE WHEN n.line = 'main' THEN 0 ELSE 1 END, n.id DESC LIMIT 1)
WHERE id IN (SELECT struct_id FROM struct_names WHERE id >= :first)
""")


class Walked(NamedTuple):
    """A line as far as it was walked; see ``struct_lines``."""

    tip: int
    from_line: str | None
    branch_point: int | None
    reader: int
    folders: str


def header_paths(connection: Connection, folders: Sequence[str]) -> dict[str, int]:
    """Return the ids of the headers in some folders by path; of other folders than Include also of the sources."""
    paths: dict[str, int] = {}
    for folder in folders:
        endings = (".h",) if folder == "Include" else (".h", ".c")
        with bulk.holding(connection, "inside", bulk.paths_beginning(connection, (f"{folder}/",))):
            select = "SELECT p.path, p.id FROM inside k CROSS JOIN paths p WHERE p.id = k.id"
            paths |= {path: identity for path, identity in bulk.rows(connection, select) if path.endswith(endings)}
    return paths


def changes_of(connection: Connection, paths: Iterable[int]) -> dict[int, list[tuple[str, str | None, str | None]]]:
    """Return what commits changed of some paths: {commit: (path, old blob, new blob; None where there is no file)}."""
    found: dict[int, list[tuple[str, str | None, str | None]]] = {}
    with bulk.holding(connection, "wanted", paths):
        for commit, *change in bulk.rows(connection, _CHANGED):
            found.setdefault(commit, []).append((change[0], change[1], change[2]))
    return found


def brought_by(connection: Connection, merges: Iterable[int]) -> dict[int, list[int]]:
    """Return the commits that merges brought, by merge."""
    found: dict[int, list[int]] = {}
    with bulk.holding(connection, "wanted", merges):
        for merge, commit in bulk.rows(connection, _BROUGHT):
            found.setdefault(merge, []).append(commit)
    return found


def sources_of(connection: Connection, commits: Iterable[int]) -> dict[int, list[str]]:
    """Return the blobs before and after of the C sources that commits changed; those without any are left out."""
    found: dict[int, list[str]] = {}
    with bulk.holding(connection, "wanted", commits):
        for commit, *blobs in bulk.rows(connection, _SOURCES):
            found.setdefault(commit, []).extend(filter(None, blobs))
    return found


def path_ids(connection: Connection) -> dict[str, int]:
    """Return the ids of all paths."""
    return dict(bulk.rows(connection, "SELECT path, id FROM paths"))


def shas_of(connection: Connection, commits: Iterable[int]) -> dict[int, str]:
    """Return the shas of commits."""
    with bulk.holding(connection, "wanted", commits):
        return dict(bulk.rows(connection, _SHAS))


def known_blobs(connection: Connection) -> set[str]:
    """Return the blobs that were read."""
    return {blob for (blob,) in bulk.rows(connection, _BLOBS)}


def stored_texts(connection: Connection) -> list[tuple[str, int, int | None]]:
    """Return the texts that were understood: (digest, id, line of a problem)."""
    return [(digest, identity, problem) for digest, identity, problem in bulk.rows(connection, _STORED_TEXTS)]


def parsed_texts(connection: Connection) -> dict[int, str]:
    """Return what was understood of each text, by id."""
    return dict(bulk.rows(connection, _PARSED))


def definitions_of(connection: Connection, blobs: Collection[str]) -> dict[str, str]:
    """Return what was read of some blobs; those that were not read are left out."""
    return {blob: kept for blob, kept in bulk.rows(connection, _DEFINITIONS) if blob in blobs}


def forget_older(connection: Connection, reader: int) -> bool:
    """Remove what another version of the reader has understood; return whether there was anything."""
    deletions = [table.delete().where(table.c.reader != reader) for table in (tables.struct_texts, tables.struct_blobs)]
    return sum(connection.execute(deletion).rowcount for deletion in deletions) > 0


def put_texts(connection: Connection, reader: int, rows: Iterable[tuple[int, str, str, int | None]]) -> None:
    """Store texts: (id, digest, what was understood, line of a problem)."""
    bulk.insert(
        connection,
        tables.struct_texts,
        ("id", "digest", "parsed", "problem_line", "reader"),
        [(*row, reader) for row in rows],
    )


def put_blobs(connection: Connection, reader: int, rows: Iterable[tuple[str, str]]) -> None:
    """Store what was read of blobs."""
    bulk.insert(connection, tables.struct_blobs, ("blob", "definitions", "reader"), [(*row, reader) for row in rows])


def walked_lines(connection: Connection) -> dict[str, Walked]:
    """Return the lines that were walked."""
    return {line: Walked(*row) for line, *row in connection.execute(text(_LINES))}


def lines_with_rows(connection: Connection) -> set[str]:
    """Return the lines of which structs are stored."""
    return {line for (line,) in bulk.rows(connection, "SELECT DISTINCT line FROM struct_name_lines")}


def forget_derived(connection: Connection) -> None:
    """Remove all structs, to derive them anew from what was read."""
    for table in _DERIVED:
        connection.execute(table.delete())


def names_at(connection: Connection, line: str, commit: int) -> Sequence[RowMapping]:
    """Return the structs of a line at a commit, with their names."""
    return connection.execute(_NAMES_AT, {"line": line, "commit": commit}).mappings().all()


def fields_at(connection: Connection, line: str, commit: int) -> Sequence[RowMapping]:
    """Return the fields of a line at a commit, in the order of their structs and ranks."""
    return connection.execute(_FIELDS_AT, {"line": line, "commit": commit}).mappings().all()


def next_ids(connection: Connection) -> tuple[int, int, int, int]:
    """Return the next ids of structs, names, fields and moves."""
    found = (tables.structs, tables.struct_names, tables.struct_fields, tables.field_moves)
    structs, names, fields, moves = (bulk.next_id(connection, table) for table in found)
    return structs, names, fields, moves


def rename_structs(connection: Connection, first: int) -> None:
    """Give the structs that have got a name since the row ``first`` their last one."""
    connection.execute(_RENAME, {"first": first})


def keep_lines(connection: Connection, rows: Iterable[tuple[object, ...]]) -> None:
    """Store how far the lines were walked: (line, tip, from line, branch point, reader, folders)."""
    columns = ("tip_id", "from_line", "branch_point_id", "reader", "folders")
    bulk.keep(connection, tables.struct_lines, ("line",), columns, rows)


def keep_releases(connection: Connection, rows: Iterable[tuple[int | None, str | None, int | None]]) -> None:
    """Store the places of releases: (release, line, commit on it)."""
    bulk.keep(connection, tables.release_structs, ("release_id",), ("line", "commit_id"), rows)


def insert(connection: Connection, table_name: str, rows: Sequence[Sequence[object]]) -> None:
    """Insert rows with the values of all columns of a table in their order."""
    table = tables.metadata.tables[table_name]
    bulk.insert(connection, table, table.columns.keys(), [tuple(row) for row in rows])


def put_ends(
    connection: Connection, ends: Mapping[tuple[str, int], Sequence[object]], known: int, *, fields: bool
) -> None:
    """Store what became of names, or of ``fields``, on lines. Ids below ``known`` may have a row already."""
    table = tables.struct_field_lines if fields else tables.struct_name_lines
    keys, columns = tuple(table.columns.keys()[:2]), tuple(table.columns.keys()[2:])
    select = f"SELECT line, {keys[1]} FROM {table.name}"  # noqa: S608 - our own names
    stored = set(bulk.rows(connection, select)) if any(identity < known for _, identity in ends) else set()
    new = [(*place, *end) for place, end in ends.items() if place not in stored]
    bulk.insert(connection, table, (*keys, *columns), new)
    bulk.update(connection, table, columns, keys, [(*end, *place) for place, end in ends.items() if place in stored])


def placed_releases(connection: Connection) -> dict[int | None, tuple[str, int]]:
    """Return the places of releases: {release: (line, commit on it)}."""
    select = "SELECT release_id, line, commit_id FROM release_structs"
    return {release: (line, commit) for release, line, commit in bulk.rows(connection, select)}


def counts(connection: Connection) -> tuple[int, int, int]:
    """Return how many structs, versions of fields and moves are stored."""
    structs, fields, moves = connection.execute(text(_COUNTS)).one()
    return structs, fields, moves
