"""No column without a writer: mining and fetching fill them all."""

import pygit2
import pytest
from sqlalchemy import func, select

from miner.pipeline import mine
from miner.pipeline.fetching import Wish, fetch
from miner.store.tables import metadata
from tests.repositories import Repo
from tests.samples import sample_repository  # noqa: F401 - a fixture
from tests.tracker.conftest import server, trackers  # noqa: F401 - fixtures
from tests.tracker.forms import comment, event, issue, migrated_body, pull, reference
from tests.tracker.server import Reply

REPORT = "New changeset c2a13acd5e2b by Ann Author in branch 'default':\nIssue #1: Mend it"


@pytest.fixture
def tracked(trackers):  # noqa: F811
    """Trackers with an issue, its pull request, which takes something back, and two pages of comments."""
    issues = "/repos/python/cpython/issues"
    body = migrated_body(33608, pulls=(11617,), superseder=40512, resolution="fixed")
    record = issue(77789, body=body, closed="2020-01-01T00:00:00Z", labels=("3.9",))
    revert = pull(
        11617, title='Revert "Add it (GH-120)"', body="It leaks because of it.", merged="2019-03-01T00:00:00Z"
    )
    trackers.pages |= {
        f"{issues}/77789": Reply(200, record, {"etag": '"1"', "last-modified": "Mon, 01 Jan 2024 00:00:00 GMT"}),
        "/repos/python/cpython/pulls/11617": Reply(200, revert),
    }
    comments = [comment(one, 77789, REPORT) for one in range(2)]
    comments.append(comment(2, 77789, "I tried again in #12360, which I reverted in #12806."))
    happened = [event("closed", state_reason="completed", commit_id="8" * 40), reference(110_052)]
    trackers.listed(f"{issues}/77789/timeline?per_page=100", happened)
    trackers.listed(f"{issues}/77789/comments?per_page=100", comments)
    trackers.listed(f"{issues}/11617/comments?per_page=100", [])


@pytest.fixture
def filled(sample_repository, tmp_path, database, tracked):  # noqa: F811
    """The sample with its lines, and what it lacks: clones, one by the tool, a mailmap, a commit hard to read, records."""
    pygit2.clone_repository(str(sample_repository), str(tmp_path / "other.git"), bare=True)
    other = Repo(tmp_path / "other.git")
    other.commit(b"caf\xe9", {".mailmap": "Ann Maintainer <ann@example.org>\n"})
    _write_structs(other)
    mine(f"file://{other.path}", database.url, workers=1)
    mine(other.path, database.url, workers=1, structs=True)
    mine(sample_repository, database.url, workers=1, lines=True)
    pygit2.clone_repository(str(sample_repository), str(tmp_path / "work"))
    mine(tmp_path / "work", database.url, workers=1)
    fetch(database.url, Wish(("gh-77789",), pull_requests=True, comments=True, timelines=True))
    return database


def _write_structs(repo):
    """Commit structs of which fields move, one that was a variable, names that change, and what is no C."""
    repo.commit(
        "Add structs",
        {
            "Include/a.h": "typedef struct a { int x;\n#ifdef B\nlong y;\n#endif\nint z : ;\n} A;\n",
            "Include/b.h": "struct b { int w; };\n",
            "Objects/b.c": "static int counter;\n",
        },
    )
    repo.commit(
        "Move fields",
        {
            "Include/a.h": "typedef struct a { int x[1]; } B;\n",
            "Include/b.h": "struct b { int w; long y; int counter; };\n",
            "Objects/b.c": "\n",
        },
    )


def test_every_column_has_a_value(filled):
    empty = set()
    with filled.engine.connect() as connection:
        for table in metadata.sorted_tables:
            counts = connection.execute(select(*(func.count(column) for column in table.columns))).one()
            empty |= {f"{table.name}.{column.name}" for column, n in zip(table.columns, counts, strict=True) if not n}
    assert empty == set()
