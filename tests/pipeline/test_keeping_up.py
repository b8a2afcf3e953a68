"""Mining in steps, or after a kill, gives the same database as mining at once."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from miner.pipeline import mine, run
from miner.reading import pool
from tests.chance import examples
from tests.databases import Database, empty
from tests.dumps import contents, indexes
from tests.repositories import Repo

TITLES = (
    "bpo-1000: Title of a first change",
    "bpo-2000: Another title that is long enough",
    "Issue #3000: A third title",
)
SVNMERGE = """Merged revisions {0} via svnmerge from
svn+ssh://pythondev@svn.python.org/python/branches/py3k

........
  r{0} | ann.author | 2009-03-01 10:00:00 +0100 (Sun, 01 Mar 2009) | 1 line

  A title that was merged
........
"""


def node(sha: str) -> str:
    """Invent the Mercurial id of a commit."""
    return hashlib.sha1(sha.encode(), usedforsecurity=False).hexdigest()


class Stop(Exception):
    """Simulates a killed process."""


class StopsAt:
    """Progress that ends the run at its n-th call."""

    def __init__(self, number: int) -> None:
        self.left = number

    def stage(self, name, total=None):
        self._count()

    def advance(self, steps):
        self._count()

    def done(self):
        pass

    def _count(self):
        self.left -= 1
        if self.left < 0:
            raise Stop


def news(kind: str, pick: int, content: int) -> dict[str, str | None]:
    """Invent a change of the NEWS: an entry in its own file, the file of a release, or the file of all releases."""
    issue = 1000 * (pick % 4 + 1)
    blurb = f"Misc/NEWS.d/next/Library/2019-01-0{content + 1}.bpo-{issue}.Nonce{pick % 3}.rst"
    metadata = f".. bpo: {issue}\n.. date: 2019-01-0{content + 1}\n.. nonce: Nonce{pick % 3}\n.. section: Library\n"
    return {
        "land": {blurb: f"An entry about {pick}.\n"},
        "pick": {blurb: f"An entry about {pick}.\n"},
        "port": {f"Misc/NEWS.d/3.9.0a{pick}.rst": f"{metadata}\nAn entry for {content}.\n"},
        "claim": {
            "Misc/NEWS": f"What's New in Python 3.9 alpha {pick}?\n===========\n\n- Issue #{issue}: an entry, {content}.\n"
        },
    }.get(kind, {})


def waiting(repo: Repo, commit: str) -> list[str]:
    """Return the files of the unreleased entries in a commit."""
    folder = "Misc/NEWS.d/next/Library"
    tree = repo.git[commit].tree
    return [f"{folder}/{entry.name}" for entry in tree[folder]] if folder in tree else []


def build(
    path: Path, steps, text=str, *, start: int = 1_500_000_000, gap: int = 60
) -> tuple[Repo, list[tuple[str, str]]]:
    """Build a repository from random steps; return it with the (ref, sha) pairs in the order they were made.

    ``start`` is the time of the first commit, and ``gap`` the seconds between two.
    """
    repo = Repo(path)
    made = [("main", repo.commit("Initial title", {"a": text(0), "b": text(0)}, time=start))]
    for number, (kind, branch, pick, content) in enumerate(steps):
        shas = [sha for _, sha in made]
        target = shas[pick % len(shas)]
        title = TITLES[pick % len(TITLES)]
        subject = repo.git[target].message.split("\n")[0]
        if not repo.has_branch(branch):
            repo.branch(branch, target)
        tip = repo.tip(branch)
        message = {
            "land": f"{title} (GH-{number + 1})",
            "revert": f'Revert "{subject}" (GH-{number + 1})\n\nThis reverts commit {target}.',
            "quiet": f"Undo a title\n\nRevert r{60000 + pick}; see {target[:9]} and GH-{pick}.",
            "reapply": f'Reapply "{subject}"',
            "pick": f"[3.9] {subject}\n\n(cherry picked from commit {target[:10]})",
            "merge": "Merge 3.9: a title",
            "port": f"[3.9] {title} (GH-{pick}) (GH-{number + 1})",
            "twin": subject,
            "svnmerge": SVNMERGE.format(60000 + pick),
            "backout": f"Backed out changeset {node(target)[:12]}",
            "restore": f"Un-revert {target[:9]}, which is changeset {node(target)[:12]}",
            "graft": subject,
            "prose": "Oops, undo my last checkin",
            "claim": f"Back out the change for issue #{1000 * (pick % 3 + 1)}",
        }[kind]
        headers = (
            [f"HG:extra convert_revision:svn%3Auuid/python/branches/py3k%40{60000 + pick}"] if pick % 3 == 0 else []
        )
        time = start + number * gap
        if kind == "graft":
            headers, time = [f"HG:extra source:{node(target)}"], repo.git[target].commit_time
        parents = [tip] if kind != "merge" or tip == target else [tip, target]
        files = {"a" if pick % 2 else "b": text(content)} | news(kind, pick, content)
        if kind in {"revert", "backout"}:
            files |= dict.fromkeys(waiting(repo, tip)[pick % 2 :: 2])
        sha = repo.commit(
            message,
            files,
            branch=branch,
            parents=parents,
            headers=headers,
            time=time,
        )
        made.append((branch, sha))
        if pick % 5 == 0:
            repo.tag(f"v3.9.0a{number}", sha, time=start + number * gap + number)
    return repo, made


KINDS = st.sampled_from(
    [
        "land",
        "revert",
        "quiet",
        "reapply",
        "pick",
        "prose",
        "claim",
        "merge",
        "port",
        "twin",
        "svnmerge",
        "backout",
        "restore",
        "graft",
    ]
)
STEPS = st.lists(
    st.tuples(KINDS, st.sampled_from(["main", "3.9", "3.8", "topic"]), st.integers(0, 12), st.integers(0, 2)),
    min_size=2,
    max_size=14,
)


@contextmanager
def fresh(template: Path, path: Path) -> Iterator[Database]:
    """Open a new database with the schema: a copy, which is faster than migrating."""
    path.write_bytes(template.read_bytes())
    with empty(path) as database:
        yield database


def mined_at_once(template: Path, repo: Repo, folder: Path) -> dict:
    with fresh(template, folder / "once.db") as once:
        mine(repo.path, once.url, workers=1)
        with once.engine.connect() as connection:
            return contents(connection)


# A back-out names a commit of the svn years, and stops being the inverse when more commits are mined.
BACKED_OUT = [
    ("land", "main", 1, 2),
    ("backout", "main", 0, 1),
    *[("land", "main", 0, 0)] * 5,
    ("pick", "3.9", 10, 0),
    ("revert", "main", 11, 0),
]


@settings(max_examples=examples(5), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, cut=st.integers(0, 14), order=st.booleans())
@example(steps=BACKED_OUT, cut=8, order=False)
@example(steps=BACKED_OUT, cut=8, order=True)
@pytest.mark.repeated
@pytest.mark.usefixtures("sizes")
def test_two_steps_give_the_same_as_one(sqlite_template, tmp_path_factory, steps, cut, order):
    folder = tmp_path_factory.mktemp("steps")
    repo, made = build(folder / "repo.git", steps)
    final = {name: str(repo.git.references[name].target) for name in repo.git.references}
    # First the refs as they were after some of the commits, or some of the final refs. In the second case half of the
    # tags are there from the beginning, with the commits that they contain.
    first = dict(made[: cut + 1]) if order else {}
    for name in final:
        branch = name.removeprefix("refs/heads/")
        if name.startswith("refs/tags/"):
            if order or (len(name) + int(name[-1]) + cut) % 2:
                repo.git.references.delete(name)
        elif order and branch not in first:
            repo.git.references.delete(name)
        elif order:
            repo.branch(branch, first[branch])
        elif (len(name) + cut) % 2 and branch != "main":
            repo.git.references.delete(name)
    with fresh(sqlite_template, folder / "twice.db") as twice:
        mine(repo.path, twice.url, workers=1)
        for name, target in final.items():
            repo.git.references.create(name, target, force=True)
        mine(repo.path, twice.url, workers=1)
        with twice.engine.connect() as connection:
            assert contents(connection) == mined_at_once(sqlite_template, repo, folder)


@settings(max_examples=examples(3), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, stops=st.lists(st.integers(0, 20), min_size=1, max_size=3))
@pytest.mark.repeated
@pytest.mark.usefixtures("sizes")
def test_interrupted_runs_give_the_same(sqlite_template, tmp_path_factory, steps, stops):
    folder = tmp_path_factory.mktemp("stops")
    repo, _ = build(folder / "repo.git", steps)
    with pytest.MonkeyPatch.context() as patch, fresh(sqlite_template, folder / "stopped.db") as stopped:
        patch.setattr(pool, "PART", 2)
        patch.setattr(run, "TOGETHER", 1)
        for number in stops:
            try:
                mine(repo.path, stopped.url, StopsAt(number), workers=1)
            except Stop:
                continue
        mine(repo.path, stopped.url, workers=1)
        with stopped.engine.connect() as connection:
            assert contents(connection) == mined_at_once(sqlite_template, repo, folder)


def test_an_interrupted_first_run_is_gone_on_with_in_its_order(sqlite_template, repo, tmp_path):
    """If several merges bring in side commits, the lines of these depend on it."""
    root = repo.commit("Begin", {"a": "0"}, time=1_500_000_000)
    for branch, start in (("main", 1_500_000_000), ("3.9", 1_500_001_000)):
        repo.branch(branch, root)
        for number in range(1, 5):
            repo.commit(f"Number {number} of {branch}", {branch: str(number)}, branch=branch, time=start + number)
    order = "SELECT sha FROM commits ORDER BY id"
    with pytest.MonkeyPatch.context() as patch, fresh(sqlite_template, tmp_path / "stopped.db") as stopped:
        patch.setattr(pool, "PART", 2)
        patch.setattr(run, "TOGETHER", 1)
        with pytest.raises(Stop):
            mine(repo.path, stopped.url, StopsAt(3), workers=1)
        with stopped.engine.connect() as connection:
            begun = connection.exec_driver_sql(order).scalars().all()
            assert 0 < len(begun) < 5
        mine(repo.path, stopped.url, workers=1)
        with stopped.engine.connect() as connection, fresh(sqlite_template, tmp_path / "once.db") as once:
            mine(repo.path, once.url, workers=1)
            with once.engine.connect() as other:
                expected = other.exec_driver_sql(order).scalars().all()
            assert connection.exec_driver_sql(order).scalars().all() == expected


KILLED = """
import os, signal, sys
from miner.pipeline import mine, run
from miner.reading import pool
from miner.store.engine import database_url

