"""Clones of every kind."""

import shutil
import subprocess

import pygit2
import pytest

from miner.errors import RepositoryError
from miner.git import program
from miner.git.repository import Repository

needs_git = pytest.mark.skipif(not program.available(), reason="there is no git program")


def git(*arguments, **options):
    return subprocess.run(["git", *map(str, arguments)], capture_output=True, check=True, text=True, **options).stdout


@pytest.fixture
def history(repo):
    """Four commits, one of them a merge, on two branches."""
    first = repo.commit("first", {"a": "1"})
    second = repo.commit("second", {"a": "2"})
    side = repo.commit("side", {"b": "1"}, branch="3.9", parents=[first])
    merge = repo.commit("merge", parents=[second, side])
    repo.tag("v3.9.0a1", second, time=1_560_000_000, offset=120)
    repo.tag("v3.9.0a0", first)
    return repo, (first, second, side, merge)


def unread(repository, known=()):
    refs, _ = repository.refs()
    return repository.unread([ref.target for _, ref in refs if ref.target], set(known)).commits


def test_lists_branches_and_both_kinds_of_tags(history):
    repo, (first, second, side, merge) = history
    refs, gaps = Repository(repo.path).refs()
    assert [(ref.name, ref.target) for _, ref in refs] == [
        ("refs/heads/3.9", side),
        ("refs/heads/main", merge),
        ("refs/tags/v3.9.0a0", first),
        ("refs/tags/v3.9.0a1", second),
    ]
    assert gaps == []
    tagged = refs[3][1].tagged
    assert (tagged.time, tagged.offset) == (1_560_000_000, 120)
    assert refs[2][1].tagged is None
    assert refs[3][0] != second


def test_reads_parents_before_children_and_each_commit_once(history):
    repo, shas = history
    order = unread(Repository(repo.path))
    assert sorted(order) == sorted(shas)
    for sha in order:
        parents = [str(parent) for parent in repo.git[sha].parent_ids]
        assert all(order.index(parent) < order.index(sha) for parent in parents)


def test_both_ways_of_listing_agree(history, monkeypatch):
    repo, shas = history
    by_git = unread(Repository(repo.path))
    monkeypatch.setattr(program, "available", lambda: False)
    assert sorted(unread(Repository(repo.path))) == sorted(by_git) == sorted(shas)


@pytest.mark.history
def test_both_ways_of_listing_agree_on_real_history(real_history, monkeypatch):
    by_git = unread(Repository(real_history))
    monkeypatch.setattr(program, "available", lambda: False)
    walked = unread(Repository(real_history))
    assert len(walked) == len(by_git) > 100_000
    assert set(walked) == set(by_git)


def test_stops_at_what_is_known(history):
    repo, (first, second, side, merge) = history
    assert unread(Repository(repo.path), {first, second}) == [side, merge]
    assert unread(Repository(repo.path), {first, second, side, merge}) == []


def test_a_tag_of_a_blob_is_a_gap(repo):
    repo.commit("first", {"a": "1"})
    blob = repo.git.create_blob(b"a key")
    repo.git.references.create("refs/tags/key", blob)
    refs, gaps = Repository(repo.path).refs()
    assert [(ref.name, ref.target is None) for _, ref in refs] == [("refs/heads/main", False), ("refs/tags/key", True)]
    assert [(gap.kind, gap.where) for gap in gaps] == [("ref", "refs/tags/key")]


def test_a_ref_that_stands_for_none_is_a_gap(repo):
    repo.commit("first", {"a": "1"})
    repo.git.references.create("refs/remotes/origin/HEAD", "refs/remotes/origin/gone")
    refs, gaps = Repository(repo.path).refs()
    assert [(held, ref.name, ref.target) for held, ref in refs[1:]] == [
        ("refs/remotes/origin/gone", "refs/remotes/origin/HEAD", None)
    ]
    assert [(gap.kind, gap.where) for gap in gaps] == [("ref", "refs/remotes/origin/HEAD")]


