"""``fetch`` and ``import-records`` on the command line."""

import json
import re

import pytest

from tests.tracker.conftest import server, trackers  # noqa: F401 - fixtures
from tests.tracker.forms import issue
from tests.tracker.server import Reply

PLACE = "/repos/python/cpython/issues/110052"


@pytest.fixture
def fetch(run, trackers, tmp_path):  # noqa: F811
    """Run fetch on an empty database, with a tracker that knows one issue."""
    trackers.pages[PLACE] = Reply(200, issue(110_052, title="It leaks"))
    return lambda *arguments: run("--db", tmp_path / "history.db", "fetch", *arguments)


def test_a_fetched_issue_has_a_page(fetch, run, tmp_path):
    result = fetch("https://github.com/python/cpython/issues/110052")
    assert result.exit_code == 0, result.output
    assert "1 new, 0 as before, 0 gone or moved" in result.stdout
    assert "0 new" in fetch("gh-110052").stdout
    shown = run("--db", tmp_path / "history.db", "sql", "SELECT key, title, creator FROM issues", "--format", "csv")
    assert shown.stdout.splitlines()[1:] == ["gh-110052,It leaks,annauthor"]


def test_a_topic_is_a_file_with_a_list(fetch, tmp_path):
    topic = tmp_path / "leaks.toml"
    topic.write_text('title = "Leaks"\nissues = ["gh-110052"]\n')
    result = fetch("--topic", topic, "--dry-run")
    assert "wanted     1 record, 0 of them stored" in result.stdout
    assert re.search(r"^time       \d+ s, with a token or without$", result.stdout, re.MULTILINE)
    assert "GITHUB_TOKEN is not set\nNothing was asked yet" in result.stdout
    assert "requests   1, one record after the other" in result.stdout
    assert fetch("--topic", topic, "--max-requests", 0).stdout.endswith("run the command again\n")
    assert "missing    1 record" in fetch("--topic", topic, "--offline").stdout
    assert fetch("--topic", topic, "--quiet").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "Name at least one issue"),
        (("what",), 1, "'what' is not an issue"),
        (("40001",), 1, "write bpo-40001 or gh-40001"),
        (("--topic", "nothing"), 1, "There is no topic nothing"),
        (("gh-1", "--since", "soon"), 2, "'soon' does not match the format"),
    ],
)
def test_what_is_wrong_is_told(fetch, arguments, code, words):
    result = fetch(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr


@pytest.mark.parametrize("content", ["issues = 5", "issues = []", "issues = [", 'title = "x"'])
def test_a_topic_without_issues(fetch, tmp_path, content):
    (tmp_path / "bad.toml").write_text(content)
    result = fetch("--topic", tmp_path / "bad.toml")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "bad.toml" in result.stderr


def test_a_tracker_that_refuses_is_one_sentence(fetch, trackers):  # noqa: F811
    trackers.pages[PLACE] = Reply(403, {"message": "Blocked\x1b[31m"})
    result = fetch("gh-110052")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "was refused with 403" in result.stderr
    assert "\x1b" not in result.stderr


def test_records_are_imported(run, tmp_path):
    (tmp_path / "saved.json").write_text(json.dumps([issue(110_052)]))
    arguments = ("--db", tmp_path / "history.db", "import-records", tmp_path / "saved.json")
    assert run(*arguments).stdout == "1 record read, 1 of them new or changed, 1 understood.\n"
    (tmp_path / "saved.json").write_text("[")
    result = run(*arguments)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
