"""The invented history of the query tests, and a labelled set that agrees with it in some cases only."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from miner.history.history import History, open_history
from tests.cli.conftest import run  # noqa: F401 - a fixture
from tests.databases import empty, make_template
from tests.queries import world
from tests.queries.world import sha

Write = Callable[..., Path]
ABSENT = "f" * 40  # a commit that is not in the database

LABELS: dict[str, list[dict[str, Any]]] = {
    "reverts": [
        {"sha": sha(6), "is_revert": "full", "reverts": [sha(3), sha(4), sha(5)], "confidence": "high"},
        {"sha": sha(8), "is_revert": "full", "reverts": [sha(7)], "confidence": "high"},
        {"sha": sha(9), "is_revert": "partial", "reverts": []},
        {"sha": sha(12), "is_revert": "no", "reverts": []},
        {"sha": sha(13), "is_revert": "no"},
        {"sha": sha(17), "is_revert": "full", "reverts": [sha(16)], "confidence": "low"},
        {"sha": sha(19), "is_revert": "partial", "reverts": [sha(17)], "confidence": "med"},
        {"sha": sha(20), "is_revert": "full", "reverts": [ABSENT]},
        {"sha": ABSENT, "is_revert": "full", "reverts": [sha(3)]},
    ],
    "silent": [
        {"sha": sha(12), "undoes": sha(11), "category": "A"},
        {"sha": sha(20), "undoes": sha(18), "category": "B"},
        {"sha": sha(14), "undoes": sha(13), "category": "D"},
        {"sha": sha(9), "undoes": sha(8), "category": "C"},
        {"sha": sha(13), "undoes": sha(12), "category": "C"},
        {"sha": ABSENT, "undoes": sha(12), "category": "A"},
    ],
    "cycles": [
        {
            "cycles": [
                {"attempt": [sha(3), sha(4)], "revert": sha(6), "next_attempt": sha(7)},
                {"attempt": [sha(7)], "revert": sha(8), "next_attempt": [sha(9), ABSENT]},
            ]
        },
        {
            "steps": [
                {"role": "attempt", "sha": [sha(18)]},
                {"role": "revert", "sha": [sha(20)]},
                {"role": "attempt", "sha": sha(21)},
            ]
        },
        {"cycles": [{"attempt": sha(11), "revert": sha(12), "next_attempt": None}]},
        {"cycles": [{"attempt": [sha(5)], "revert": sha(6), "next_attempt": sha(10)}]},
        {"cycles": [{"attempt": [sha(13)], "revert": sha(14), "next_attempt": sha(15)}]},
        {"steps": [{"role": "attempt", "sha": [sha(18)]}, {"role": "revert", "sha": sha(19)}]},
        {"cycles": [{"attempt": [ABSENT], "revert": sha(19), "next_attempt": ABSENT}]},
        {"cycles": [{"attempt": [sha(3)], "revert": ABSENT}]},
    ],
    "backports": [
        {"main": sha(9), "backports": [{"branch": "3.8", "sha": sha(11), "first_release_by_date": "v3.8.0b1"}]},
        {"main": sha(2), "backports": []},
        {"main": sha(18), "backports": [{"branch": "3.8", "sha": sha(20)}, {"branch": "3.7", "sha": ABSENT}]},
    ],
    "mentions": [
        {"sha": sha(3), "issues_bpo": [100], "github_pr": [1], "pep": [1]},
        {"sha": sha(15), "github_issue": [300], "git_hash": ["0909090909"]},
        {"sha": sha(17), "git_hash": ["DEADBEEF01"]},
        {"sha": sha(25), "issues_bpo": [100]},
        {"sha": ABSENT, "issues_bpo": [100]},
    ],
    "releases": [
        {"sha": sha(7), "first_by_tag_date": "v3.9.0a1"},
        {"sha": sha(1), "first_by_tag_date": "v3.9.0a1"},
        {"sha": sha(13), "first_by_tag_date": None},
        {"sha": sha(25), "first_by_tag_date": "v3.8.1"},
        {"sha": ABSENT, "first_by_tag_date": "v3.8.1"},
    ],
}


@pytest.fixture
def write(tmp_path) -> Write:
    """Write labels into a folder, file by file, and return it."""

    def written(**files: object) -> Path:
        folder = tmp_path / "labels"
        folder.mkdir(exist_ok=True)
        for name, records in files.items():
            text = records if isinstance(records, str) else json.dumps(records)
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
        return folder

    return written


@pytest.fixture
def labelled(write) -> Path:
    """The labelled set as a folder."""
    return write(**LABELS)


@pytest.fixture
def history(database) -> Iterator[History]:
    """The invented history in a database of either dialect."""
    with database.engine.begin() as connection:
        world.fill(connection)
    database.engine.dispose()
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        yield history


@pytest.fixture(scope="session")
def mined(tmp_path_factory) -> Path:
    """The invented history as an SQLite file."""
    path = make_template(tmp_path_factory.mktemp("evaluate") / "world.db")
    with empty(path) as database, database.engine.begin() as connection:
        world.fill(connection)
    return path
