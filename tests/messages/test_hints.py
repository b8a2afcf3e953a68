"""What messages hint at beside what they claim; the messages have the shape of real ones, in other words."""

import pytest

from miner.messages.hints import is_another_attempt, is_merge, is_undo, read_hints
from miner.messages.titles import subject_of, title_key

OF_TITLE = {"again": is_another_attempt, "merge": is_merge, "undo": is_undo}


def hinted(message):
    subject = subject_of(message)
    title = title_key(subject)
    return read_hints(subject, message) | {hint for hint, is_hinted in OF_TITLE.items() if is_hinted(title)}


@pytest.mark.parametrize(
    ("hint", "message"),
    [
        ("again", "bpo-1: Add a cache, second try (GH-2)"),
        ("again", "Bring the cache back"),
        ("again", "Reapply the patch for the cache"),
        ("back", "Move the module back to where it was"),
        ("back", "Delete it\n\nOops, wrong branch."),
        ("bump", "Bump version to 3.9.0a1"),
        ("bump", "2.7.3rc1"),
        ("bump", "4.1.5"),
        ("bump", "Development mode, whatever that is"),
        ("merge", "Merged revisions 7 via svnmerge"),
        ("merge", "Issue #7: merge with 3.2"),
        ("move", "Rename a.py to b.py"),
        ("move", "Rip the old parser out of the tree"),
        ("no-longer", "Re-enable the socket tests"),
        ("no-longer", "Drop the lock\n\nIt is no longer needed, now that there is one per thread."),
        ("temporary", "Skip the test on AIX"),
        ("temporary", "Print the environment\n\nThis is only to see what the buildbot does."),
        ("trial", "Test commit"),
        ("trial", "Urg!!"),
        ("trial", "Dummy change to trigger a build"),
        ("undo", "bpo-1: Revert the cache (GH-2)"),
        ("undo", "[3.8] Back out the cache"),
    ],
)
def test_a_hint(hint, message):
    assert hint in hinted(message)


@pytest.mark.parametrize(
    ("hint", "message"),
    [
        ("again", "Add a cache\n\nThe first one failed, so try again."),
        ("again", "Guard against strange callers"),
        ("back", "Fix a traceback in the background thread"),
        ("bump", "Describe how versions are compared"),
        ("bump", "Add the sources of 1.5 to the comparison"),
        ("merge", "Let dicts merge faster"),
        ("move", "Remove a removable disk"),
        ("no-longer", "Say what a disabled widget knows"),
        ("temporary", "Add a temporal filter"),
        ("temporary", "Add a cache\n\n" + "It keeps what was read. " * 20 + "Skip it for now."),
        ("trial", "Add a test of the parser"),
        ("undo", "Explain how to revert a patch"),
    ],
)
def test_no_such_hint(hint, message):
    assert hint not in hinted(message)


def test_a_message_may_hint_at_several_things():
    assert hinted("Revert: move the module back again for now") == {"again", "back", "move", "temporary", "undo"}


def test_most_messages_hint_at_nothing():
    assert hinted("bpo-1: Add a cache of compiled patterns (GH-2)\n\nPatch by Ann.") == set()
