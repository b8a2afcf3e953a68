"""What a message hints at beside what it claims: a trial, a version bump, a move, something that was not to stay.

A commit that takes another back exactly need not be a revert: people check in to see whether checking in works, bump
versions to and fro, move files, and end what was planned to end. Which of these it is, and whether a title speaks of
another attempt, are told by a few words. They are looked for once, when the message is read, and stored as names.

Pure functions. The words were collected from about 200 silent inverses on ``main``, read one by one.
"""

import re
from typing import Final, Literal

Hint = Literal["again", "back", "bump", "merge", "move", "no-longer", "temporary", "trial", "undo"]

#: How much of a message says what the commit is about.
_HEAD: Final = 400
#: "Test check-in": a commit to see whether committing works.
_TRIAL: Final = re.compile(
    r"\btest(?:ing)?\b.{0,20}\b(?:check-?in|commit|cvs|svn|hg|git|e?mail|access|push|change|hook)s?\b"
    r"|\b(?:cvs|svn|hg|trunk)\b.{0,12}\btest(?:ing)?\b"
    r"|^(?:test|testing|urg+!?|once more|try again|remove test file)\W*$"
    r"|\b(?:dummy|trivial|whitespace) (?:change|commit|checkin) to (?:trigger|test|force)\b|\bunimportant change\b"
)
_TRIAL_STEMS: Final = ("test", "urg", "once more", "try again", "dummy", "trivial", "whitespace", "unimportant")
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
_MOVE_STEMS: Final = (
    *("mov", "renam", "relocat", "split", "svn ", "regenerat", "autoconf", "whitespace", "reindent", "eol"),
    *("updated test output", "superseded", "manufactured", "rip "),
)
#: "Move it back", "wrong place": a move that takes another back.
_BACK: Final = re.compile(r"\bback\b|\bwrong (?:place|branch)|\boops\b|\bactually\b|\bshould\b")
_BACK_STEMS: Final = ("back", "wrong ", "oops", "actually", "should")
#: The commit says that it is not to stay.
_TEMPORARY: Final = re.compile(
    r"\btempora(?:ry|rily)\b|\bfor now\b|\buntil\b|\bdisabl\w+|\bskip\w*|\bsuppress\w*|\bcomment(?:ed|s|ing)? out"
    r"|\bturn\w* .{0,40}\b(?:off|on)\b|\bdebug\w*|\bdiagnos\w*|\bworkaround|\bwork around|\bhack\b|\bexperiment\w*"
    r"|\btry(?:ing)? to (?:see|find|diagnose|figure)|\bverbose|\bisn'?t fixed|\bexpected failure|\btriage"
    r"|\bget more info|\bsee (?:if|what|whether)"
    r"|\bforc(?:e[sd]?|ing)\b.{0,30}\b(?:clean|re-?build|re-?check-?out|re-?fetch)"
)
_TEMPORARY_STEMS: Final = (
    *("tempora", "for now", "until", "disabl", "skip", "suppress", "comment", "turn", "debug", "diagnos", "workaround"),
    *("work around", "hack", "experiment", "try", "verbose", "fixed", "expected failure", "triage", "more info"),
    *("see ", "forc"),
)
#: The commit says that a plan has come to its end.
_NO_LONGER: Final = re.compile(
    r"\b(?:re-?enabl|enabl)\w+|\bno longer (?:needed|necessary|used)|\btemporary\b|\bdebug\b|\bhack\b|\bnow that\b"
    r"|\bunskip|\bis (?:safe|fixed|ok|done) (?:again|now)|\bwas retained\b|\bsupp?ress?ion|\bturn\w* .{0,40}\bon\b"
    r"|\bnow (?:does|works|passes)|\bnot used\b|\bobsolete\b|\boutdated\b"
)
_NO_LONGER_STEMS: Final = (
    *("enabl", "no longer", "temporary", "debug", "hack", "now", "unskip", "again", "retained", "supp", "supr"),
    *("turn", "not used", "obsolete", "outdated"),
)
#: The title speaks of another attempt.
_AGAIN: Final = re.compile(
    r"\b(?:again|another (?:stab|try|attempt|go)|(?:second|third|new|next) (?:stab|try|attempt|version)|take (?:two|2)"
    r"|this time|re-?(?:appl(?:y|ied)|commit(?:ted)?|land(?:ed)?|do|added|instated?|introduced?|enabled?)|restor\w+"
    r"|un-?(?:revert|back)\w*|back in|(?:correct(?:ed)?|fixed|updated|revised|proper|better) (?:version|fix|patch)"
    r"|(?:put|bring)\w* .{0,40}back|try (?:again|harder)|retry)\b"
)
_AGAIN_STEMS: Final = (
    *("again", "another", "stab", "try", "attempt", "version", "take ", "this time", "back", " fix", " patch", "re-"),
    *("reappl", "recommit", "reland", "redo", "readd", "reinst", "reintrod", "reenab", "restor", "unrevert", "un-rev"),
)
_UNDOES: Final = ("revert", "back out", "backed out", "backout", "undo", "roll back")
_MERGES: Final = ("merged revisions", "merge", "recorded merge", "blocked revisions", "backport")

_OF_SUBJECT: Final[tuple[tuple[Hint, tuple[str, ...], re.Pattern[str]], ...]] = (
    ("bump", _BUMP_STEMS, _BUMP),
    ("move", _MOVE_STEMS, _MOVE),
    ("trial", _TRIAL_STEMS, _TRIAL),
)
_OF_HEAD: Final[tuple[tuple[Hint, tuple[str, ...], re.Pattern[str]], ...]] = (
    ("back", _BACK_STEMS, _BACK),
    ("no-longer", _NO_LONGER_STEMS, _NO_LONGER),
    ("temporary", _TEMPORARY_STEMS, _TEMPORARY),
)
_OF_TITLE: Final[tuple[tuple[Hint, tuple[str, ...], re.Pattern[str]], ...]] = (("again", _AGAIN_STEMS, _AGAIN),)


def read_hints(subject: str, lower: str, title: str) -> tuple[Hint, ...]:
    """Return the hints of a message in alphabetical order.

    ``lower`` is the message in lower case, ``title`` its bare title (see :mod:`miner.messages.titles`).
    """
    found = [
        hint
        for text, hints in ((subject.lower(), _OF_SUBJECT), (lower[:_HEAD], _OF_HEAD), (title, _OF_TITLE))
        for hint, stems, pattern in hints
        # Plain substrings are found ten times as fast as a pattern, and most messages have none.
        if any(stem in text for stem in stems) and pattern.search(text)
    ]
    if title.startswith(_UNDOES):
        found.append("undo")
    if title.startswith(_MERGES):
        found.append("merge")
    return tuple(sorted(found))
