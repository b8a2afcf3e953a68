"""Every problem is reported in one sentence."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from miner.cli import cli
from miner.cli.groups import LazyGroup
from miner.cli.session import Session
from miner.store import schema


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("timeline", "bpo-33609"), "no issue bpo-33609: no commit, NEWS entry or fetched record names it"),
        (("timeline", "33608", "--since", "2020-01-01", "--until", "2019-01-01"), "--since 2020-01-01 is later than"),
        (("cycles", "--since", "2020-01-01", "--until", "2019-01-01"), "--since 2020-01-01 is later than --until"),
        (("release", "v3.8.0...v3.9.0"), "v3.8.0...v3.9.0 is no range: write FROM..TO"),
        (("release", "v3.8.0.."), "is no range"),
        (("ledger", "..v3.9.0"), "is no range"),
        (("issue", "x"), "'x' is not an issue"),
        (("commit", "zz"), "'zz' is not a commit"),
        (("timeline", "33608", "--since", "soon"), "--since takes a day such as 2019-02-24, not 'soon'"),
        (("cycles", "--until", "soon"), "--until takes a day"),
        (("query", "search"), "needs --text (the words): add, say, --text pending"),
        (("query", "search", "--text", " "), "needs --text (the words): add, say, --text pending"),
        (("query", "issue-comits"), "There is no canned query issue-comits; did you mean issue-commits?"),
        (("query", "issue-commits", "--line", "9.9"), "No commit was made for a line 9.9"),
        (("query", "first-release", "--release", "9.9"), "knows no release 9.9"),
        (("sql", "DROP TABLE commits"), "Only reading is possible here"),
        (("sql", "SELECT 1; DROP TABLE commits"), "refused"),
        (("sql", "SELECT 1 FROM nowhere"), "no such table: nowhere"),
        (("mine", "/nowhere/at/all"), "/nowhere/at/all"),
    ],
)
def test_a_problem_is_one_sentence(refuse, command, message):
    text = refuse(*command)
    assert message in text
    assert text.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("commits", "--author", "nobodyatall"), "Nobody's name or address contains nobodyatall."),
        (("who", "--author", "stiner"), "contains stiner; near to it are Victor Stinner."),
        (("release", "v3.8.0a3", "--author", "Stinnr"), "near to it are Victor Stinner."),
        (("commits", "--path", "Python/cevel.c"), "matches Python/cevel.c; near to it are Python/ceval.c"),
        (("risk", "Pyton"), "matches Pyton; near to it are Python."),
        (("feed", "--path", "ceval.c"), "near to it are Python/ceval.c."),
        (("who", "--path", "Pyton/*"), "No path in the whole history matches Pyton/*."),
    ],
)
def test_an_empty_answer_says_what_nobody_knows(run, sample, command, message):
    result = run("--db", sample, *command)
    assert result.exit_code == 0
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("timeline",), "Name at least one issue, or a --topic"),
        (("timeline", "33608", "--format", "xml"), "'xml' is not one of 'table', 'csv'"),
        (("timeline", "33608", "--burst-gap", "-1"), "-1 is not in the range"),
        (("timeline", "33608", "--burst-gap", "99999999999"), "'--burst-gap': 99999999999 is not in the range"),
        (("query", "issue-commits", "--limit", "many"), "--limit takes a whole number, not 'many'"),
        (("query", "issue-commits", "--since", "2019-13-01"), "--since takes a day"),
        (("query", "issue-commits", "--limit", "-1"), "--limit takes a whole number from 0 on, not '-1'"),
        (("query", "exposed-reverts", "--phase", "rc"), "--phase takes alpha, beta, candidate or final, not 'rc'"),
        (("query", "undo-links", "--nature", "reverts"), "--nature takes revert, toggle,"),
        (("query", "issue-commits", "--isue", "1"), "No such option"),
        (("nothing",), "There is no command nothing"),
    ],
)
def test_wrong_usage_has_a_code_of_its_own(refuse, command, message):
    assert message in refuse(*command, code=2)


@pytest.mark.parametrize(
    ("database", "message"),
    [
        ("{0}/absent.db", "There is no database at {0}/absent.db: make one with"),
        ("{0}", "{0} is a folder, not a database"),
        ("postgresql://localhost:1/x", "does not answer"),
        ("mysql://x/y", "mysql databases are not supported"),
    ],
)
def test_a_database_that_is_none(run, tmp_path, database, message):
    result = run("--db", database.format(tmp_path), "db", "info")
    assert result.exit_code == 1
    assert message.format(tmp_path) in result.stderr


def test_a_statement_of_bytes_that_are_no_text(refuse):
    assert refuse("sql", "select '\udcfc'") == "Error: The statement has characters that are none.\n"


@pytest.mark.parametrize("command", [("query", "search", "--text"), ("issue",)])
def test_bytes_that_are_no_text(refuse, command):
    assert refuse(*command, "select '\udcfc'").startswith("Error: \"select '\\udcfc'\" is not UTF-8: write it in UTF-8")


def test_a_database_that_may_only_be_read(sample):
    from miner.errors import StoreError
    from miner.store.engine import database_url, explained

    error = OperationalError("INSERT", {}, Exception("attempt to write a readonly database"))
    with (
        pytest.raises(StoreError, match="Name another one with --db; only mine, fetch"),
        explained(database_url(sample)),
    ):
        raise error


def test_a_message_is_shown_but_not_obeyed(refuse):
    assert "␛[2J" in refuse("issue", "\x1b[2J").replace("\\x1b", "␛")


def test_the_schema_is_made_and_kept(run, tmp_path):
    path = tmp_path / "folder" / "new.db"
    newest = schema.known_versions()[-1]
    assert f"now has schema {newest}" in run("--db", path, "db", "upgrade").stdout.replace(str(path), "it")
    assert f"has schema {newest} already" in run("--db", path, "db", "upgrade").stdout
    assert run("--db", path, "db", "info").exit_code == 0


def test_changed_views_are_told_and_made_again(run, tmp_path, monkeypatch):
    path = tmp_path / "new.db"
    run("--db", path, "db", "upgrade")
    changed = {**schema.view_sources(), "one": "SELECT 1 AS one"}
    monkeypatch.setattr(schema, "view_sources", lambda: changed)
    refused = run("--db", path, "db", "info")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Error: ")
    assert f"run `miner --db {path} db upgrade`" in refused.stderr
    assert "its views" in run("--db", path, "db", "upgrade").stdout
    assert run("--db", path, "db", "info").exit_code == 0


def raising(error):
    def invoke(*_):
        raise error

    return invoke


def test_an_interrupted_command_says_so(run, sample, monkeypatch):
    monkeypatch.setattr("miner.history.history.History.info", raising(KeyboardInterrupt()))
    result = run("--db", sample, "db", "info")
    assert result.exit_code == 130
    assert result.stderr == "\nInterrupted.\n"


def test_a_closed_pipe_is_no_problem(run, sample, monkeypatch):
    monkeypatch.setattr("miner.history.history.History.info", raising(BrokenPipeError()))
    assert run("--db", sample, "db", "info").exit_code == 0


def test_a_full_disk_is_explained(sample):
    from miner.errors import StoreError
    from miner.store.engine import database_url, explained

    full = OperationalError("INSERT", {}, Exception("database or disk is full"))
    with pytest.raises(StoreError, match=r"The disk with .* is full: make room"), explained(database_url(sample)):
        raise full


@pytest.mark.skipif(sys.platform == "win32", reason="signals are different there")
def test_control_c_ends_a_long_statement(sample):
    forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT MAX(i) FROM n"
    command = [sys.executable, "-m", "miner", "--db", str(sample), "sql", forever]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ,
        preexec_fn=_interruptible,  # noqa: PLW1509
    ) as process:
        try:
            _wait_until_open(process.pid, sample)
            process.send_signal(signal.SIGINT)
            _, message = process.communicate(timeout=60)
        finally:
            process.kill()  # or it would run for ever where it was not interrupted
    assert process.returncode == 130
    assert message.strip() == b"Interrupted."


def _interruptible() -> None:
    """Let Ctrl-C interrupt, also where tests run in the background of a shell, which has them ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait_until_open(process: int, database: os.PathLike[str]) -> None:
    """Wait until a process has opened a database, or long enough if the system does not show open files."""
    opened = Path(f"/proc/{process}/fd")
    for _ in range(300):
        with suppress(OSError):
            if Path(database) in {one.readlink() for one in opened.iterdir()}:
                break
        time.sleep(0.1 if opened.exists() else 0.01)
    time.sleep(0.5)  # soon after that the statement runs


def test_unknown_commands_are_none():
    assert LazyGroup(commands_in={}).get_command(None, "x") is None


@pytest.mark.parametrize(
    ("terminal", "given", "limit"),
    [(True, [], 60), (False, [], None), (True, ["--timeout", "0"], None), (False, ["--timeout", "5"], 5)],
)
def test_who_waits_at_a_terminal_waits_a_minute(terminal, given, limit, monkeypatch, sample):
    asked = []
    monkeypatch.setattr("miner.cli.query.at_a_terminal", lambda: terminal)
    opened = Session.open
    monkeypatch.setattr(Session, "open", lambda self, timeout=None: asked.append(timeout) or opened(self, timeout))
    for command in (["sql", "SELECT 1"], ["query", "gaps"]):
        assert CliRunner().invoke(cli, ["--db", str(sample), *command, *given]).exit_code == 0
    assert asked == [limit, limit]
