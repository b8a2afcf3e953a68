"""Cloning into the cache."""

import os
import re
import subprocess
import time

import pytest

from miner.errors import RepositoryError
from miner.git import program
from miner.git.clone import cache_name, clone, is_bundle, is_url, without_secrets
from miner.git.repository import Repository
from miner.locks import lock

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


def test_a_folder_of_the_cache_is_one_address_s():
    addresses = [
        "https://github.com/jane/doe-cpython",
        "https://github.com/jane-doe/cpython",
        "https://github.com/jane/doe/cpython",
        "https://github.com/jane/doe_cpython",
        "git@github.com:jane/doe-cpython",
        "ssh://github.com/jane/doe-cpython",
        "file:///srv/../x y",
        "file:///srv/../x-y",
        "https://example.org/" + 300 * "x",
        "https://example.org/" + 301 * "x",
    ]
    names = [cache_name(address) for address in addresses]
    assert len(set(names)) == len(addresses)
    assert names[0].startswith("github.com-jane-doe-cpython-")
    assert all(re.fullmatch(r"[\w.-]{1,100}", name) for name in names)
    assert cache_name("https://me:secret@github.com/jane/doe-cpython.git/") == names[0]


@pytest.fixture
def upstream(repo):
    subprocess.run(["git", "-C", repo.path, "config", "uploadpack.allowFilter", "true"], check=True)
    repo.commit("first", {"a": "1"})
    return repo


def refs_of(path):
    refs, _ = Repository(path).refs()
    return {ref.name: ref.target for _, ref in refs}


def test_clones_bare_and_blobless_and_later_brings_up_to_date(upstream, tmp_path):
    url, steps = f"file://{upstream.path}", []
    target, outdated = clone(url, tmp_path / "cache", lambda step, percent: steps.append((step, percent)))
    assert target == tmp_path / "cache" / cache_name(url)
    assert outdated is None
    assert "blob:none" in (target / "config").read_text()
    second = upstream.commit("second", {"a": "2"})
    upstream.branch("3.9", second)
    assert clone(url, tmp_path / "cache", lambda *_: None) == (target, None)
    assert refs_of(target) == {"refs/heads/3.9": second, "refs/heads/main": second}
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [target.name]


def test_follows_what_is_moved_deleted_and_renamed(upstream, tmp_path):
    url = f"file://{upstream.path}"
    first = upstream.git.revparse_single("main").id
    for tag in ("v3.9.0", "v3.9.1"):
        upstream.tag(tag, str(first), time=1_560_000_000)
    upstream.branch("3.8", str(first))
    target, _ = clone(url, tmp_path / "cache", lambda *_: None)
    git = ["git", "-C", upstream.path]
    second = upstream.commit("second", {"a": "2"}, parents=[])  # a force-push
    subprocess.run([*git, "tag", "-d", "v3.9.0", "v3.9.1"], check=True, capture_output=True)
    upstream.tag("v3.9.0", second, time=1_570_000_000)
    subprocess.run([*git, "branch", "-m", "main", "trunk"], check=True)
    subprocess.run([*git, "branch", "-D", "3.8"], check=True, capture_output=True)
    subprocess.run([*git, "branch", "3.8/new", second], check=True)  # a folder where there was a file
    assert clone(url, tmp_path / "cache", lambda *_: None).outdated is None
    assert refs_of(target) == dict.fromkeys(("refs/heads/3.8/new", "refs/heads/trunk", "refs/tags/v3.9.0"), second)
    assert Repository(target).head() == "refs/heads/trunk"


def test_without_a_network_the_clone_is_used_as_it_is(upstream, tmp_path):
    url = f"file://{upstream.path}"
    target, _ = clone(url, tmp_path / "cache", lambda *_: None)
    week = time.time() - 7 * 86_400 - 60
    os.utime(target / "miner-up-to-date", (week, week))
    upstream.path.rename(tmp_path / "away")
    again, outdated = clone(url, tmp_path / "cache", lambda *_: None)
    assert again == target
    assert len(refs_of(target)) == 1
    assert "could not be cloned" in outdated
    assert outdated.endswith(", 7 days ago.")


def test_two_runs_do_not_clone_into_the_same_folder(upstream, tmp_path):
    url = f"file://{upstream.path}"
    (tmp_path / "cache").mkdir()
    with (
        lock((tmp_path / "cache" / cache_name(url)).with_suffix(".lock")),
        pytest.raises(RepositoryError, match=rf"process {os.getpid()} .* wait until it has finished"),
    ):
        clone(url, tmp_path / "cache", lambda *_: None)


def test_a_cache_that_cannot_be_made_is_one_sentence(upstream, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RepositoryError, match="name another folder with MINER_CACHE"):
        clone(f"file://{upstream.path}", tmp_path / "file" / "cache", lambda *_: None)


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


@pytest.mark.skipif(os.name == "nt", reason="the program that stands for git is a shell script")
def test_the_reason_of_a_failed_clone_is_what_git_calls_fatal(tmp_path, monkeypatch):
    git = tmp_path / "git"
    git.write_text("#!/bin/sh\necho 'hint: Use another name.' >&2; echo 'fatal: It is not ours.' >&2; exit 128\n")
    git.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(RepositoryError, match=r"could not be cloned \(It is not ours\)"):
        clone("https://example.org/x", tmp_path / "cache", lambda *_: None)


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
    target = clone(str(bundle), tmp_path / "cache", lambda _step, _percent: None).path
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
