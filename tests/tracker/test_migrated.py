"""The bodies of issues that came from bugs.python.org."""

from datetime import UTC, datetime

import pytest

from miner.tracker.migrated import Migrated, read_body
from tests.tracker.forms import migrated_body


def test_both_blocks_and_the_table():
    found = read_body(
        migrated_body(
            40231,
            title="Don't lose calls",
            closed="2020-05-15.00:39:53.889",
            pulls=(13219, 17279, 13219),
            superseder=39877,
            dependencies=(36710, 36854),
            resolution="duplicate",
        )
    )
    assert (found.bpo, found.creator, found.resolution) == (40231, "ann.author", "duplicate")
    assert found.opened == datetime(2019, 5, 8, 17, 0, 25, 446000, tzinfo=UTC)
    assert (found.pull_requests, found.superseder, found.dependencies) == ((13219, 17279), 39877, (36710, 36854))
    assert found.fields["closed_date"] == datetime(2020, 5, 15, 0, 39, 53, 889000, tzinfo=UTC)
    assert found.fields["versions"] == ["Python 3.9"]


def test_an_open_issue_with_line_ends_of_windows():
    found = read_body(migrated_body(1001, creator="none").replace("\n", "\r\n"))
    assert (found.bpo, found.creator, found.fields["closed_date"]) == (1001, None, None)


def test_a_body_whose_block_was_cut_off_still_tells_its_number():
    body = migrated_body(1001)
    assert read_body(body[: body.index("GitHub fields")]) == Migrated(1001)
    assert read_body(body[: body.index("creation = ")]).opened is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "An issue like any other.",
        f"As it was:\n{migrated_body(1001)}",
        migrated_body(1001).replace("issue1001)", "issue1002)", 1),
        migrated_body(1001).replace("issue_num = 1001", "issue_num = 1002"),
    ],
)
def test_other_bodies_and_those_that_contradict_themselves(body):
    assert read_body(body) is None


@pytest.mark.parametrize(
    "written", ["<Date 2019-13-40.99:00:00>", "__import__('os')", "(" * 500, "<Date soon>", "nan("]
)
def test_a_field_that_cannot_be_read_is_left_out(written):
    body = migrated_body(1001).replace("creation = <Date 2019-05-08.17:00:25.446>", f"creation = {written}")
    assert read_body(body).opened is None
