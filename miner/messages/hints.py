"""What a message hints at beside what it claims: a trial, a version bump, a move, something that was not to stay.

A commit that takes another back exactly need not be a revert: people check in to see whether checking in works, bump
versions to and fro, move files, and end what was planned to end. Which of these it is, and whether a title speaks of
another attempt, are told by a few words.

Pure functions. The words were collected from about 200 silent inverses on ``main``, read one by one. Unlike claims,
hints are not stored: they matter for some hundred pairs of commits, and looking for them in all messages would take a
tenth of a first mining run.
"""

import re
from typing import Final, Literal

Hint = Literal["back", "bump", "move", "no-longer", "temporary", "trial"]

#: How much of a message says what the commit is about.
_HEAD: Final = 400
#: "Test check-in": a commit to see whether committing works.
_TRIAL: Final = re.compile(
    r"\btest(?:ing)?\b.{0,20}\b(?:check-?in|commit|cvs|svn|hg|git|e?mail|access|push|change|hook)s?\b"
    r"|\b(?:cvs|svn|hg|trunk)\b.{0,12}\btest(?:ing)?\b"
    r"|^(?:test|testing|urg+!?|once more|try again|remove test file)\W*$"
    r"|\b(?:dummy|trivial|whitespace) (?:change|commit|checkin) to (?:trigger|test|force)\b|\bunimportant change\b"
)
#: Version numbers, dates, tags, development mode.
_BUMP: Final = re.compile(
    r"\b(?:set|update|specific|bump\w*|release) (?:the )?(?:date|version|release|copyright)"
    r"|\b(?:added|remove\w*|old|moved?) (?:old )?tag\b|\btag v?\d|development mode|\bpost[- ]release"
    r"|\bversion (?:number|bump)|\bbuild ?no\b|\bpatchlevel|^bump|\brc\d\b|^[0-9]\.\d[\d.]*[abrc]*\d*$"
)
_BUMP_STEMS: Final = (
    *("date", "version", "release", "copyright", "tag", "development mode", "build", "patchlevel", "bump", "rc"),
    *(f"{digit}." for digit in range(10)),
)
#: Files or text that went elsewhere, files that a tool made again.
_MOVE: Final = re.compile(
    r"\b(?:mov(?:e|ed|es|ing)|renam\w+|relocat\w+|split\w*|svn (?:cp|mv)|regenerat\w+|re-?run autoconf|autoconf"
    r"|whitespace normali[sz]ation|normali[sz]e whitespace|reindent\w*|eol-?style|updated test output|superseded"
    r"|manufactured by cvs2svn|rip .{0,60}out of)\b"
)
#: "Move it back", "wrong place": a move that takes another back.
_BACK: Final = re.compile(r"\bback\b|\bwrong (?:place|branch)|\boops\b|\bactually\b|\bshould\b")
#: The commit says that it is not to stay.
_TEMPORARY: Final = re.compile(
    r"\btempora(?:ry|rily)\b|\bfor now\b|\buntil\b|\bdisabl\w+|\bskip\w*|\bsuppress\w*|\bcomment(?:ed|s|ing)? out"
    r"|\bturn\w* .{0,40}\b(?:off|on)\b|\bdebug\w*|\bdiagnos\w*|\bworkaround|\bwork around|\bhack\b|\bexperiment\w*"
    r"|\btry(?:ing)? to (?:see|find|diagnose|figure)|\bverbose|\bisn'?t fixed|\bexpected failure|\btriage"
    r"|\bget more info|\bsee (?:if|what|whether)"
    r"|\bforc(?:e[sd]?|ing)\b.{0,30}\b(?:clean|re-?build|re-?check-?out|re-?fetch)"
)
#: The commit says that a plan has come to its end.
_NO_LONGER: Final = re.compile(
    r"\b(?:re-?enabl|enabl)\w+|\bno longer (?:needed|necessary|used)|\btemporary\b|\bdebug\b|\bhack\b|\bnow that\b"
    r"|\bunskip|\bis (?:safe|fixed|ok|done) (?:again|now)|\bwas retained\b|\bsupp?ress?ion|\bturn\w* .{0,40}\bon\b"
    r"|\bnow (?:does|works|passes)|\bnot used\b|\bobsolete\b|\boutdated\b"
)
#: The title speaks of another attempt.
_AGAIN: Final = re.compile(
    r"\b(?:again|another (?:stab|try|attempt|go)|(?:second|third|new|next) (?:stab|try|attempt|version)|take (?:two|2)"
    r"|this time|re-?(?:appl(?:y|ied)|commit(?:ted)?|land(?:ed)?|do|added|instated?|introduced?|enabled?)|restor\w+"
    r"|un-?(?:revert|back)\w*|back in|(?:correct(?:ed)?|fixed|updated|revised|proper|better) (?:version|fix|patch)"
    r"|(?:put|bring)\w* .{0,40}back|try (?:again|harder)|retry)\b"
)
_UNDOES: Final = ("revert", "back out", "backed out", "backout", "undo", "roll back")
_MERGES: Final = ("merged revisions", "merge", "recorded merge", "blocked revisions", "backport")

_OF_SUBJECT: Final[tuple[tuple[Hint, re.Pattern[str]], ...]] = (
    ("bump", _BUMP),
    ("move", _MOVE),
    ("trial", _TRIAL),
)
_OF_HEAD: Final[tuple[tuple[Hint, re.Pattern[str]], ...]] = (
    ("back", _BACK),
    ("no-longer", _NO_LONGER),
    ("temporary", _TEMPORARY),
)


def read_hints(subject: str, message: str) -> frozenset[Hint]:
    """Return the hints of a message and its subject."""
    return frozenset(
        hint
        for text, hints in ((subject.lower(), _OF_SUBJECT), (message[:_HEAD].lower(), _OF_HEAD))
        for hint, pattern in hints
        if pattern.search(text)
    )


def is_undo(title: str) -> bool:
    """Return whether a bare title begins with a word of undoing."""
    return title.startswith(_UNDOES)


def is_merge(title: str) -> bool:
    """Return whether a bare title begins with a word of merging or porting."""
    return title.startswith(_MERGES)


def is_another_attempt(title: str) -> bool:
    """Return whether a bare title speaks of another attempt."""
    return _AGAIN.search(title) is not None
