"""Look up which structs were read, and what they are called."""

from sqlalchemy import Connection, text

_ANY = text("SELECT 1 FROM struct_lines LIMIT 1")
_KNOWN = text("SELECT 1 FROM struct_names WHERE name = :name OR tag = :name OR typedef = :name LIMIT 1")
_ALL = text("SELECT DISTINCT name FROM struct_names ORDER BY name")


def has_structs(connection: Connection) -> bool:
    """Return whether structs were read."""
    return connection.execute(_ANY).first() is not None


def knows_struct(connection: Connection, name: str) -> bool:
    """Return whether a struct has had a name, as its tag, its typedef or its variable."""
    return connection.execute(_KNOWN, {"name": name}).first() is not None


def all_names(connection: Connection) -> list[str]:
    """Return what structs have been called, sorted."""
    return list(connection.scalars(_ALL))
