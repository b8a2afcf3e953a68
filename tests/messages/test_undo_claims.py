"""What messages claim to undo without naming it; the messages have the shape of real ones, in other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.messages import undo_words as words
from miner.messages.undo_claims import may_claim, read_claim, shared_words
from miner.model import UndoClaim

UNDO = [
    "Revert previous checkin.",
    "Oops, undo my last change, it was not meant to leave this machine.",
    "(py-indent-line): revert tabs to spaces, though I like tabs.",
    "Back out 1.12, it leaks.",
    "Back rev 1.3 out.",
    "Cancelled check-in, my mistake.",
    "forget previous change (header folding)",
    "I've backed out the fix for now; see the list.",
    "Let's partially revert that, the buildbots are red.",
    "[3.8] bpo-1234: Revert the new default (GH-99)",
    "bpo-1234: [docs] revert automated tables (GH-99)",
    "Issue #4313: Fix the exit of the shell. Reverted r57000 and reopened Issue #1028.",
    "SF bug 818006: revert addition of two attributes",
    "The new name was a bad idea, so I reverted part of it.",
    "Look at links first\n\nAfter a night's sleep, I am reverting the first patch.",
    "Reverse checkin. It is too early for this.",
    "Tidy the script.\n\nThis is a revertion of 4f2d9c0a71.",
    "Re-revert the version check.",
    "The bot wrote:\nPlease roll this back.",
    "Copied by mistake, back it out.",
    'Tell nothing of "the habits of old."  Also revert to the alias in the example.',
    "Issue 1402 Revert a wording meant for the old version.",
    "Recorded rollback of revisions 84857,84870 via svnmerge from\nsvn+ssh://server/branches/py3k",
]
WEAKER = [
    ("Restore the old order of the targets", "restore"),
    ("Oops. Put the leak fix back.", "restore"),
    ("Issue #9: Re-enable the socket test", "restore"),
    ("Drop back to the old wrapper(), the new one breaks on exit", "restore"),
    ("bpo-1: Compare late\n\nThis is effectively an un-revert of #11617.", "restore"),
    ("Check and revert expected path alterations", "mention"),
    ('bpo-35224: A new operator (#10497)\n\n* Add tests\n\n* Revert "Add tests"', "mention"),
    ("Issue #9: Wait for the socket. The check goes back to the caller.", "restore"),
    ("Fix the build and restore the test. (#77)", "restore"),
    ("Restore support of long names, dropped in gh-1234.", "restore"),
    ("Remove a debugging print", "slip"),
    ("Add the types that were removed by mistake", "slip"),
    ("gh-9: Drop the accidentally committed notes", "slip"),
    ("Bring back the checks that were lost in a merge", "slip"),
    ("Issue #9: Oops, I deleted the wrong file", "slip"),
    ("Drop the notes that were wrongly commited", "slip"),
    ("Undid too much.\n\nFix inadvertent checkin of a trace.", "undo"),
    ("fix accidental commit", "slip"),
    ("Remove the line that I accidentally copied", "slip"),
    ("oops. accidentally reintroduced the leak", "slip"),
]
NOTHING = [
    "Add a table of powers",
    "Fixes #14864: Document how to undo the effects of logging.disable().",
    "bpo-27334: roll back transaction if the context manager fails to commit",
    "Remove saving/restoring of std files.",
    "Keep the error number.\n\nSave and then restore errno, because signals may change it.",
    "menu example -- Undo is the second entry",
    "Revert changes made to environment in test_servers",
    "prevert errors from being normalized",
    "Bring the two lists back into sync",
    "The cache that I had added a while back is not needed.",
    "Installer: builds of modules now revert to using the headers of the system.",
    "Split a case for the Mac.\n\nIf anybody knows the reason, please revert this and mend it.",
    "bpo-1: Remove a macro\n\nMoving the macro back from inner.h to outer.h would need many names.",
    "bpo-1: Test all planes (#2)\n\nThese two tests were added in 0123456789 back in 1999.",
    "The old name will be added back in Python 3.6, if anybody misses it.",
    "Fix an error in the merge of two heaps",
    "Installer: a page for rolling back files in case somebody stops it",
    "Sizes of maps were incorrectly removed from the table",
    "Correct a comment that was mistakenly copied from another function",
    "Find the right line where the wrong file is given",
    "Remove leftovers of a change that was later reverted",
    "Try to prevent hangs. I'm not sure this helps; it may need to be reverted.",
    "bpo-40126: Fix reverting nested patchers in unittest.mock.",
    "This should be undone after the release.",
    "bpo-1: Add init_main()\n\nFix error handling: undo it all if status is an exception.",
    "bpo-1: Compare late (#2)\n\n* Compare early\n\nThis reverses commit 94ddf54c5a8a, as Ann asked.",
    "Merged revisions 60245-60277 via svnmerge from\n\n  r60245 | ann | 2008\n\n  Tidy\n\n  r60249 | ann | 2008\n\n  Revert 60189\n",
]


def claim(message, *, is_git=False, is_merge=False):
    return read_claim(message.split("\n")[0], message, is_git=is_git, is_merge=is_merge)


@pytest.mark.parametrize("message", UNDO)
def test_a_deed_is_a_claim(message):
    assert claim(message).says == "undo"


@pytest.mark.parametrize(("message", "says"), WEAKER)
def test_other_words_claim_less(message, says):
    assert claim(message, is_git=message.startswith("bpo")).says == says


@pytest.mark.parametrize("message", NOTHING)
def test_a_word_alone_claims_nothing(message):
    assert claim(message, is_git=message.startswith("bpo")) is None


def test_a_claim_keeps_what_it_hints_at():
    found = claim("Oops, back out part of my last change for issue #1234, keep the tests")
    assert (found.recent, found.slip, found.part, found.issues) == (True, True, True, ("1234",))
    assert claim("Issue #20526: Revert changes of issue #19466 which break exit").issues == ("19466",)
    assert claim("Revert the new strategy (issue #19715)").issues == ()
    assert claim("Revert 3270 patch: people use the name").issues == ("3270",)
    assert claim("Revert also an unwanted change of my previous commit").part


MERGED = """\
Merged revisions 8 via svnmerge from
svn+ssh://server/py3k

