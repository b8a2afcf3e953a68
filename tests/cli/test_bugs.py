"""What nobody expected is reported in a file."""

import importlib.metadata
import os
import platform
import sqlite3
import subprocess
import sys

import pygit2
import pytest

from miner.cli import bugs


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The folder that is named for what the tool keeps; it is made when it is needed."""
    monkeypatch.setenv("MINER_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def fail(run, sample, monkeypatch):
    """Run a command that fails with an exception."""

    def invoke(error):
        def info(*_):
            raise error

        monkeypatch.setattr("miner.history.history.History.info", info)
        return run("--db", sample, "db", "info")

    return invoke


@pytest.mark.parametrize("error", [ZeroDivisionError("by zero"), OSError("other"), RecursionError("deep")])
def test_a_bug_is_reported_in_a_file_that_the_message_names(fail, cache, error):
    result = fail(error)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert result.stderr == (
        f"Error: This is a bug in miner: an unexpected {type(error).__name__}."
        f" Please report it with the file {cache / 'bug.log'}, which has the details.\n"
    )
    lines = (cache / "bug.log").read_text(encoding="utf-8").splitlines()
    assert "Traceback (most recent call last):" in lines
    assert lines[-1] == f"{type(error).__name__}: {error}"


def test_the_report_has_versions(fail, cache):
    fail(ZeroDivisionError())
    head, _, _ = (cache / "bug.log").read_text(encoding="utf-8").partition("\n\n")
    found = {name: " ".join(words) for name, *words in map(str.split, head.splitlines())}
    assert found["cpython-miner"] == importlib.metadata.version("cpython-miner")
    assert found["Python"].startswith(platform.python_version())
    assert found["platform"] == platform.platform()
    assert found["SQLite"] == sqlite3.sqlite_version
    assert found["pygit2"] == f"{pygit2.__version__} (libgit2 {pygit2.LIBGIT2_VERSION})"
    assert found["git"] in subprocess.run(["git", "version"], capture_output=True, check=True, text=True).stdout


def test_a_version_that_cannot_be_found_out_is_no_obstacle(fail, cache, monkeypatch):
    monkeypatch.setitem(bugs._ASKED, "git", lambda: str(1 // 0))
    assert fail(OSError("other")).exit_code == 3
    report = (cache / "bug.log").read_text(encoding="utf-8")
    assert "git           unknown (ZeroDivisionError: integer division or modulo by zero)\n" in report
    assert report.endswith("OSError: other\n")


def test_the_command_line_is_reported_without_secrets(fail, cache, monkeypatch):
    command = ["/usr/bin/miner", "--db", "a b.db", "mine", "https://me:secret@example.org/cpython"]
    monkeypatch.setattr(sys, "argv", command)
    fail(ValueError("no https://me:secret@example.org/cpython"))
    report = (cache / "bug.log").read_text(encoding="utf-8")
    assert "command       miner --db 'a b.db' mine https://example.org/cpython\n" in report
    assert "secret" not in report


@pytest.mark.parametrize("folder", ["{}/file/cache", "~nobody-here/cache"])
def test_a_report_that_cannot_be_written_is_shown(fail, tmp_path, monkeypatch, folder):
    (tmp_path / "file").touch()
    monkeypatch.setenv("MINER_CACHE", folder.format(tmp_path))
    result = fail(ZeroDivisionError("by zero"))
    assert result.exit_code == 3
    *report, message = result.stderr.splitlines()
    assert "Traceback (most recent call last):" in report
    assert "ZeroDivisionError: by zero" in report
    assert message.startswith("Error: This is a bug in miner: an unexpected ZeroDivisionError.")
    assert "with the lines above, which could not be written to a file" in message


def test_a_process_ends_with_its_own_exit_code(cache):
    script = "import miner.cli.session as s; s.Session.open = lambda _: 1 / 0; import miner.cli; miner.cli.main()"
    command = [sys.executable, "-c", script, "db", "info"]
    done = subprocess.run(command, capture_output=True, check=False, text=True, env=os.environ)
    assert done.returncode == 3
    assert str(cache / "bug.log") in done.stderr
    assert "command       miner db info\n" in (cache / "bug.log").read_text(encoding="utf-8")


def test_without_a_named_folder_it_is_in_that_for_logs(fail, monkeypatch):
    monkeypatch.delenv("MINER_CACHE", raising=False)
    message = fail(ZeroDivisionError()).stderr
    assert os.environ["HOME"] in message
    assert "cpython-miner" in message
