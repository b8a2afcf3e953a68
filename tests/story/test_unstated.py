"""What a text asks, supposes, plans or reports is not judged as if it claimed it."""

import pytest

_ASKED = "it is asked, not said"
_SUPPOSED = "it is only so under a condition that the text does not claim"
_POSSIBLE = "it is told as possible, wished or planned, not as done"
_QUOTED = "it is told as somebody's words"

# A text, the kind of claim, and why it is unknown.
UNSTATED = [
    ("Was ef4ac967e2 reverted in 3.9?", "release", _ASKED),
    ("Was ef4ac967e2 reverted two months later?", "delay of a revert", _ASKED),
    ("Will bpo-33608 be reverted nine times?", "number of reverts", _ASKED),
    ("If ef4ac967e2 had been reverted in 2021, who would know", "year reverted", _SUPPOSED),
    ("Had ef4ac967e2 been reverted a year later, it would have shipped", "delay of a revert", _SUPPOSED),
    ("Unless ef4ac967e2 is reverted in 3.9, it stays", "release", _SUPPOSED),
    ("ef4ac967e2 landed in 3.9 if nothing came between", "release", _SUPPOSED),
    ("I looked whether 4d61e6e3b8 reverts b05b711a2c", "revert", _SUPPOSED),
    ("ef4ac967e2 would have been reverted in June 2020", "month reverted", _POSSIBLE),
    ("ef4ac967e2 might be reverted in 3.10", "release", _POSSIBLE),
    ("bpo-33608 could be fixed in 3.7", "release", _POSSIBLE),
    ("ef4ac967e2 was to be shipped with 3.7", "release", _POSSIBLE),
    ("We planned to revert ef4ac967e2 a year later", "delay of a revert", _POSSIBLE),
    ("Perhaps ef4ac967e2 was reverted a year later", "delay of a revert", _POSSIBLE),
    ("ef4ac967e2 should still stand", "statement", None),
    ("ef4ac967e2 should land in 3.9", "statement", _POSSIBLE),
    ("It was proposed that Guido van Rossum wrote ef4ac967e2", "author of a commit", _POSSIBLE),
    ('"ef4ac967e2 landed in 3.9", he wrote', "release", _QUOTED),
    ("Guido wrote “ef4ac967e2 landed in May 2020”", "month landed", _QUOTED),
    ("ef4ac967e2 landed in May 2020, said Guido", "month landed", _QUOTED),
    ("He said that ef4ac967e2 landed in May 2020", "month landed", _QUOTED),
    ("Guido thinks ef4ac967e2 is the last commit of bpo-33608", "place of a commit", _QUOTED),
    ("My guess is that ef4ac967e2 landed in May 2020", "month landed", _QUOTED),
    ("According to a mail, ef4ac967e2 landed in May 2020", "month landed", _QUOTED),
    ("He asked whether ef4ac967e2 mentions bpo-36710", "mention", _SUPPOSED),
    ("I think bpo-36710 took nine years", "length of the work", _QUOTED),
]

# What such words do not govern: a text, the kind of claim, and the verdict.
STATED = [
    ("ef4ac967e2 landed in May 2020, although it could break debuggers", "month landed", "corrected"),
    ("To see whether it leaks, ef4ac967e2 landed in May 2020", "month landed", "corrected"),
    ("If you wonder: ef4ac967e2 landed in May 2020", "month landed", "corrected"),
    ("Where to put it was asked, but ef4ac967e2 landed in May 2020", "month landed", "corrected"),
    ("The change that would break gdb landed in May 2020 as ef4ac967e2", "month landed", "corrected"),
    ("Will it stay? ef4ac967e2 landed in May 2020", "month landed", "corrected"),
    ("ef4ac967e2, which was to fix a crash if a thread ends, landed in May 2020", "month landed", "corrected"),
    ("ef4ac967e2 landed in May 2020 to fix a crash if a thread ends", "month landed", "corrected"),
    ("As I said, ef4ac967e2 landed in May 2020", "month landed", "corrected"),
    ("According to git, ef4ac967e2 landed in May 2020", "month landed", "corrected"),
    ('The "first commit" of bpo-33608 is 4d61e6e3b8', "place of a commit", "corrected"),
    ("Will Roberts wrote ef4ac967e2", "author of a commit", "corrected"),
    ("He may ask, but ef4ac967e2 landed in May 2020", "month landed", "corrected"),
]


@pytest.mark.parametrize(("text", "claim", "reason"), UNSTATED)
def test_what_is_not_said_as_a_fact(judge, text, claim, reason):
    found = [(verdict, fact) for _, kind, _, verdict, fact in judge(text) if kind == claim]
    assert found == ([("unknown", reason)] if reason else [])
    assert {verdict for _, kind, _, verdict, _ in judge(text) if kind not in {"commit", "issue"}} <= {"unknown"}


@pytest.mark.parametrize(("text", "claim", "verdict"), STATED)
def test_what_is_said_beside_such_words(verdicts, text, claim, verdict):
    assert verdicts(text, claim) == [verdict]