................
  r8 | ann | 2008 | 9 lines

  Merged revisions {} via svnmerge from
  svn+ssh://server/trunk

  ........
    r7 | ann | 2008 | 1 line

    Revert r6.
  ........
{}................
"""


def test_a_merge_of_a_merge_carries_the_claim_of_one_revision():
    more = "    r9 | ann | 2008 | 1 line\n\n    Tidy up.\n  ........\n"
    assert claim(MERGED.format("7", "")) == UndoClaim("undo", "Revert r6.", carried=True)
    assert claim(MERGED.format("7,9", more)) is None


def test_one_merged_revision_carries_its_claim():
    merged = "Merged revisions 7 via svnmerge from\nsvn+ssh://server/trunk\n\n...\n  r7 | ann | 2008 | 1 line\n\n  Revert r6.\n...\n"
    assert claim(merged).carried
    assert claim("Merge backout to 3.2.", is_merge=True).carried


def test_words_and_titles_are_compared_without_what_all_share():
    assert shared_words("Revert tstate_delete() for speed", "avoid a lock in tstate_delete when speed matters") == 3
    assert shared_words("Revert this change", "Make this change") == 0
    assert shared_words("back out the follows_links patch", "Set os.path.follows_links") == 2
    assert shared_words("re-add posix.extsep", "Drop extsep") == 2
    assert shared_words("restore dict.c", "Tidy up list.c") == 0
    assert shared_words("undo what I did to setup.py", "setup.py: find more libraries") == 0


@given(
    st.from_regex(rf"(?:{words.UNDO}|{words.RESTORE})", fullmatch=True, alphabet=st.characters(codec="ascii")),
    st.sampled_from((" ", "\n", "\n  ")),
)
def test_the_quick_look_hides_no_claim(deed, blank):
    assert may_claim(deed.replace(" ", blank).lower())
