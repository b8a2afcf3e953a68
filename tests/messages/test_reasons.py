"""Which sentences say why something is taken back; the messages have the shape of real ones, in other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.messages.reasons import read_reasons
from miner.messages.titles import subject_of
from miner.model import Reason

SHA = "4f2d9c0a71"


def reasons(message):
    return read_reasons(subject_of(message), message)


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        pytest.param(
            "Revert r42 because the buildbots are red.", "Revert r42 because the buildbots are red.", id="subject"
        ),
        pytest.param(
            "Back out the cache.\n\nIt leaks memory in every thread.", "It leaks memory in every thread.", id="body"
        ),
        pytest.param("Revert r42; it breaks the build on HP-UX", "it breaks the build on HP-UX", id="semicolon"),
        pytest.param("Revert r42 -- this was premature after all", "this was premature after all", id="dashes"),
        pytest.param("Revert r42 - not\n  ready yet, sorry", "not ready yet, sorry", id="dash-over-two-lines"),
        pytest.param(
            "Undo r42 (my fault - it\nfails on BSD)", "Undo r42 (my fault - it fails on BSD)", id="in-brackets"
        ),
        pytest.param("Undo the rename\n\n(due to the freeze)", "due to the freeze", id="all-in-brackets"),
        pytest.param(
            "Roll back the new parser.\n\nThe old one\n  was faster, and\nthis one hangs on empty files.",
            "The old one was faster, and this one hangs on empty files.",
            id="over-three-lines",
        ),
        pytest.param(
            "Revert the new default.\r\n\r\nIt caused problems\r\nfor all users.",
            "It caused problems for all users.",
            id="crlf",
        ),
        pytest.param(
            "Changes before the release\n\n* Undo the new flag.\n* It confused most people.",
            "* It confused most people.",
            id="bullets",
        ),
        pytest.param(
            "* a.c: Undo the new flag.\n* b.c: It confused most people.",
            "* b.c: It confused most people.",
            id="bulleted-subject",
        ),
        pytest.param("Revert r42, as the tests fail with e.g. an old Tk.", None, id="e.g.-ends-no-sentence"),
    ],
)
def test_words_tell_of_a_reason(message, sentence):
    assert reasons(message)[0] == Reason(sentence or message, "words")


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        pytest.param("Back out r42.\n\nPeople liked the old name more.", "People liked the old name more.", id="body"),
        pytest.param("Revert r42; nobody has asked for it", "nobody has asked for it", id="subject"),
        pytest.param(
            f'Revert "Add a cache"\n\nThis reverts commit {SHA}. Ann liked it without.',
            "Ann liked it without.",
            id="behind-the-sha",
        ),
    ],
)
def test_what_is_said_next_may_be_the_reason(message, sentence):
    assert reasons(message) == (Reason(sentence, "place"),)


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("Undo an accidental checkin", id="fault"),
        pytest.param("Revert r42 (wrong branch)", id="fault-in-brackets"),
        pytest.param("Revert r42, it crashes on BSD", id="comma"),
        pytest.param("reverting r42 : old compilers need the semicolon's friend, don't they", id="colon"),
        pytest.param(f"Backout {SHA}: the new check is wrong", id="colon-behind-a-sha"),
        pytest.param("Revert the part of r42 that broke the tests", id="that-broke"),
        pytest.param("Back r42 out per Ann's request.", id="request"),
        pytest.param("bpo-1: Revert the new default for now, as it confuses people (GH-2)", id="as-it"),
        pytest.param("bpo-1: Revert the new default due to failures on BSD (GH-2)", id="due-to"),
        pytest.param("Revert r42 since all agree that it was better before", id="since"),
        pytest.param("bpo-1: Revert the limit pending a better test", id="pending"),
    ],
)
def test_a_title_tells_of_a_reason_behind_the_undo(message):
    assert reasons(message) == (Reason(message, "words"),)


def test_a_title_before_the_undo_counts_only_with_because_and_its_like():
    assert reasons(f"Fix a crash on BSD\n\nThis reverts commit {SHA}.") == ()
    assert reasons(f"Mend the tests due to a crash on BSD\n\nThis reverts commit {SHA} by Ann Author.") == (
        Reason("Mend the tests due to a crash on BSD", "words"),
    )


def test_what_was_undone_may_be_told_before_it():
    assert reasons("The new parser was slow on BSD.  Withdraw it for this release.")[0].sentence == (
        "The new parser was slow on BSD."
    )


def test_a_sentence_does_not_end_within_a_quotation():
    message = (
        f'Revert my commit {SHA}: "bpo-1: A leak is fixed.\nDo not fail then."\n\n"Nobody has approved it!" wrote Ann.'
    )
    assert reasons(message) == (Reason('"Nobody has approved it!" wrote Ann.', "words"),)


def test_words_come_before_places_and_all_in_the_order_of_the_text():
    message = (
        "Revert the cache. Nobody has asked for it. It leaks memory too. Ann likes the old one. It is slow as well."
    )
    assert reasons(message) == (
        Reason("It leaks memory too.", "words"),
        Reason("It is slow as well.", "words"),
        Reason("Nobody has asked for it.", "place"),
    )


def test_what_is_said_before_the_undo_is_no_reason():
    message = "Fix a crash in the parser.\n\nAlso revert the new flag, it was a mistake."
    assert reasons(message) == (Reason("Also revert the new flag, it was a mistake.", "words"),)


def test_a_word_or_two_of_undoing_may_follow_their_reason():
    assert reasons("The new parser hangs on empty files. Reverted.") == (
        Reason("The new parser hangs on empty files.", "words"),
    )


@pytest.mark.parametrize(
    "message",
    [
        pytest.param("", id="empty"),
        pytest.param("Revert r42.", id="nothing-more"),
        pytest.param("Revert r42. Thanks Ann.", id="two-words"),
        pytest.param('Revert "Fix a crash because of a leak (GH-1)" (GH-2)', id="quoted-title"),
        pytest.param(f'Revert "Add a cache" (GH-2)\n\nThis reverts commit {SHA}.', id="git"),
        pytest.param(
            "Revert r42.\n\nCo-authored-by: Bo Problem <bo@example.org>\nSigned-off-by: Ann <ann@crash.org>",
            id="trailers",
        ),
        pytest.param(
            "Revert r42.\n\nThanks to Ann for telling me about the crash. Reviewed by Bo Problem.", id="thanks"
        ),
        pytest.param(f"Revert the new flag\n\n(cherry picked from commit {SHA}, instead of r7)", id="cherry-picked"),
        pytest.param(
            "Roll back r42\n\nMerged revisions 40-42 via svnmerge from\nsvn+ssh://server/trunk\n\n"
            "........\n  r42 | bo | 2008-05-04 | 7 lines\n\n........",
            id="svnmerge",
        ),
        pytest.param("Undo the new flag.\n\n* Tidy the old one.", id="another-item"),
        pytest.param("bpo-1: Revert the new flags of the failing buildbot (GH-2)", id="telling-words-in-a-title"),
        pytest.param("Revert bpo-1: Fix a crash when it is None (GH-2)", id="title-behind-an-issue"),
        pytest.param("Revert typo fixes and wrong names", id="what-was-fixed"),
        pytest.param("Revert r42.\n\nSee the bug for more.", id="see"),
        pytest.param("Revert r42.\n\nThis closes SF bug #12345.", id="closes"),
        pytest.param("Revert r42.\n\nDiscussed in issue 7, which was not fixed by it.", id="discussed"),
        pytest.param("Revert r42. Use the old parser instead, and add a regression test.", id="done"),
        pytest.param("Revert r42. Also remove duplicate lines.", id="also-done"),
        pytest.param("Revert r42. I'll try again after the release.", id="announced"),
        pytest.param("Restore the wrong names", id="what-is-restored-had-no-fault"),
        pytest.param("Revert r42." + "\n" * 3_000 + "It leaks memory.", id="too-far-below"),
    ],
)
def test_no_reason(message):
    assert reasons(message) == ()


def test_only_messages_that_take_something_back_have_reasons(read):
    assert read("Fix a leak, because it grows.", "2019-02-24").reasons == ()
    for message in (
        "Revert my last checkin because it leaks.",
        'Un-revert "Add a cache"\n\nIt leaks no longer.',
        "r42 was wrong for a reason\n\nThis reverts r42 because it leaks.",
    ):
        assert read(message, "2010-02-24").reasons


@given(
    st.lists(
        st.sampled_from(["Revert", "it fails", "\n", "\r\n", " ", ". ", "; ", " - ", '"', "(", ")", "* ", "X"])
    ).map("".join)
)
def test_reasons_are_sentences_on_one_line(message):
    for reason in reasons(message):
        assert reason.sentence == reason.sentence.strip()
        assert not set(reason.sentence) & set("\r\n\u241d\u241e")


@pytest.mark.parametrize(
    "subject",
    [
        "Revert: bpo-1: Keep pending calls in one place. (GH-2)",
        "Undo r123: Allow sorting for consistency",
        "Revert the wait until the lock is free",
    ],
)
def test_words_of_a_title_give_no_reason(subject):
    assert read_reasons(subject, subject) == ()
