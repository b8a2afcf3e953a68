"""What no authoritative ref reaches is proposed: it is stored, and it never lands, undoes, relands or ports anything."""

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import text

from miner.errors import RepositoryError
from miner.history.history import open_history
from miner.pipeline import mine
from tests.databases import empty
from tests.dumps import contents
from tests.repositories import Repo

UPSTREAM = "https://github.com/python/cpython.git"
FORK = "git@github.com:ann/cpython.git"


def lines(database) -> dict[str, str | None]:
    with database.engine.connect() as connection:
        return {sha: line for sha, line in connection.execute(text("SELECT sha, line FROM commits"))}


def ties(database) -> set[tuple[str, str, str]]:
    select = """
    SELECT r.kind, s.sha, t.sha FROM relations r JOIN commits s ON s.id = r.source_id JOIN commits t ON t.id = r.target_id
    """
    with database.engine.connect() as connection:
        return {tuple(row) for row in connection.execute(text(select))}


def ask(database, name: str, *columns: str, **given: object) -> list[tuple]:
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        return [tuple(row[column] for column in columns) for row in history.query(name, **given).dicts()]


def put(repo: Repo, name: str, sha: str) -> None:
    repo.git.references.create(name, sha, force=True)


@pytest.fixture
def pulled(repo):
    """A mirror with two pull requests: one was squashed, the other reverted a step of its own and then landed."""
    shas = {"root": repo.commit("bpo-1000: Begin", {"a.c": "0", "b.c": "0"})}
    shas["squashed"] = repo.commit("Scan by table", {"a.c": "1"}, branch=None, parents=[shas["root"]])
    put(repo, "refs/pull/7001/head", shas["squashed"])
    shas["landed"] = repo.commit("bpo-1001: Scan by table (GH-7001)", {"a.c": "1"})
    shas["step"] = repo.commit("bpo-1002: Double the buffer", {"b.c": "1"}, branch=None, parents=[shas["landed"]])
    said = f'Revert "bpo-1002: Double the buffer"\n\nThis reverts commit {shas["step"]}.'
    shas["back"] = repo.commit(said, {"b.c": "0"}, branch=None, parents=[shas["step"]])
    shas["again"] = repo.commit("bpo-1002: Double the buffer", {"b.c": "1"}, branch=None, parents=[shas["back"]])
    put(repo, "refs/pull/7002/head", shas["again"])
    shas["other"] = repo.commit("bpo-1002: Double the buffer (GH-7002)", {"b.c": "1"})
    shas["port"] = repo.commit(
        f"[3.9] bpo-1001: Scan by table (GH-7003)\n\n(cherry picked from commit {shas['squashed']})",
        {"a.c": "1"},
        branch="3.9",
        parents=[shas["root"]],
    )
    return shas


PROPOSED = ("squashed", "step", "back", "again")


def test_pull_requests_have_no_line_and_no_relations(repo, database, pulled):
    mine(repo.path, database.url)
    names = {sha: name for name, sha in pulled.items()}
    assert {names[sha] for sha, line in lines(database).items() if line is None} == set(PROPOSED)
    found = {(kind, names[source], names[target]) for kind, source, target in ties(database)}
    # The port names a commit of a pull request; its original is the one that landed with the same change before.
    assert found == {("backports", "port", "landed"), ("cites", "back", "step"), ("cites", "port", "squashed")}
    assert ask(database, "commit_revert_cycles", "sha") == []
    assert ask(database, "issue_timeline", "kind", "sha", "line", issue="bpo-1002") == [
        ("proposed", pulled["step"], None),
        ("proposed", pulled["back"], None),
        ("proposed", pulled["again"], None),
        ("landed", pulled["other"], "main"),
    ]
    assert ask(database, "search", "sha", "standing", text="step") == []
    assert ("Scan by table", None, "proposed") in ask(database, "search", "subject", "line", "standing", text="table")


def test_a_pull_request_lands_where_its_commit_is_on_a_line(repo, database):
    root = repo.commit("Begin", {"a.c": "0"})
    put(repo, "refs/pull/7001/head", repo.commit("One (GH-7001)", {"a.c": "1"}, branch=None, parents=[root]))
    landed = repo.commit("One (GH-7001)", {"a.c": "1"})
    mine(repo.path, database.url)
    with database.engine.connect() as connection:
        select = "SELECT p.number, c.sha FROM pull_requests p JOIN commits c ON c.id = p.commit_id"
        assert connection.execute(text(select)).all() == [(7001, landed)]


@pytest.mark.parametrize("name", ["stash", "notes/commits", "replace/{root}", "heads/topic", "remotes/origin/topic"])
def test_what_other_refs_reach_is_proposed(repo, database, name):
    root = repo.commit("bpo-1000: Begin", {"a.c": "0"})
    other = repo.commit("bpo-1001: Try it", {"a.c": "1"}, branch=None, parents=[root])
    put(repo, f"refs/{name.format(root=root)}", other)
    mine(repo.path, database.url)
    assert lines(database) == {root: "main", other: None}


