"""Commits that only CPython's history has."""

from functools import cache

from miner.resources import directory
from miner.toml_tables import load


@cache
def known_commits() -> tuple[str, ...]:
    """Return the shas of commits of CPython that are known beforehand, from ``data/cpython.toml``.

    Raises ResourceError if the file is missing or cannot be read.
    """
    return tuple(str(table["sha"]) for table in load(directory("data") / "cpython.toml", "commit")["commit"])
