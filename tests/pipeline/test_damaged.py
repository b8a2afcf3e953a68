"""Clones that are damaged, and repaired: nothing known is forgotten, and what was missing is read once it is there."""

import subprocess

import pytest
from pygit2.enums import ObjectType
from sqlalchemy import text

from miner.errors import RepositoryError
from miner.git import program
from miner.pipeline import mine
from tests.dumps import contents
from tests.repositories import loose, spoil

needs_git = pytest.mark.skipif(not program.available(), reason="there is no git program")
UNDO = 'Revert "bpo-40001: Two (GH-22001)" (GH-22002)\n\nThis reverts commit {}.'


def rows(database, select):
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select))]


@pytest.fixture
def history(repo):
    """A change that lands and is reverted."""
    shas = [repo.commit("bpo-40000: One (GH-22000)", {"a.c": "0\n", "b.c": "0\n"})]
    shas.append(repo.commit("bpo-40001: Two (GH-22001)", {"a.c": "1\n"}))
    shas.append(repo.commit(UNDO.format(shas[1]), {"a.c": "0\n"}))
    return repo, shas


def test_a_damaged_tip_forgets_nothing_and_is_read_when_it_is_repaired(history, database):
    repo, shas = history
    mine(repo.path, database.url)
    known = [spoil(repo, shas[2])]
    repo.branch("3.9", shas[0])
    damaged = mine(repo.path, database.url)
    assert (damaged.commits, damaged.removed_commits, damaged.unread) == (3, 0, 1)
    new = repo.commit("bpo-40003: Four", {"c.c": "1"}, parents=[shas[1]], branch="3.8")
    known.append(spoil(repo, new))
    assert mine(repo.path, database.url).unread == 2
    assert rows(database, "SELECT name, sha FROM git_refs ORDER BY name") == [
        ("refs/heads/3.8", None),
        ("refs/heads/3.9", shas[0]),
        ("refs/heads/main", shas[2]),
    ]
    for repair in known:
        repair()
    healed = mine(repo.path, database.url)
    assert (healed.commits, healed.new_commits, healed.unread, healed.gaps) == (4, 1, 0, 0)
    assert mine(repo.path, database.url).new_commits == 0


def test_a_commit_that_only_git_accepts_is_read(history, database):
    repo, shas = history
    tree = repo.git[shas[0]].tree.id
    raw = f"tree {tree}\nparent {shas[2]}\nauthor A a@b 1600000000 +0000\ncommitter A a@b 1600000000 +0000\n\nodd\n"
    repo.branch("main", str(repo.git.write(ObjectType.COMMIT, raw.encode())))
    summary = mine(repo.path, database.url)
    assert (summary.commits, summary.unread) == (4, 0)


def test_a_damaged_ref_is_not_a_deleted_one(history, database):
    repo, _ = history
    mine(repo.path, database.url)
    (repo.path / "refs/heads/main").write_bytes(b"")
    damaged = mine(repo.path, database.url)
    assert (damaged.commits, damaged.unread) == (3, 1)


def test_a_damaged_list_of_refs_or_head_is_explained(history, database):
    repo, _ = history
    mine(repo.path, database.url)
    (repo.path / "packed-refs").write_bytes(b"\0" * 40)
    with pytest.raises(RepositoryError, match="cannot be listed"):
        mine(repo.path, database.url)
    (repo.path / "packed-refs").unlink()
    (repo.path / "HEAD").write_bytes(b"")
    with pytest.raises(RepositoryError, match="repair"):
        mine(repo.path, database.url)


def test_a_branch_above_a_lost_commit_waits(history, database):
    repo, shas = history
    lost = repo.commit("bpo-40004: Lost", {"b.c": "1"}, parents=[shas[2]], branch="3.9")
    repo.commit("bpo-40005: Above", {"b.c": "2"}, branch="3.9")
    whole = loose(repo, lost).read_bytes()
    loose(repo, lost).unlink()
    partial = mine(repo.path, database.url)
    assert (partial.commits, partial.unread) == (3, 1)
    loose(repo, lost).write_bytes(whole)
    assert mine(repo.path, database.url).commits == 5


@needs_git
def test_a_commit_that_is_only_in_the_index_of_the_graph_is_lost(history, database):
    repo, shas = history
    repo.commit("bpo-40004: Above", {"b.c": "1"}, branch="3.9", parents=[shas[2]])
    subprocess.run(["git", "-C", repo.path, "commit-graph", "write", "--reachable"], check=True, capture_output=True)
    loose(repo, shas[2]).unlink()
    repo.branch("3.8", shas[1])
    partial = mine(repo.path, database.url)
    assert (partial.commits, partial.unread) == (2, 2)


