"""What messages hint at beside what they claim; the messages have the shape of real ones, in other words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from miner.history.history import open_history
from miner.messages import hints
from miner.messages.hints import read_hints
from miner.messages.titles import subject_of, title_key

OF_SUBJECT, OF_HEAD, OF_TITLE = hints._OF_SUBJECT, hints._OF_HEAD, hints._OF_TITLE
WORDED = (*OF_SUBJECT, *OF_HEAD, *OF_TITLE)


def hinted(message):
    subject = subject_of(message)
    return read_hints(subject, message.lower(), title_key(subject))


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


def test_hints_come_in_alphabetical_order():
    assert hinted("Revert: move the module back again for now") == ("again", "back", "move", "temporary", "undo")


def test_most_messages_hint_at_nothing():
    assert hinted("bpo-1: Add a cache of compiled patterns (GH-2)\n\nPatch by Ann.") == ()


@pytest.mark.parametrize(("stems", "pattern"), [pytest.param(*each[1:], id=each[0]) for each in WORDED])
@settings(max_examples=300)  # a pattern has up to thirty alternatives
@given(data=st.data())
def test_no_stem_hides_a_match(stems, pattern, data):
    found = data.draw(st.from_regex(pattern, alphabet=st.characters(codec="ascii"))).lower()
    assert not pattern.search(found) or any(stem in found for stem in stems)


@pytest.mark.history
def test_no_stem_hides_a_match_in_the_real_history(mined_history):
    with open_history(mined_history[0]) as history, history.connect() as connection:
        rows = connection.execute(text("SELECT subject, message, title_key FROM commits WHERE id % 20 = 0")).all()
    assert rows
    for subject, message, title in rows:
        for said, hinting in ((subject.lower(), OF_SUBJECT), (message.lower()[:400], OF_HEAD), (title, OF_TITLE)):
            for _, stems, pattern in hinting:
                assert any(stem in said for stem in stems) or not pattern.search(said), said
