"""A downloaded clone whose configuration names a program wherever git's documentation knows a place for one.

The program is a canary: it leaves a file. The clone also lacks a tree, a blob and a commit, so that a git that may
fetch them would. A git of before 2.44 is made of the real one by taking away the variable that it does not know.
"""

import os
import shutil
import subprocess
import sys
from contextlib import suppress

import pytest

from miner.errors import RepositoryError
from miner.git import program
from miner.git.clone import clone
from miner.history.history import open_history
from miner.pipeline import mine
from miner.store.engine import database_url

pytestmark = [
    pytest.mark.skipif(not program.available(), reason="there is no git program"),
    pytest.mark.skipif(sys.platform == "win32", reason="the canary is a shell script"),
]

# What the keys hold: {canary} is the program, {folder} a folder of hooks that are it, {file} a file of configuration.
NAMING = """
alias.rev-list !{canary}
alias.diff-tree !{canary}
alias.cat-file !{canary}
browser.web.cmd {canary}
browser.web.path {canary}
core.alternateRefsCommand {canary}
core.askPass {canary}
core.editor {canary}
core.fsmonitor {canary}
core.gitProxy {canary}
core.hooksPath {folder}
core.pager {canary}
core.sshCommand {canary}
credential.helper !{canary}
credential.https://example.org.helper !{canary}
diff.external {canary}
diff.python.command {canary}
diff.python.textconv {canary}
diff.tool canary
difftool.canary.cmd {canary}
difftool.canary.path {canary}
filter.python.clean {canary}
filter.python.process {canary}
filter.python.smudge {canary}
filter.python.required true
gc.recentObjectsHook {canary}
gpg.program {canary}
gpg.openpgp.program {canary}
gpg.ssh.program {canary}
gpg.ssh.defaultKeyCommand {canary}
gpg.x509.program {canary}
guitool.canary.cmd {canary}
hook.canary.command {canary}
hook.canary.event post-index-change
imap.tunnel {canary}
include.path {file}
includeIf.gitdir:/**.path {file}
init.templateDir {folder}
instaweb.httpd {canary}
interactive.diffFilter {canary}
log.showSignature true
man.canary.cmd {canary}
man.canary.path {canary}
merge.python.driver {canary}
mergetool.canary.cmd {canary}
mergetool.canary.path {canary}
pager.cat-file {canary}
pager.diff-tree {canary}
pager.rev-list {canary}
protocol.allow always
protocol.ext.allow always
protocol.file.allow always
receive.procReceiveRefs refs/
remote.origin.proxy http://localhost:1
remote.origin.receivepack {canary}
remote.origin.uploadpack {canary}
sendemail.ccCmd {canary}
sendemail.headerCmd {canary}
sendemail.sendmailCmd {canary}
sendemail.smtpServer {canary}
sendemail.toCmd {canary}
sequence.editor {canary}
submodule.Lib.update !{canary}
tar.tar.gz.command {canary}
trailer.issue.cmd {canary}
trailer.issue.command {canary}
uploadpack.packObjectsHook {canary}
web.browser canary
"""
# The ways in which a remote that objects are fetched from names a program.
PROMISING = {
    "helper": {"url": "ext::{canary}"},
    "instead": {"url": "https://example.org/cpython", "instead": "ext::{canary} "},
    "ssh": {"url": "ann@example.org:cpython"},
    "git": {"url": "git://example.org/cpython"},
    "upload-pack": {"url": "file:///nowhere"},
    "vcs": {"url": "https://example.org/cpython", "vcs": "canary"},
}


