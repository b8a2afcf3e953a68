"""Counting lines: counts, gaps and resuming after a kill, on both dialects."""

import os
import signal
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from miner.pipeline import line_counts, mine
from miner.pipeline.progress import Quiet
from tests.chance import examples
from tests.databases import empty
from tests.dumps import contents
from tests.git.test_line_diffs import numstat, weird_history
from tests.pipeline.test_keeping_up import Stop, StopsAt, build, fresh

KINDS = ("land", "revert", "quiet", "reapply", "pick", "prose", "claim", "merge", "port", "twin")
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(["main", "3.9"]), st.integers(0, 12), st.integers(0, 2)),
    min_size=2,
    max_size=12,
)
COUNTS = "SELECT c.sha, p.path, x.lines_added, x.lines_deleted FROM changes x JOIN commits c ON c.id = x.commit_id JOIN paths p ON p.id = x.path_id"


def rows(database, select):
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select))]


def dump(database):
    with database.engine.connect() as connection:
        return contents(connection)


def versions(content: int) -> str:
    """Return one of three texts that share some lines, and are long enough to be compared."""
    return "".join(f"line {number} of version {content if number % 2 else 0}\n" for number in range(12))


def test_counts_what_git_counts(repo, database):
    weird_history(repo)
    summary = mine(repo.path, database.url, lines=True)
    assert sorted(rows(database, COUNTS), key=repr) == numstat(repo)
    assert (summary.uncounted, summary.gaps) == (0, 0)
    assert rows(database, "SELECT COUNT(*) FROM line_prints") == [(summary.changes,)]


def test_lines_are_counted_only_when_asked_for(repo, database):
    repo.commit("a title", {"a": versions(0)})
    assert mine(repo.path, database.url).uncounted is None
    assert mine(repo.path, database.url, lines=True).uncounted == 0
    repo.commit("another title", {"a": versions(1)})
    assert mine(repo.path, database.url).uncounted == 1
    assert mine(repo.path, database.url, lines=True).uncounted == 0
    assert rows(database, COUNTS + " ORDER BY x.commit_id") == [
        (*rows(database, "SELECT sha FROM commits ORDER BY id")[0], "a", 12, 0),
        (*rows(database, "SELECT sha FROM commits ORDER BY id")[1], "a", 6, 6),
    ]


def test_a_second_pass_changes_nothing(repo, database, monkeypatch):
    weird_history(repo)
    mine(repo.path, database.url, lines=True)
    before = dump(database)
    monkeypatch.setattr(line_counts, "Scratch", None)  # nothing is compared again
    mine(repo.path, database.url, lines=True)
    assert dump(database) == before


def test_one_absent_blob_loses_no_other_change(repo, database):
    repo.commit("a title", {"a": versions(0), "b": versions(0)})
    repo.commit("another title", {"a": versions(1), "b": versions(2)})
    blob = str(repo.git.create_blob(versions(1).encode()))
    file = repo.path / "objects" / blob[:2] / blob[2:]
    data = file.read_bytes()
    file.unlink()
    summary = mine(repo.path, database.url, lines=True)
    assert (summary.uncounted, summary.gaps) == (1, 1)
    assert rows(database, "SELECT kind, reason, commit_id FROM gaps") == [
        ("lines", "1 changes are not counted: their contents are not in this clone", None)
    ]
    assert rows(database, "SELECT COUNT(*) FROM changes WHERE lines_added IS NULL") == [(1,)]
    file.write_bytes(data)
    summary = mine(repo.path, database.url, lines=True)
    assert (summary.uncounted, summary.gaps) == (0, 0)


def test_an_unreadable_blob_loses_no_other_change(repo, database):
    repo.commit("a title", {"a": versions(0), "b": versions(0)})
    repo.commit("another title", {"a": versions(1), "b": versions(2)})
    blob = str(repo.git.create_blob(versions(1).encode()))
    file = repo.path / "objects" / blob[:2] / blob[2:]
    file.chmod(0o644)
    file.write_bytes(b"rubbish")
    assert mine(repo.path, database.url, lines=True).uncounted == 1


def test_a_blobless_clone_has_few_gaps_and_its_relations(repo, database, tmp_path):
    build(tmp_path / "full.git", [("land", "main", 1, 1), ("revert", "main", 1, 0)], versions)
    subprocess.run(["git", "-C", tmp_path / "full.git", "config", "uploadpack.allowFilter", "true"], check=True)
    clone = ["git", "clone", "-q", "--bare", "--filter=blob:none", (tmp_path / "full.git").as_uri(), tmp_path / "less.git"]  # fmt: skip
    subprocess.run(clone, check=True, capture_output=True)
    summary = mine(tmp_path / "less.git", database.url, lines=True)
    assert summary.uncounted == summary.changes
    # One for all lines, one for all entries that commits added, and one for the unreleased entry at the tip.
    assert rows(database, "SELECT kind FROM gaps ORDER BY kind") == [("added news",), ("lines",), ("news",)]
    less = [name for name in dump(database) if name not in {"gaps", "struct_lines", "release_structs"}]
    with empty(tmp_path / "plain.db") as plain:
        mine(tmp_path / "less.git", plain.url)
        assert {name: dump(plain)[name] for name in less} == {name: dump(database)[name] for name in less}


