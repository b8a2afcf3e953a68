"""The tracker records that ship with the tool."""

from datetime import UTC, datetime

import pytest

from miner.errors import ResourceError
from miner.tracker.shipped import read_issues


def test_thirteen_tracker_records():
    issues = {issue.bpo: issue for issue in read_issues()}
    assert len(issues) == 13
    assert issues[33608].gh == 77789
    assert issues[36854].closed == datetime(2019, 11, 22, 13, 0, 22, 999000, tzinfo=UTC)
    assert [bpo for bpo, issue in issues.items() if issue.gh is None] == [19466, 20526]


def test_says_what_is_wrong_with_a_tracker_record(tmp_path):
    path = tmp_path / "issues.toml"
    path.write_text("[[issue]]\nbpo = 33608\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="issue 33608: 'bpo' and 'opened' must be there"):
        read_issues(path)