@pytest.fixture
def canary(tmp_path, monkeypatch):
    """The program; it is also a helper of git's, for addresses like ``canary::…``."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    program_ = folder / "git-remote-canary"
    program_.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{tmp_path}/sang'\nexit 1\n")
    program_.chmod(0o755)
    return program_


@pytest.fixture(params=["this git", "a git before 2.44"])
def any_git(request, tmp_path, monkeypatch):
    """Run a test once more with a git that knows no variable against fetching what is missing."""
    if request.param != "this git":
        folder = tmp_path / "old"
        folder.mkdir()
        old = folder / "git"
        old.write_text(f"#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nexec '{shutil.which('git')}' \"$@\"\n")
        old.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    return request.param


@pytest.fixture(params=PROMISING)
def hostile(request, repo, canary, tmp_path):
    """A clone that runs the canary as soon as git believes its configuration, or fetches what it lacks."""
    repo.commit("bpo-40001: Add", {"Lib/a.py": "x = 1\n", ".gitattributes": "*.py diff=python filter=python\n"})
    for number in range(2, 6):
        repo.commit(f"bpo-4000{number}: Change", {"Lib/a.py": f"x = {number}\n", f"Doc/{number}.rst": f"{number}\n"})
    repo.tag("v3.9.0")
    tree, blob = (str(repo.git.revparse_single(name).id) for name in ("main~2:Lib", "main~1:Lib/a.py"))
    for lost in (tree, blob):
        (repo.path / "objects" / lost[:2] / lost[2:]).unlink()
    for hook in (
        "post-index-change",
        "reference-transaction",
        "pre-auto-gc",
        "proc-receive",
        "post-checkout",
        "update",
    ):
        for folder in (repo.path / "hooks", tmp_path / "hooks"):
            folder.mkdir(exist_ok=True)
            shutil.copy(canary, folder / hook)
    extra = tmp_path / "included"
    extra.write_text(f"[core]\n\tfsmonitor = {canary}\n\tsshCommand = {canary}\n")
    (repo.path / "info").mkdir(exist_ok=True)
    (repo.path / "info" / "attributes").write_text("* diff=python filter=python merge=python\n")
    settings = [line.split(" ", 1) for line in NAMING.strip().splitlines()]
    promising = {name: value.format(canary=canary) for name, value in PROMISING[request.param].items()}
    settings += [["remote.origin.url", promising["url"]], ["remote.origin.promisor", "true"]]
    if instead := promising.get("instead"):
        settings.append([f"url.{instead}.insteadOf", promising["url"]])
    if vcs := promising.get("vcs"):
        settings.append(["remote.origin.vcs", vcs])
    settings += [["core.repositoryFormatVersion", "1"], ["extensions.partialClone", "origin"]]
    for key, value in settings:
        repo.git.config[key] = value.format(canary=canary, folder=tmp_path / "hooks", file=extra)
    (tmp_path / "sang").unlink(missing_ok=True)
    return repo, tree


def test_reading_runs_nothing_that_a_clone_names(hostile, any_git, tmp_path):
    repo, _ = hostile
    tip = str(repo.git.revparse_single("main").id)
    url = database_url(tmp_path / "history.db")
    mine(repo.path, url)
    mine(repo.path, url, lines=True)
    repo.commit("bpo-40009: Try", {"Lib/b.py": "y = 1\n"}, branch="topic", parents=[tip])
    mine(repo.path, url, lines=True)
    with open_history(tmp_path / "history.db") as history:
        assert history.sql("SELECT COUNT(*) FROM commits").rows == [(6,)]
        history.tried(branch="topic")
    assert not (tmp_path / "sang").exists(), (tmp_path / "sang").read_text()


def test_the_canary_sings_when_git_believes_the_clone(hostile, tmp_path):
    """Without this the test above could pass because nothing would ever run."""
    repo, tree = hostile
    environment = {name: value for name, value in os.environ.items() if name != "GIT_NO_LAZY_FETCH"}
    command = ["git", f"--git-dir={repo.path}", "cat-file", "-e", tree]
    subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60)
    assert (tmp_path / "sang").exists()


def test_a_clone_of_a_hostile_clone_on_this_machine_runs_nothing(hostile, any_git, tmp_path):
    repo, _ = hostile
    for _ in range(2):
        with suppress(RepositoryError):  # it may miss what it lacks
            clone(f"file://{repo.path}", tmp_path / "cache", lambda *_: None)
    assert not (tmp_path / "sang").exists(), (tmp_path / "sang").read_text()


@pytest.mark.parametrize(
    "address",
    [
        "ext::{canary}",
        "ext::sh -c {canary}://x",
        "fd::7://x",
        "canary://example.org/cpython",
        "canary::x",
        "--upload-pack={canary}",
        "-c core.sshCommand={canary} ssh://x",
        "ssh://-oProxyCommand={canary}/x",
        "ann@-oProxyCommand={canary}:x",
        "ssh://ann@-oProxyCommand={canary}/x",
        "ann@example.org:-x",
        "https://example.org/a\nb",
    ],
)
def test_an_address_that_is_a_command_is_refused(address, canary, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_ALLOW_PROTOCOL", "ext:fd:canary:ssh:https:file")
    monkeypatch.setenv("MINER_CACHE", str(tmp_path / "cache"))
    with pytest.raises(RepositoryError, match=r"is not an address|There is no"):
        mine(address.format(canary=canary), database_url(tmp_path / "history.db"))
    assert not (tmp_path / "sang").exists()
    assert not (tmp_path / "cache").exists()
    assert not (tmp_path / "history.db").exists()
