"""What git inherits: everything for a network when it clones, nothing of it when it reads."""

import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from miner.errors import RepositoryError
from miner.git import program
from miner.git.clone import clone
from miner.git.repository import Repository

pytestmark = [
    pytest.mark.skipif(not program.available(), reason="there is no git program"),
    pytest.mark.skipif(sys.platform == "win32", reason="the programs put in place of others are shell scripts"),
]

NETWORK = [
    *("GIT_SSH_COMMAND", "GIT_SSH", "GIT_SSH_VARIANT", "GIT_ASKPASS", "SSH_ASKPASS", "SSH_AUTH_SOCK"),
    *("GIT_PROXY_COMMAND", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_NO_VERIFY", "GIT_SSL_CERT"),
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"),
    *("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"),
]
HARMFUL = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_TRACE",
    "GIT_EXTERNAL_DIFF",
    "GIT_CONFIG_PARAMETERS",
]
QUIETLY = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def executable(path, *lines):
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
    path.chmod(0o755)
    return path


@pytest.fixture
def inherited(tmp_path, monkeypatch):
    """Return what a git, put in the place of the real one, inherits when something is done."""
    folder, seen = tmp_path / "bin", tmp_path / "environment"
    folder.mkdir()
    executable(folder / "git", f"env > '{seen}'", "exit 1")
    for name in (*NETWORK, *HARMFUL):
        monkeypatch.setenv(name, f"of {name}")
    monkeypatch.setenv("PATH", str(folder), prepend=":")

    def after(action):
        action()
        return dict(line.partition("=")[::2] for line in seen.read_text().splitlines())

    return after


def test_cloning_inherits_what_leads_to_a_network(inherited, tmp_path):
    def clones():
        with pytest.raises(RepositoryError):
            clone("https://localhost/cpython", tmp_path / "cache", lambda *_: None)

    found = inherited(clones)
    assert {name: found.get(name) for name in NETWORK} == {name: f"of {name}" for name in NETWORK}
    assert not found.keys() & set(HARMFUL)


def test_reading_inherits_nothing_of_it(inherited, repo):
    def reads():
        started = program.start(repo.path, ["log"], **QUIETLY)
        started.wait()

    found = inherited(reads)
    ours = {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_OBJECT_DIRECTORY": str(repo.path / "objects"),
    }
    assert {name: found[name] for name in (*NETWORK, *HARMFUL) if name in found} == ours
    assert found["GIT_NO_LAZY_FETCH"] == "1"


def test_settings_given_by_variables_are_kept_when_cloning_only(monkeypatch):
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "http.extraHeader")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "X-Token: 1")
    for environment, expected in ((program.environment_to_clone(), b"X-Token: 1\n"), (program.environment(), b"")):
        command = ["git", "config", "http.extraHeader"]
        assert subprocess.run(command, env=environment, capture_output=True, check=False).stdout == expected


def test_a_clone_comes_through_the_ssh_that_the_user_names(repo, tmp_path, monkeypatch):
    sha = repo.commit("first", {"a": "1"})
    log = tmp_path / "calls"
    # The last argument is the command for the other side, which here is this one.
    ssh = executable(tmp_path / "my-ssh", f"echo \"$*\" >> '{log}'", 'for last; do :; done; eval "exec $last"')
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
    monkeypatch.setenv("GIT_SSH_VARIANT", "simple")
    target, _ = clone(f"ann@example.org:{repo.path}", tmp_path / "cache", lambda *_: None)
    assert Repository(target).tips() == [sha]
    assert log.read_text().startswith(f"ann@example.org git-upload-pack '{repo.path}'")


@pytest.fixture
def proxy():
    """A proxy that refuses; its address, and what it was asked for."""
    asked = []

    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def test_a_clone_goes_through_the_proxy_that_the_user_names(proxy, tmp_path, monkeypatch):
    address, asked = proxy
    monkeypatch.setenv("http_proxy", address)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(RepositoryError, match="not found"):
        clone("http://cpython.invalid/cpython", tmp_path / "cache", lambda *_: None)
    assert asked == ["http://cpython.invalid/cpython/info/refs?service=git-upload-pack"]


def test_a_missing_blob_is_not_fetched_when_reading(repo, tmp_path, monkeypatch):
    subprocess.run(["git", "-C", repo.path, "config", "uploadpack.allowFilter", "true"], check=True)
    sha = repo.commit("first", {"a": "1"})
    target, _ = clone(f"file://{repo.path}", tmp_path / "cache", lambda *_: None)
    log = tmp_path / "calls"
    ssh = executable(tmp_path / "my-ssh", f"echo \"$*\" >> '{log}'", "exit 1")
    monkeypatch.setenv("GIT_SSH_COMMAND", str(ssh))
    command = ["git", "-C", target, "config", "remote.origin.url", "ann@example.org:cpython"]
    subprocess.run(command, check=True)
    with program.start(target, ["cat-file", "-e", f"{sha}:a"], **QUIETLY) as process:
        assert process.wait() != 0
    assert not log.exists()
    # It would be fetched otherwise: the same command with the environment for cloning asks that ssh.
    command = ["git", "--git-dir", target, "cat-file", "-e", f"{sha}:a"]
    subprocess.run(command, env=program.environment_to_clone(), stderr=subprocess.DEVNULL, check=False)
    assert "ann@example.org" in log.read_text()
