"""Numbers in the commits of a fork are the fork's own."""

import pytest
from sqlalchemy import text

from miner.pipeline import mine, project
from miner.resolve import foreign_numbers
from tests.databases import empty
from tests.dumps import contents
from tests.repositories import Repo

FORK = "https://github.com/ann/faster-python.git"


def named(database) -> dict[str, list[tuple[str, str | None, str | None]]]:
    """Return by subject the (text, issue, resolution) of the numbers in it."""
    select = """
    SELECT c.subject, m.text, i.key, m.resolution FROM mentions m JOIN commits c ON c.id = m.commit_id
    LEFT JOIN issues i ON i.id = m.issue_id ORDER BY m.ordinal
    """
    found: dict[str, list[tuple[str, str | None, str | None]]] = {}
    with database.engine.connect() as connection:
        for subject, *rest in connection.execute(text(select)):
            found.setdefault(subject, []).append(tuple(rest))
    return found


@pytest.fixture
def forked(tmp_path):
    """CPython, and a fork with commits of its own."""
    upstream, fork = Repo(tmp_path / "cpython.git"), Repo(tmp_path / "fork.git", origin=FORK)
    root = upstream.commit("bpo-30001: Begin (GH-900)", {"a.c": "0"})
    fork.commit("bpo-30001: Begin (GH-900)", {"a.c": "0"})
    assert fork.tip("main") == root
    own = fork.commit("Inline the calls (#900)\n\nFixes #901.", {"a.c": "1"})
    fork.commit("bpo-30002: Bring it over (GH-902)", {"a.c": "2"})
    fork.commit("gh-110000: Bring it over, too (GH-110001)", {"a.c": "3"}, time=1_700_000_000)
    fork.tag("v3.9.0", own)
    return upstream, fork


OURS = ("bpo-30001: Begin (GH-900)", [("bpo-30001", "bpo-30001", None), ("GH-900", None, "resolved")])
THEIRS = {
    "Inline the calls (#900)": [("#900", None, "elsewhere"), ("#901", None, "elsewhere")],
    "bpo-30002: Bring it over (GH-902)": [("bpo-30002", "bpo-30002", None), ("GH-902", None, "elsewhere")],
    "gh-110000: Bring it over, too (GH-110001)": [
        ("gh-110000", "gh-110000", None),
        ("GH-110001", None, "resolved"),
    ],
}


def test_a_fork_beside_cpython_keeps_its_numbers_and_tags_to_itself(forked, database):
    upstream, fork = forked
    upstream.tag("v3.9.0a1", time=1_551_060_000)
    mine(upstream.path, database.url)
    select = "SELECT tag, line FROM releases UNION ALL SELECT sha, line FROM commits WHERE line IS NOT NULL"
    with database.engine.connect() as connection:
        before = set(connection.execute(text(select)).all())
    mine(fork.path, database.url)
    assert dict([OURS]) | THEIRS == named(database)
    with database.engine.connect() as connection:
        assert set(connection.execute(text(select)).all()) == before
        assert connection.execute(text("SELECT number FROM pull_requests")).scalars().all() == [900]


def test_a_fork_that_is_another_remote(tmp_path, database):
    repo = Repo(tmp_path / "work.git")
    root = repo.commit("bpo-30001: Begin (GH-900)", {"a.c": "0"})
    repo.git.remotes.create("ann", FORK)
    own = repo.commit("Inline the calls (#900)", {"a.c": "1"}, branch=None, parents=[root])
    topic = repo.commit("Try another way (GH-905)", {"a.c": "2"}, branch="topic", parents=[root])
    repo.git.references.create("refs/remotes/ann/main", own)
    repo.git.references.create("refs/remotes/ann/topic", topic)
    mine(repo.path, database.url)
    found = named(database)
    assert found["Inline the calls (#900)"] == [("#900", None, "elsewhere")]
    assert found["Try another way (GH-905)"] == [("GH-905", None, "resolved")]


def test_what_is_known_of_a_fork_alone(forked, database, monkeypatch):
    _, fork = forked
    known = [str(fork.git[fork.tip("main")].parents[0].parents[0].parents[0].id)]
    monkeypatch.setattr(foreign_numbers, "known_commits", lambda: known)
    monkeypatch.setattr(project, "known_commits", lambda: known)
    mine(fork.path, database.url)
    assert named(database) == dict([OURS]) | THEIRS


def test_a_fork_alone_without_known_commits_is_taken_as_it_is(forked, database):
    _, fork = forked
    mine(fork.path, database.url)
    assert named(database)["Inline the calls (#900)"] == [("#900", None, "resolved"), ("#901", None, "unknown")]


def test_a_fork_that_joins_and_leaves_gives_what_it_gives_at_once(tmp_path, sqlite_template):
    repo = Repo(tmp_path / "work.git")
    root = repo.commit("bpo-30001: Begin (GH-900)", {"a.c": "0"})
    own = repo.commit("Inline the calls (#900)\n\nSee GH-901.", {"a.c": "1"}, branch=None, parents=[root])
    repo.git.references.create("refs/remotes/ann/main", own)
    path = tmp_path / "changing.db"
    path.write_bytes(sqlite_template.read_bytes())
    with empty(path) as database:
        for change in (lambda: None, lambda: repo.branch("topic", own), lambda: repo.branch("main", own)):
            change()
            mine(repo.path, database.url, workers=1)
            once = tmp_path / "once.db"
            once.write_bytes(sqlite_template.read_bytes())
            with empty(once) as fresh:
                mine(repo.path, fresh.url, workers=1)
                with fresh.engine.connect() as one, database.engine.connect() as other:
                    assert contents(one) == contents(other)