def test_a_detached_head_is_proposed(repo, database):
    root = repo.commit("bpo-1000: Begin", {"a.c": "0"})
    other = repo.commit("bpo-1001: Try it", {"a.c": "1"}, branch=None, parents=[root])
    repo.git.set_head(repo.git[other].id)
    mine(repo.path, database.url)
    assert lines(database) == {root: "main", other: None}


def test_a_recorded_svn_branch_gives_no_line_to_what_is_proposed(repo, database):
    headers = ["HG:extra convert_revision:svn%3Auuid/python/branches/py3k%4060100"]
    root = repo.commit("Begin", {"a.c": "0"})
    other = repo.commit("Two", {"a.c": "1"}, branch="topic", parents=[root], headers=headers)
    mine(repo.path, database.url)
    assert lines(database) == {root: "main", other: None}


@pytest.fixture
def developer(tmp_path):
    """A work clone as the devguide sets it up: origin is one's own fork, upstream is python/cpython."""
    repo = Repo(tmp_path / "work.git", bare=False, origin=None)
    repo.git.remotes.create("origin", FORK)
    repo.git.remotes.create("upstream", UPSTREAM)
    root = repo.commit("bpo-1000: Begin", {"a.c": "0", "b.c": "0"})
    theirs = repo.commit("bpo-1001: Scan by table (GH-7001)", {"a.c": "1"}, branch=None, parents=[root])
    own = repo.commit("bpo-1001: Scan by table", {"a.c": "1"}, branch=None, parents=[root])
    undo = repo.commit(f"Take it back\n\nThis reverts commit {own}.", {"a.c": "0"}, branch=None, parents=[own])
    put(repo, "refs/remotes/upstream/main", theirs)
    put(repo, "refs/remotes/origin/main", undo)
    repo.tag("v3.9.0a1", theirs, time=1_551_100_000)
    repo.tag("v3.9.0a2", undo, time=1_551_200_000)
    return repo, {"root": root, "theirs": theirs, "own": own, "undo": undo}


def test_the_remote_of_upstream_makes_history(developer, database):
    repo, shas = developer
    mine(repo.path, database.url)
    assert lines(database) == {shas["root"]: "main", shas["theirs"]: "main", shas["own"]: None, shas["undo"]: None}
    assert {kind for kind, *_ in ties(database)} == {"cites"}
    assert ask(database, "releases", "tag") == [("v3.9.0a1",)]


def test_a_summary_names_the_remote(developer, database):
    repo, _ = developer
    assert mine(repo.path, database.url).source == f"upstream ({UPSTREAM})"
    assert mine(repo.path, database.url, remote="origin").source == f"origin ({FORK})"


def test_another_remote_can_be_chosen(developer, database):
    repo, shas = developer
    mine(repo.path, database.url, remote="origin")
    assert lines(database) == {shas["root"]: "main", shas["theirs"]: None, shas["own"]: "main", shas["undo"]: "main"}
    assert ties(database) == {("undoes", shas["undo"], shas["own"])}
    assert ask(database, "releases", "tag") == [("v3.9.0a2",)]
    with pytest.raises(RepositoryError, match="no branches of a remote nowhere"):
        mine(repo.path, database.url, remote="nowhere")


def once(template: Path, repo: Repo, folder: Path, **options) -> dict:
    path = folder / "once.db"
    path.write_bytes(template.read_bytes())
    with empty(path) as fresh:
        mine(repo.path, fresh.url, workers=1, **options)
        with fresh.engine.connect() as connection:
            return contents(connection)


def test_a_choice_that_changes_gives_what_it_gives_at_once(developer, sqlite_template, tmp_path):
    repo, _ = developer
    path = tmp_path / "changing.db"
    path.write_bytes(sqlite_template.read_bytes())
    with empty(path) as database:
        for remote in ("origin", None, "origin"):
            mine(repo.path, database.url, workers=1, remote=remote)
            with database.engine.connect() as connection:
                assert contents(connection) == once(sqlite_template, repo, tmp_path, remote=remote)
        repo.git.remotes.set_url("origin", UPSTREAM)
        repo.git.remotes.set_url("upstream", FORK)
        mine(repo.path, database.url, workers=1)
        with database.engine.connect() as connection:
            assert contents(connection) == once(sqlite_template, repo, tmp_path)


def test_what_lands_and_is_withdrawn_gives_what_it_gives_at_once(repo, pulled, sqlite_template, tmp_path):
    path = tmp_path / "changing.db"
    path.write_bytes(sqlite_template.read_bytes())
    before = repo.tip("main")
    with empty(path) as database:
        mine(repo.path, database.url, workers=1)
        for tip in (pulled["again"], before):
            repo.branch("main", tip)
            mine(repo.path, database.url, workers=1)
            with database.engine.connect() as connection:
                assert contents(connection) == once(sqlite_template, repo, tmp_path)


COMMANDS = [
    "timeline {issue}",
    "issue {issue}",
    "cycles {issue}",
    "commit {sha}",
    "ledger {issue}",
    *(f"query {name}" for name in ("issue_commits", "shipped", "first_release", "commits_without_issue", "authors")),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_copes(repo, database, pulled, command):
    mine(repo.path, database.url)
    words = command.format(issue="bpo-1002", sha=pulled["step"]).split()
    program = [Path(subprocess.sys.executable).with_name("miner"), "--db", database.url.render_as_string(False), *words]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