class Kills:
    left = int(sys.argv[3])
    def stage(self, name, total=None): self.advance(1)
    def advance(self, steps):
        self.left -= 1
        if self.left < 0: os.kill(os.getpid(), signal.SIGKILL)
    def done(self): pass

pool.PART = 2
run.TOGETHER = 1
mine(sys.argv[1], database_url(sys.argv[2]), Kills(), workers=int(sys.argv[4]))
"""


def history_with_everything(path: Path) -> Repo:
    kinds = ["land", "revert", "land", "pick", "quiet", "revert", "reapply", "merge", "land"]
    steps = [(kind, "3.9" if kind == "pick" else "main", number * 2, number % 3) for number, kind in enumerate(kinds)]
    return build(path, steps)[0]


@pytest.fixture(scope="module")
def everything(sqlite_template, tmp_path_factory) -> tuple[Repo, dict]:
    """A history with everything, and what an undisturbed run makes of it."""
    folder = tmp_path_factory.mktemp("everything")
    repo = history_with_everything(folder / "repo.git")
    return repo, mined_at_once(sqlite_template, repo, folder)


@pytest.mark.parametrize("after", [0, 1, 2, 4, 6, 8, 10, 12, 13])
def test_a_killed_process_gives_the_same(sqlite_template, everything, tmp_path, after):
    repo, expected = everything
    database = tmp_path / "killed.db"
    database.write_bytes(sqlite_template.read_bytes())
    workers = 1 if after % 4 else 2  # without and with processes that read
    command = [sys.executable, "-c", KILLED, repo.path, database, str(after), str(workers)]
    done = subprocess.run(command, check=False, env=os.environ)
    assert done.returncode == -signal.SIGKILL
    with empty(database) as killed:
        mine(repo.path, killed.url)
        with killed.engine.connect() as connection:
            assert contents(connection) == expected
            assert indexes(connection)


@pytest.mark.parametrize("order", [("bpo-33608", "gh-77789"), ("gh-77789", "bpo-33608"), ("gh-77789",)])
def test_both_numbers_of_an_issue_are_one_issue_in_any_order(sqlite_template, repo, tmp_path, order):
    with fresh(sqlite_template, tmp_path / "steps.db") as steps:
        for name in order:
            repo.commit(f"{name}: A title of its own", {"a": name}, time=1_660_000_000)
            mine(repo.path, steps.url, workers=1)
        with steps.engine.connect() as connection:
            found = contents(connection)
            assert [key for key, *_ in found["issues"]] == ["bpo-33608"]
            assert {row[:3] for row in found["issue_numbers"]} == {
                ("bpo", "33608", "bpo-33608"),
                ("gh", "77789", "bpo-33608"),
            }
            meant = "SELECT i.key FROM mentions m JOIN issues i ON i.id = m.issue_id"
            assert list(connection.exec_driver_sql(meant).scalars()) == ["bpo-33608"] * len(order)
            assert found == mined_at_once(sqlite_template, repo, tmp_path)


def test_a_line_that_has_all_there_is_has_its_standings(sqlite_template, repo, tmp_path):
    """The commits keep the number of their set, because the same commit is its first; but its members are others."""
    commit = repo.commit("bpo-1000: Title of a change", {"a": "1"})
    repo.commit(f'Revert "bpo-1000: Title of a change"\n\nThis reverts commit {commit}.', {"a": None})
    with fresh(sqlite_template, tmp_path / "steps.db") as steps:
        mine(repo.path, steps.url, workers=1)
        repo.branch("3.9")
        mine(repo.path, steps.url, workers=1)
        with steps.engine.connect() as connection:
            found = contents(connection)
    assert {row[1] for row in found["commit_standings"]} == {"main", "3.9"}
    assert found == mined_at_once(sqlite_template, repo, tmp_path)


@pytest.mark.usefixtures("sizes")
def test_rewritten_and_deleted_refs_are_forgotten(sqlite_template, repo, database, tmp_path):
    first = repo.commit("bpo-1001: Title of the first", {"a": "1"})
    kept = repo.commit("bpo-1002: Title that stays", {"a": "2"})
    lost = repo.commit("bpo-1003: Title that goes away", {"lost.c": "3"}, author=("Lost", "lost@example.org"))
    repo.branch("3.9", lost)
    repo.branch("main", kept)
    assert mine(repo.path, database.url).commits == 3
    repo.git.references.delete("refs/heads/3.9")
    summary = mine(repo.path, database.url)
    assert (summary.commits, summary.removed_commits) == (2, 1)
    repo.branch("main", repo.commit("bpo-1004: Title in its place", {"a": "4"}, parents=[first], branch=None))
    summary = mine(repo.path, database.url)
    assert (summary.commits, summary.new_commits, summary.removed_commits) == (2, 1, 1)
    with database.engine.connect() as connection:
        assert contents(connection)["issue_numbers"] == [
            ("bpo", "1001", "bpo-1001", "message"),
            ("bpo", "1004", "bpo-1004", "message"),
        ]
        assert [key for key, *_ in contents(connection)["issues"]] == ["bpo-1001", "bpo-1004"]
        if database.dialect == "sqlite":
            assert contents(connection) == mined_at_once(sqlite_template, repo, tmp_path)


def test_what_a_killed_run_stored_is_forgotten_when_its_branch_is_gone(sqlite_template, repo, tmp_path):
    first = repo.commit("bpo-1001: Title of the first", {"a": "1"})
    with fresh(sqlite_template, tmp_path / "killed.db") as killed:
        mine(repo.path, killed.url)
        repo.commit("bpo-1002: Title that is never related", {"a": "2"})
        with pytest.raises(Stop):
            mine(repo.path, killed.url, StopsAt(3))
        repo.branch("main", first)
        repo.commit("bpo-1003: Title in its place", {"a": "3"})
        summary = mine(repo.path, killed.url)
        assert (summary.commits, summary.removed_commits) == (2, 1)
        with killed.engine.connect() as connection:
            assert contents(connection) == mined_at_once(sqlite_template, repo, tmp_path)


def test_a_branch_goes_from_what_is_gone_to_what_was_there(sqlite_template, repo, tmp_path):
    base = repo.commit("bpo-1001: Title of the first", {"a": "1"})
    repo.commit("bpo-1002: Title on main", {"a": "2"})
    repo.branch("3.9", base)
    repo.commit("bpo-1003: Title on the branch", {"b": "1"}, branch="3.9")
    with fresh(sqlite_template, tmp_path / "steps.db") as steps:
        mine(repo.path, steps.url)
        repo.branch("3.9", repo.tip("main"))
        summary = mine(repo.path, steps.url)
        assert (summary.commits, summary.removed_commits) == (2, 1)
        with steps.engine.connect() as connection:
            assert contents(connection) == mined_at_once(sqlite_template, repo, tmp_path)


def test_two_repositories_share_their_commits(tmp_path, database):
    one, two = Repo(tmp_path / "one.git"), Repo(tmp_path / "two.git")
    for repo in (one, two):
        repo.commit("Title of the same", {"a": "1"}, time=1)
    two.commit("Title of its own", {"a": "2"})
    assert mine(one.path, database.url).commits == 1
    assert mine(two.path, database.url).commits == 2
    two.branch("main", one.tip("main"))
    assert mine(two.path, database.url).commits == 1
    assert mine(one.path, database.url).new_commits == 0


def test_a_moved_clone_is_the_same_repository(tmp_path, database):
    old = Repo(tmp_path / "old.git")
    kept = old.commit("bpo-1001: Title that stays", {"a": "1"})
    old.branch("3.9", kept)
    old.branch("wip", old.commit("bpo-1002: Title that goes away", {"b": "2"}, parents=[kept], branch=None))
    assert mine(old.path, database.url).commits == 2
    old.path.rename(tmp_path / "new.git")
    new = Repo(tmp_path / "new.git")
    new.git.references.delete("refs/heads/wip")
    summary = mine(new.path, database.url)
    assert (summary.commits, summary.removed_commits) == (1, 1)
    assert summary.repository == str(tmp_path / "new.git")
    with database.engine.connect() as connection:
        places = connection.execute(text("SELECT location FROM repositories")).scalars().all()
    assert places == [str(tmp_path / "new.git")]


def test_another_repository_does_not_take_the_place_of_one_that_is_gone(tmp_path, database):
    gone, other = Repo(tmp_path / "gone.git"), Repo(tmp_path / "other.git")
    shared = gone.commit("Title of the same", {"a": "1"}, time=1)
    assert other.commit("Title of the same", {"a": "1"}, time=1) == shared
    gone.branch("3.9", shared)
    gone.commit("Title of its own", {"a": "2"})
    gone.branch("3.8", gone.commit("Title of another", {"a": "3"}, branch=None, parents=[shared]))
    assert mine(gone.path, database.url).commits == 3
    shutil.rmtree(gone.path)
    assert mine(other.path, database.url).commits == 3
