"""Cloning into the cache."""

import subprocess

import pytest

from miner.errors import RepositoryError
from miner.git import program
from miner.git.clone import cache_name, clone, is_bundle, is_url, without_secrets
from miner.git.repository import Repository

pytestmark = pytest.mark.skipif(not program.available(), reason="there is no git program")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://github.com/python/cpython", True),
        ("git@github.com:python/cpython.git", True),
        ("file:///srv/cpython.git", True),
        ("../cpython", False),
        ("C:\\cpython", False),
        ("/srv/cpython.git", False),
    ],
)
def test_tells_urls_from_paths(text, url):
    assert is_url(text) is url


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/python/cpython", "github.com-python-cpython.git"),
        ("https://token@github.com/python/cpython.git/", "github.com-python-cpython.git"),
        ("git@github.com:python/cpython.git", "git-github.com-python-cpython.git"),
        ("file:///srv/../x y", "srv-..-x-y.git"),
    ],
)
def test_names_folders_of_the_cache(url, name):
    assert cache_name(url) == name


def test_clones_bare_and_blobless_and_later_brings_up_to_date(repo, tmp_path):
    subprocess.run(["git", "-C", repo.path, "config", "uploadpack.allowFilter", "true"], check=True)
    repo.commit("first", {"a": "1"})
    url, steps = f"file://{repo.path}", []
    target = clone(url, tmp_path / "cache", lambda step, percent: steps.append((step, percent)))
    assert target == tmp_path / "cache" / cache_name(url)
    assert "blob:none" in (target / "config").read_text()
    second = repo.commit("second", {"a": "2"})
    repo.branch("3.9", second)
    assert clone(url, tmp_path / "cache", lambda *_: None) == target
    refs, _ = Repository(target).refs()
    assert {(ref.name, ref.target) for _, ref in refs} == {("refs/heads/3.9", second), ("refs/heads/main", second)}


def test_a_failed_clone_tells_the_reason_that_git_gives_not_its_advice(tmp_path):
    with pytest.raises(
        RepositoryError, match=r"\('.*absent' does not appear to be a git repository\): check the address"
    ):
        clone(f"file://{tmp_path}/absent", tmp_path / "cache", lambda *_: None)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://token@github.com/python/cpython", "https://github.com/python/cpython"),
        ("https://me:secret@github.com/python/cpython", "https://github.com/python/cpython"),
        ("https://me:sec@ret@github.com/python/cpython", "https://github.com/python/cpython"),
        ("git@github.com:python/cpython.git", "git@github.com:python/cpython.git"),
        ("https://github.com/python/cpython@main", "https://github.com/python/cpython@main"),
    ],
)
def test_keeps_secrets_out_of_what_is_stored_and_shown(url, shown):
    assert without_secrets(url) == shown


def test_a_failed_clone_does_not_tell_the_token(tmp_path):
    with pytest.raises(RepositoryError, match="could not be cloned") as caught:
        clone("https://me:secret@localhost:1/cpython", tmp_path / "cache", lambda *_: None)
    assert "secret" not in str(caught.value)


def test_a_failed_clone_is_explained_and_leaves_nothing_behind(tmp_path):
    with pytest.raises(RepositoryError, match="could not be cloned"):
        clone(f"file://{tmp_path}/nowhere", tmp_path / "cache", lambda *_: None)
    assert not list((tmp_path / "cache").glob("*.git"))


@pytest.mark.parametrize("extension", ["objectformat = sha256", "refstorage = reftable"])
def test_formats_that_cannot_be_read_are_named(repo, extension):
    config = repo.path / "config"
    said = config.read_text().replace("repositoryformatversion = 0", "repositoryformatversion = 1")
    config.write_text(f"{said}[extensions]\n\t{extension}\n")
    with pytest.raises(RepositoryError, match="SHA-256" if "sha256" in extension else "reftable"):
        Repository(repo.path)


def test_a_bundle_is_cloned_whole(repo, tmp_path):
    sha = repo.commit("bpo-40000: One", {"a.c": "1"})
    bundle = tmp_path / "history.bundle"
    subprocess.run(["git", "-C", repo.path, "bundle", "create", "-q", bundle, "--all"], check=True)
    assert is_bundle(bundle)
    assert not is_bundle(repo.path)
    target = clone(str(bundle), tmp_path / "cache", lambda _step, _percent: None)
    cloned = Repository(target)
    assert cloned.tips() == [sha]
    assert cloned.file(sha, "a.c") == "1"


def test_a_bundle_of_a_part_is_explained(repo, tmp_path):
    first = repo.commit("bpo-40000: One", {"a.c": "1"})
    repo.commit("bpo-40001: Two", {"a.c": "2"})
    bundle = tmp_path / "part.bundle"
    subprocess.run(["git", "-C", repo.path, "bundle", "create", "-q", bundle, f"{first}..main"], check=True)
    with pytest.raises(RepositoryError, match="bundle of the whole history"):
        clone(str(bundle), tmp_path / "cache", lambda _step, _percent: None)