def counted_at_once(template, repo, folder):
    with fresh(template, folder / "at once.db") as once:
        mine(repo.path, once.url, workers=1, lines=True)
        return dump(once)


@settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, cut=st.integers(0, 14), first=st.booleans(), between=st.booleans())
@pytest.mark.repeated
@pytest.mark.usefixtures("sizes")
def test_two_passes_give_the_same_as_one(sqlite_template, tmp_path_factory, steps, cut, first, between):
    folder = tmp_path_factory.mktemp("steps")
    repo, made = build(folder / "repo.git", steps, versions)
    final = {name: str(repo.git.references[name].target) for name in repo.git.references}
    early = dict(made[: cut + 1])
    for name in final:
        branch = name.removeprefix("refs/heads/")
        if branch in early:
            repo.branch(branch, early[branch])
        else:
            repo.git.references.delete(name)
    with fresh(sqlite_template, folder / "twice.db") as twice:
        mine(repo.path, twice.url, workers=1, lines=first)
        for name, target in final.items():
            repo.git.references.create(name, target, force=True)
        if between:
            mine(repo.path, twice.url, workers=1)
        mine(repo.path, twice.url, workers=1, lines=True)
        assert dump(twice) == counted_at_once(sqlite_template, repo, folder)


@settings(max_examples=examples(3), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, stops=st.lists(st.integers(6, 40), min_size=1, max_size=3))
@pytest.mark.repeated
@pytest.mark.usefixtures("sizes")
def test_interrupted_passes_give_the_same(sqlite_template, tmp_path_factory, steps, stops):
    folder = tmp_path_factory.mktemp("stops")
    repo, _ = build(folder / "repo.git", steps, versions)
    with pytest.MonkeyPatch.context() as patch, fresh(sqlite_template, folder / "stopped.db") as stopped:
        patch.setattr(line_counts, "PART", 2)
        for number in stops:
            try:
                mine(repo.path, stopped.url, StopsAt(number), workers=1, lines=True)
            except Stop:
                continue
        mine(repo.path, stopped.url, workers=1, lines=True)
        assert dump(stopped) == counted_at_once(sqlite_template, repo, folder)


KILLED = """
import os, signal, sys
from miner.pipeline import line_counts, mine
from miner.store.engine import database_url

class Kills:
    left = int(sys.argv[3])
    counting = False
    def stage(self, name, total=None):
        self.counting = self.counting or name == "Counting lines"
        self.advance(1)
    def advance(self, steps):
        self.left -= self.counting
        if self.left < 0: os.kill(os.getpid(), signal.SIGKILL)
    def done(self): pass

line_counts.PART = 2
mine(sys.argv[1], database_url(sys.argv[2]), Kills(), workers=2, lines=True)
"""


@pytest.fixture(scope="module")
def counted(sqlite_template, tmp_path_factory):
    """A repository, and what an undisturbed run makes of it."""
    folder = tmp_path_factory.mktemp("counted")
    kinds = ["land", "revert", "land", "pick", "quiet", "revert", "reapply", "merge", "land"]
    steps = [(kind, "main", number * 2, number % 3) for number, kind in enumerate(kinds)]
    repo, _ = build(folder / "repo.git", steps, versions)
    return repo, counted_at_once(sqlite_template, repo, folder)


@pytest.mark.parametrize("after", [0, 1, 2, 5, 8])
def test_a_killed_process_gives_the_same(sqlite_template, counted, tmp_path, after):
    repo, expected = counted
    path = tmp_path / "killed.db"
    path.write_bytes(sqlite_template.read_bytes())
    done = subprocess.run([sys.executable, "-c", KILLED, repo.path, path, str(after)], check=False, env=os.environ)
    assert done.returncode == -signal.SIGKILL
    with empty(path) as killed:
        mine(repo.path, killed.url, lines=True)
        assert dump(killed) == expected


def test_what_is_forgotten_leaves_no_lines(repo, database):
    repo.commit("a title", {"a": versions(0)})
    kept = repo.tip("main")
    repo.commit("another title", {"a": versions(1)})
    mine(repo.path, database.url, lines=True)
    repo.branch("main", kept)
    repo.commit("a third title", {"a": versions(2)})
    mine(repo.path, database.url, lines=True)
    assert rows(database, "SELECT COUNT(*) FROM line_prints") == [(2,)]
    assert rows(database, "SELECT MAX(lines_related_to) = (SELECT MAX(id) FROM line_prints) FROM runs")[0][0]


def test_tells_how_far_it_is(repo, database):
    class Listens(Quiet):
        steps, total = 0, 0

        def stage(self, name, total=None):
            self.name = name
            if name == "Counting lines":
                self.total = total

        def advance(self, steps):
            self.steps += steps if self.name == "Counting lines" else 0

    repo.commit("a title", {str(number): versions(0) for number in range(5)})
    heard = Listens()
    mine(repo.path, database.url, heard, lines=True)
    assert (heard.steps, heard.total) == (5, 5)