def test_nothing_at_all_is_an_error(repo, database):
    lost = repo.commit("bpo-40000: One", {"a.c": "0"})
    repo.commit("bpo-40001: Two", {"a.c": "1"})
    loose(repo, lost).unlink()
    with pytest.raises(RepositoryError, match=r"Nothing can be read .*fsck"):
        mine(repo.path, database.url)


@pytest.mark.parametrize("what", ["tree", "tree of a merge", "mailmap", "news"])
def test_a_gap_heals(history, database, empty_database, what):
    if database.dialect != empty_database.dialect:
        pytest.skip("compared on the same dialect")
    repo, shas = history
    side = repo.commit("bpo-40006: Side", {"b.c": "1"}, branch="topic", parents=[shas[0]])
    merge = repo.commit("Merge topic", {"b.c": "1", "d.c": "1"}, parents=[shas[2], side])
    news = ".. bpo: 1\n.. nonce: a\n\nText.\n"
    repo.commit("News", {".mailmap": "New <n@x> <ann@example.org>", "Misc/NEWS.d/3.9.0a1.rst": news})
    repo.tag("v3.9.0a1")
    tip = repo.git[repo.tip("main")]
    missing = {
        "tree": str(repo.git[shas[1]].tree.id),
        "tree of a merge": str(repo.git[merge].tree.id),
        "mailmap": str(tip.tree[".mailmap"].id),
        "news": str(tip.tree["Misc/NEWS.d/3.9.0a1.rst"].id),
    }[what]
    whole = loose(repo, missing).read_bytes()
    loose(repo, missing).unlink()
    assert mine(repo.path, database.url).gaps > 0
    loose(repo, missing).write_bytes(whole)
    mine(repo.path, database.url)
    mine(repo.path, empty_database.url)
    with database.engine.connect() as healed, empty_database.engine.connect() as at_once:
        assert contents(healed) == contents(at_once)


@needs_git
def test_a_repository_that_git_refuses_is_read_all_the_same(history, database):
    repo, _ = history
    config = repo.path / "config"
    said = config.read_text().replace("repositoryformatversion = 0", "repositoryformatversion = 1")
    config.write_text(said + "[extensions]\n\trelativeWorktrees = true\n")  # which git knows since 2.48
    summary = mine(repo.path, database.url, lines=True)
    assert (summary.changes, summary.uncounted, summary.gaps) == (4, 0, 0)


def test_parents_are_those_that_commits_name(history, database):
    repo, shas = history
    (repo.path / "info").mkdir(exist_ok=True)
    (repo.path / "info/grafts").write_text(f"{shas[2]} {shas[0]}\n")
    repo.git.references.create(f"refs/replace/{shas[1]}", shas[0])
    mine(repo.path, database.url)
    assert rows(
        database,
        "SELECT c.sha, q.sha FROM parents p JOIN commits c ON c.id = p.commit_id JOIN commits q ON q.id = p.parent_id "
        "ORDER BY c.id",
    ) == [(shas[1], shas[0]), (shas[2], shas[1])]
    assert rows(database, "SELECT COUNT(*) FROM changes") == [(4,)]


def test_a_name_in_any_bytes_is_kept_in_escapes(history, database):
    repo, shas = history
    (repo.path / "packed-refs").write_bytes(f"{shas[0]} refs/heads/caf".encode() + b"\xe9\n")
    assert mine(repo.path, database.url).unread == 0
    assert ('"refs/heads/caf\\351"', shas[0]) in rows(database, "SELECT name, sha FROM git_refs")
    assert mine(repo.path, database.url).commits == 3


def test_a_moved_head_and_a_ref_that_stands_for_none_are_told_by_every_run(history, database):
    repo, shas = history
    repo.git.references.create("refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
    repo.branch("other", shas[0])
    mine(repo.path, database.url)
    (repo.path / "HEAD").write_text("ref: refs/heads/nowhere\n")
    mine(repo.path, database.url)
    assert rows(database, "SELECT head FROM repositories") == [("refs/heads/nowhere",)]
    assert rows(database, "SELECT place FROM gaps WHERE kind = 'ref'") == [("refs/remotes/origin/HEAD",)]
