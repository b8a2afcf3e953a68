"""Shapes of commit and revert cycles that the invented history does not have."""

import pytest

from miner.store import tables
from tests.queries import world
from tests.queries.conftest import asking


@pytest.fixture
def cycles(database):
    """Add relations to the invented history and return its cycles as ``(cycle, role, commit)``."""

    def added(*relations: tuple[str, int, int, int | None], **given: object) -> list[tuple[str, str, str]]:
        with database.engine.begin() as connection:
            world.fill(connection)
            connection.execute(
                tables.relations.insert(),
                [
                    {
                        "id": 100 + number,
                        "kind": kind,
                        "source_id": source,
                        "target_id": target,
                        "through_id": through,
                        "extent": "full" if kind == "undoes" else None,
                        "nature": {"undoes": "revert", "relands": "reland"}[kind],
                        "confidence": 0.9,
                    }
                    for number, (kind, source, target, through) in enumerate(relations)
                ],
            )
            world.conclude(connection)
        rows = asking(database.engine)("commit_revert_cycles", **given)
        return [(row[0][:2], row[2], row[3]) for row in rows]

    return added


def test_relations_that_run_in_a_circle_end(cycles):
    """13 is undone by 16, which is through what 13 lands again: nonsense, but finite."""
    found = cycles(("undoes", 16, 22, None), ("relands", 13, 22, 16), ("undoes", 16, 13, None), commit=world.sha(22))
    assert found == [("13", "attempt", "c13"), ("13", "revert", "c16"), ("13", "attempt", "c22")]


def test_a_reland_of_two_attempts_is_a_step_of_their_cycle(cycles):
    found = cycles(("relands", 13, 3, 6), ("relands", 13, 4, 6), issue="bpo-100", until="2019-01-31")
    assert [each for each in found if each[2] == "c13"] == [("03", "attempt", "c13")]


def test_an_attempt_in_two_parts_is_two_commits_of_one_cycle(cycles):
    added = (("relands", 22, 18, 19), ("undoes", 23, 22, None), ("undoes", 23, 21, None))
    assert cycles(*added, issue="bpo-200", line="main") == [
        ("18", "attempt", "c18"),
        ("18", "revert", "c19"),
        ("18", "attempt", "c21"),
        ("18", "attempt", "c22"),
        ("18", "revert", "c23"),
    ]


def test_a_third_attempt_may_name_the_first(cycles):
    """After 18, 19, 21 comes an undo of 21, and 23 says that it lands 18 again."""
    found = cycles(("undoes", 22, 21, None), ("relands", 23, 18, 22), issue="bpo-200", line="main")
    assert [role for _, role, _ in found] == ["attempt", "revert", "attempt", "revert", "attempt"]


def test_the_undo_of_a_doubtful_undo_begins_nothing(cycles):
    """16 was undone by 17 only perhaps; nothing follows from landing it again."""
    assert cycles(("relands", 22, 16, 17), commit=world.sha(16)) == []


def test_a_revert_that_is_reverted_without_a_reland_has_a_cycle_of_its_own(cycles):
    found = cycles(("undoes", 25, 12, None), issue="bpo-100", line="3.9", since="2019-06-01")
    assert found == [("12", "attempt", "c12"), ("12", "revert", "c25")]
