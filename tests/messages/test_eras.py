from datetime import UTC, datetime

import pytest

from miner.messages.eras import (
    GITHUB_ISSUES_BEGIN,
    LAST_EARLY_PULL_REQUEST,
    era_of,
    github_tracker,
    highest_pull_request,
    issue_tracker,
)


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("moment", "era"),
    [
        ("1990-08-09T14:25:15", "cvs"),
        ("2005-10-26T23:59:59", "cvs"),
        ("2005-10-27T18:56:22", "svn"),
        ("2011-03-04T12:57:09", "svn"),
        ("2011-03-05T13:53:28", "hg"),
        ("2017-02-10T13:19:36", "hg"),
        ("2017-02-10T22:08:55", "git-bpo"),
        ("2022-04-09T23:59:59", "git-bpo"),
        ("2022-04-10T00:00:00", "git-gh"),
        ("2038-01-19T03:14:08", "git-gh"),
    ],
)
def test_an_era_begins_with_the_first_commit_of_its_system(moment, era):
    assert era_of(at(moment)) == era


def test_a_commit_with_an_svn_revision_was_made_in_svn_or_before():
    assert era_of(at("2016-01-01"), has_svn=True) == "svn"
    assert era_of(at("2007-01-01"), has_svn=True) == "svn"
    assert era_of(at("1999-01-01"), has_svn=True) == "cvs"


@pytest.mark.parametrize(
    ("number", "day", "tracker"),
    [
        (999, "2019-01-01", None),
        (1000, "2010-01-01", "bpo"),
        (33608, "2019-01-01", "bpo"),
        (71031, "2014-01-01", "bpo"),
        (1635741, "2020-01-01", "bpo"),
        (45108, "2023-01-01", "bpo"),
        (98103, "2023-01-01", "gh"),
        (1635741, "2023-01-01", "bpo"),
    ],
)
def test_the_word_issue_never_means_a_pull_request(number, day, tracker):
    assert issue_tracker(number, at(day)) == tracker


@pytest.mark.parametrize(
    ("number", "day", "issue", "tracker"),
    [
        pytest.param(17, "2017-02-12", False, "pr", id="pull-request-of-the-first-days"),
        pytest.param(29398, "2017-03-01", False, "bpo", id="roundup-number-beyond-the-pull-requests-of-the-day"),
        pytest.param(29398, "2022-02-01", False, "pr", id="same-number-once-pull-requests-had-got-there"),
        pytest.param(42128, "2021-02-26", True, "bpo", id="GH-42128-of-2021"),
        pytest.param(5054, "2020-06-01", True, "pr", id="leading-GH-5054-of-2020-is-in-the-range-of-pull-requests"),
        pytest.param(61923, "2019-06-01", False, None, id="number-of-nothing-before-2022"),
        pytest.param(32425, "2022-06-01", True, "pr", id="last-early-pull-request"),
        pytest.param(32426, "2022-06-01", False, "gh", id="first-migrated-issue"),
        pytest.param(91417, "2022-06-01", False, "gh", id="last-migrated-issue"),
        pytest.param(91418, "2022-06-01", False, "pr", id="common-sequence-in-parentheses"),
        pytest.param(91418, "2022-06-01", True, "gh", id="common-sequence-in-front"),
        pytest.param(47246, "2022-06-01", True, "pr", id="opened-during-the-transfer"),
        pytest.param(69256, "2022-06-01", False, "pr", id="opened-during-the-transfer-too"),
        pytest.param(70056, "2022-06-01", False, "pr", id="and-this"),
    ],
)
def test_ranges_and_dates_decide_before_the_spelling(number, day, issue, tracker):
    assert github_tracker(number, at(day), issue=issue) == tracker


def test_the_ceiling_of_pull_requests_only_rises():
    months = [at(f"{year}-{month:02}-01") for year in range(2017, 2025) for month in range(1, 13)]
    ceilings = [highest_pull_request(month) for month in months]
    assert ceilings == sorted(ceilings)
    assert ceilings[-1] == highest_pull_request(GITHUB_ISSUES_BEGIN) == LAST_EARLY_PULL_REQUEST
