"""Small histories of headers, and what was found in them."""

from dataclasses import dataclass

import pytest
from sqlalchemy import text

from miner.pipeline import mine
from tests.databases import Database
from tests.repositories import Repo

_FIELDS = """
SELECT struct, path, type, shape, condition, file, line, added_sha, since_sha, began_as, removed_sha, ended_as
FROM struct_field_details ORDER BY field_id, line
"""
_MOVES = """
SELECT how, from_struct, from_path, to_struct, to_path, sha, line, standing, by_sha, redone_sha
FROM field_move_details ORDER BY move_id, line
"""
_PLACES = """
SELECT a.name, p.from_path, b.name, p.to_path FROM field_move_places p
JOIN structs a ON a.id = p.from_struct_id JOIN structs b ON b.id = p.to_struct_id
ORDER BY p.move_id, a.name, p.from_path, b.name, p.to_path
"""


@dataclass
class History:
    """A repository, the database that it is mined into, and what is asked of it."""

    repo: Repo
    database: Database

    def commit(self, title: str, **more) -> str:
        """Commit headers, given by their names without the suffix or, with ``files``, by their paths."""
        files = dict(more.pop("files", {}))
        known = {name: more.pop(name) for name in list(more) if name not in {"branch", "parents", "time"}}
        files |= {f"Include/{name}.h": content for name, content in known.items()}
        return self.repo.commit(title, files, **more)

    def mine(self, **options) -> None:
        """Mine the repository with its structs."""
        mine(self.repo.path, self.database.url, workers=1, structs=True, **options)

    def rows(self, select: str) -> list[tuple]:
        """Return the rows of a query."""
        with self.database.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(select))]

    def fields(self, **where) -> list[dict]:
        """Return the versions of fields as dictionaries."""
        names = (
            "struct",
            "path",
            "type",
            "shape",
            "condition",
            "file",
            "line",
            "added",
            "since",
            "began",
            "removed",
            "ended",
        )
        found = [dict(zip(names, row, strict=True)) for row in self.rows(_FIELDS)]
        return [row for row in found if all(row[name] == value for name, value in where.items())]

    def now(self, struct: str, line: str = "main") -> list[str]:
        """Return the paths that a struct has at the tip of a line, in order."""
        select = f"""
        SELECT path FROM struct_field_details
        WHERE struct = '{struct}' AND line = '{line}' AND removed_sha IS NULL ORDER BY position
        """
        return [path for (path,) in self.rows(select)]

    def moves(self, line: str = "main") -> list[tuple]:
        """Return the moves on a line: (how, from, to, commit, standing)."""
        return [
            (how, f"{old}.{old_path}" if old else old_path, f"{new}.{new_path}", sha, standing)
            for how, old, old_path, new, new_path, sha, on, standing, *_ in self.rows(_MOVES)
            if on == line
        ]

    def places(self) -> list[tuple[str, str]]:
        """Return from where to where fields moved, as seen from all structs."""
        return [(f"{old}.{old_path}", f"{new}.{new_path}") for old, old_path, new, new_path in self.rows(_PLACES)]


@pytest.fixture
def history(repo, database) -> History:
    return History(repo, database)
