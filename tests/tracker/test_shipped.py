"""The tracker records that ship with the tool."""

from datetime import UTC, datetime

import pytest

from miner.errors import ResourceError
from miner.tracker.shipped import read_issues, read_lists, read_pulls


def test_the_tracker_records():
    issues = {issue.bpo: issue for issue in read_issues() if issue.bpo}
    assert len(issues) == 41
    assert len(read_issues()) == 49
    assert issues[33608].gh == 77789
    assert issues[36854].closed == datetime(2019, 11, 22, 13, 0, 22, 999000, tzinfo=UTC)
    assert [bpo for bpo, issue in issues.items() if issue.gh is None] == [19466, 20526]


def test_says_what_is_wrong_with_a_tracker_record(tmp_path):
    path = tmp_path / "issues.toml"
    path.write_text("[[issue]]\nbpo = 33608\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="issue 33608: 'opened' and 'bpo' or 'gh' must be there"):
        read_issues(path)


def test_the_pull_requests():
    pulls = {pull.number: pull for pull in read_pulls()}
    assert len(pulls) == 28
    assert (pulls[128018].state, pulls[128018].issues) == ("closed", (("gh", "127864"),))
    assert pulls[31771].issues == (("bpo", "46964"), ("gh", "91120"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("number = 5\n", "pull request 5: 'state' is missing"),
        ("opened = 2019-01-01\nstate = 'open'\n", "pull request None: 'number' and 'opened' must be there"),
        ("number = 5\nopened = 2019-01-01\nstate = 'gone'\n", "'state' must be open, merged or closed, not 'gone'"),
        (
            "number = 5\nopened = 2019-01-01\nstate = 'open'\ncreator = 'a'\ntitle = 't'\nsource = 's'\nissues = ['x']\n",
            "'issues' must list names such as bpo-33608, not 'x'",
        ),
    ],
)
def test_says_what_is_wrong_with_a_pull_request(tmp_path, content, message):
    path = tmp_path / "pull_requests.toml"
    path.write_text(f"[[pull_request]]\n{content}", encoding="utf-8")
    with pytest.raises(ResourceError, match=message):
        read_pulls(path)


def test_a_list_ties_each_pair_once(tmp_path):
    path = tmp_path / "lists.toml"
    path.write_text("[[list]]\nsource = 'a test'\nissues = [1, 2, 3]\n", encoding="utf-8")
    assert [(link.number, link.to_number, link.source) for link in read_lists(path)] == [
        ("1", "2", "a test"),
        ("1", "3", "a test"),
        ("2", "3", "a test"),
    ]
    path.write_text("[[list]]\nsource = 'a test'\nissues = ['1']\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="list 1: 'issues' must list numbers"):
        read_lists(path)