def test_a_tagger_of_the_time_before_utf_8_has_a_name(repo):
    sha = repo.commit("first", {"a": "1"})
    raw = f"object {sha}\ntype commit\ntag v1.0\ntagger Andr\xe9 <a@b> 1000000000 +0100\n\nx\n".encode("latin-1")
    repo.git.references.create("refs/tags/v1.0", repo.git.write(pygit2.enums.ObjectType.TAG, raw))
    refs, gaps = Repository(repo.path).refs()
    assert refs[1][1].tagged == ("Andr\xe9", "a@b", 1_000_000_000, 60)
    assert gaps == []


@needs_git
@pytest.mark.parametrize(
    "kind", ["work tree", "subfolder .git", "bare", "blobless", "alternates", "packed", "no config"]
)
def test_reads_every_kind_of_clone(history, tmp_path, kind):
    repo, shas = history
    clone = tmp_path / "clone"
    source = f"file://{repo.path}"
    match kind:
        case "work tree" | "subfolder .git":
            git("clone", "-q", repo.path, clone)
            clone = clone / ".git" if kind.startswith("sub") else clone
        case "bare":
            git("clone", "-q", "--bare", source, clone)
        case "blobless":
            git("-C", repo.path, "config", "uploadpack.allowFilter", "true")
            git("clone", "-q", "--bare", "--filter=blob:none", source, clone)
            assert "partialclone" in (clone / "config").read_text().lower()
        case "alternates":
            git("clone", "-q", "--bare", "--shared", repo.path, clone)
            assert (clone / "objects/info/alternates").exists()
        case "packed":
            git("clone", "-q", "--bare", source, clone)
            git("-C", clone, "pack-refs", "--all")
            assert not (clone / "refs/heads/main").exists()
        case "no config":
            shutil.copytree(repo.path, clone)
            (clone / "config").unlink()
    repository = Repository(clone)
    assert sorted(unread(repository)) == sorted(shas)
    assert repository.head() == "refs/heads/main"


@needs_git
def test_refuses_a_shallow_clone_with_advice(history, tmp_path):
    repo, _ = history
    git("clone", "-q", "--bare", "--depth=1", f"file://{repo.path}", tmp_path / "shallow")
    with pytest.raises(RepositoryError, match="fetch --unshallow"):
        Repository(tmp_path / "shallow")


def test_refuses_what_is_no_repository(tmp_path):
    with pytest.raises(RepositoryError, match="is not a git repository"):
        Repository(tmp_path)
    with pytest.raises(RepositoryError, match="There is no"):
        Repository(tmp_path / "nowhere")


def test_a_tip_above_a_missing_commit_is_lost_alone(repo):
    below = repo.commit("below", {"a": "1"})
    raw = f"tree {repo.tree({})}\nparent {'3' * 40}\nauthor A <a@b> 1 +0000\ncommitter A <a@b> 1 +0000\n\nx".encode()
    orphan = str(repo.git.write(pygit2.enums.ObjectType.COMMIT, raw))
    lost = repo.commit("lost", branch=None, parents=[below, orphan])
    kept = repo.commit("kept")
    found = Repository(repo.path).unread([lost, kept], set())
    assert found.commits == [below, kept]
    assert list(found.lost) == [lost]
    assert f"commit {'3' * 40} cannot be read" in found.lost[lost]


def test_mailmap_is_read_from_the_tip(repo):
    tip = repo.commit("map", {".mailmap": "Ann <ann@new.example> <ann@old.example>\n"})
    blob, mailmap, gap = Repository(repo.path).mailmap(tip)
    assert blob is not None
    assert gap is None
    assert mailmap.resolve("x", "ann@old.example") == ("Ann", "ann@new.example")
    assert Repository(repo.path).mailmap(None)[1].resolve("x", "y") == ("x", "y")


def test_a_missing_mailmap_blob_is_a_gap(repo):
    tip = repo.commit("map", {".mailmap": "Ann <a@b> <c@d>\n"})
    blob = str(repo.git[tip].tree[".mailmap"].id)
    (repo.path / "objects" / blob[:2] / blob[2:]).unlink()
    _, mailmap, gap = Repository(repo.path).mailmap(tip)
    assert (gap.kind, gap.where) == ("blob", ".mailmap")
    assert mailmap.resolve("x", "c@d") == ("x", "c@d")
