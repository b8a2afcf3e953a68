"""What is undone already is not undone once more by words alone; tests that run again as planned are not undone."""

import pytest

from tests.relations.undo.test_kinds import DAY, Story
from tests.repositories import BEN

TITLE = "Double the buffer of every open socket"
TELLS = f'The old fix, "{TITLE}", hurts the robots.\n\nThe reverted change had not asked them.'
TEST = "Lib/test/test_a.py"


@pytest.fixture
def story(repo, database):
    """A change and its undo, then three months of other work."""
    story = Story(repo, database)
    story.clock = 1_500_000_000
    files = {"a.c": "0", "b.c": "0", TEST: "0"}
    story.commit("root", "Begin", files)
    story.commit("change", f"bpo-1234: {TITLE} (#1)", {"a.c": "1", "b.c": "1"})
    story.commit("undo", f"bpo-1234: Keep the sizes (#2)\n\nRevert the change of bpo-1234.\n\n{TELLS}", files)
    story.commit("near", "bpo-1235: Spell it right (#3)", {"a.c": "2", "b.c": "2"}, author=BEN, after=60 * DAY)
    return story


def pairs(story):
    return {pair for pair in story.undos() if pair[0] == "later"}


def test_who_tells_of_an_undo_takes_that_back(story):
    story.commit("later", f"bpo-1234: Try the opposite (#4)\n\n{TELLS}", {"a.c": "3", "b.c": "3"}, after=60 * DAY)
    found = story.undos()
    assert ("undo", "change") in found
    assert {pair for pair in found if pair[0] == "later"} == {("later", "undo")}
    assert found["later", "undo"][1] == "unknown"


def test_what_came_back_may_go_again(story):
    message = 'Revert "bpo-1234: Keep the sizes (#2)" (#4)'
    story.commit("redo", message, {"a.c": "1", "b.c": "1"})
    story.commit("next", "bpo-1235: Spell it in full (#5)", {"a.c": "5", "b.c": "5"}, author=BEN, after=60 * DAY)
    story.commit("later", f"bpo-1234: Try the opposite (#6)\n\n{TELLS}", {"a.c": "6", "b.c": "6"}, after=60 * DAY)
    assert pairs(story) == {("later", "change")}


def test_another_line_has_no_such_undo(story):
    """The branch began before the undo."""
    change = next(sha for sha, name in story.names.items() if name == "change")
    files = {"a.c": "3", "b.c": "3"}
    story.commit("later", f"bpo-1234: Try the opposite (#4)\n\n{TELLS}", files, branch="3.6", parents=[change])
    assert pairs(story) == {("later", "change")}


def test_what_is_left_may_go_later(story):
    story.commit("later", f"bpo-1234: Halve them (#4)\n\n{TELLS}", {"a.c": "0", "b.c": "3"})
    assert ("later", "change") in story.undos()


@pytest.mark.parametrize(
    ("before", "after", "nature"),
    [
        ("Skip the slow test until it is fixed", "Re-enable the slow test", "toggle"),
        ("This is not fixed everywhere: an expected failure", "Enable the test again.", "toggle"),
        ("bpo-1236: Skip the slow test", "bpo-1236: Re-enable the slow test", "revert"),
        ("Skip the slow test", "Revert the skipping of the slow test", "revert"),
        ("Remove the slow test", "Restore the slow test", "revert"),
    ],
)
def test_a_test_that_runs_again_was_meant_to(story, before, after, nature):
    story.commit("skip", before, {TEST: "1"})
    story.commit("later", after, {TEST: "0"}, after=20 * DAY)
    assert story.undos()["later", "skip"][:2] == (nature, "full")


def test_what_else_was_off_for_a_while_is_put_back(story):
    story.commit("off", "Turn the cache off for now", {"a.c": "5"})
    story.commit("later", "Re-enable the cache", {"a.c": "2"}, after=20 * DAY)
    assert story.undos()["later", "off"][0] == "revert"


def test_what_an_undo_took_from_a_test_comes_back(story):
    story.commit("first", "Test the large sizes", {TEST: "1"})
    story.commit("second", "Revert the test of the large sizes until the robots are well", {TEST: "0"})
    story.commit("later", "Restore the test of the large sizes", {TEST: "1"}, after=20 * DAY)
    assert story.undos()["later", "second"][0] == "revert"
