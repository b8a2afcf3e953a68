"""Look up which structs were read, and what they are called."""

from sqlalchemy import Connection, text

#: What to do if there are no structs, as a sentence without its full stop.
NOT_READ = "The structs of headers were not read: run `miner mine --structs` with a clone that has or can fetch them"
_ANY = text("SELECT 1 FROM struct_lines LIMIT 1")
_KNOWN = text("SELECT 1 FROM struct_names WHERE name = :name OR tag = :name OR typedef = :name LIMIT 1")
_ALL = text("SELECT DISTINCT name FROM struct_names ORDER BY name")
# A line that was walked but has another tip now, or that was not walked.
_BEHIND = text(
    "SELECT l.line FROM lines l LEFT JOIN struct_lines s ON s.line = l.line "
    "WHERE s.tip_id IS NULL OR s.tip_id <> l.tip_id ORDER BY CASE l.line WHEN 'main' THEN 0 ELSE 1 END, l.line LIMIT 1"
)


def has_structs(connection: Connection) -> bool:
    """Return whether structs were read."""
    return connection.execute(_ANY).first() is not None


def knows_struct(connection: Connection, name: str) -> bool:
    """Return whether a struct has had a name, as its tag, its typedef or its variable."""
    return connection.execute(_KNOWN, {"name": name}).first() is not None


def all_names(connection: Connection) -> list[str]:
    """Return what structs have been called, sorted."""
    return list(connection.scalars(_ALL))


def line_behind(connection: Connection) -> str | None:
    """Return a line whose structs were not read up to its end, None without any."""
    found: str | None = connection.scalar(_BEHIND)
    return found
