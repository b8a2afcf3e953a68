"""What a commit is that inverts another without saying so: a revert, or one of the things that only look like one.

Of about 200 silent exact inverses on ``main`` fewer than half are reverts in a reader's sense. The rest are kept under
their own names, decided from what both messages say and from which paths moved.
"""

import re
from typing import Final

from miner.contents.paths import Shape
from miner.messages.undo_claims import same_title

REVERT: Final = "revert"
#: An unannounced reland: what is undone is itself an undo.
RELAND: Final = "reland"
#: Something was switched off, skipped or tried for a while, and that was the plan.
TOGGLE: Final = "toggle"
#: Check-ins to see whether checking in works.
TRIAL: Final = "trial"
#: Files or text that went elsewhere, files that a tool made again.
MOVE: Final = "move"
#: Version numbers, dates, tags, development mode.
BUMP: Final = "bump"
#: What had been kept for a while is no longer needed.
REMOVAL: Final = "removal"

_TRIAL: Final = re.compile(
    r"\btest(?:ing)?\b.{0,20}\b(?:check-?in|commit|cvs|svn|hg|git|e?mail|access|push|change|hook)s?\b"
    r"|\b(?:cvs|svn|hg|trunk)\b.{0,12}\btest(?:ing)?\b"
    r"|^(?:test|testing|urg+!?|once more|try again|remove test file)\W*$"
    r"|\b(?:dummy|trivial|whitespace) (?:change|commit|checkin) to (?:trigger|test|force)\b|\bunimportant change\b",
    re.IGNORECASE,
)
_BUMP: Final = re.compile(
    r"\b(?:set|update|specific|bump\w*|release) (?:the )?(?:date|version|release|copyright)"
    r"|\b(?:added|remove\w*|old|moved?) (?:old )?tag\b|\btag v?\d|development mode|\bpost[- ]release"
    r"|\bversion (?:number|bump)|\bbuild ?no\b|\bpatchlevel|^bump|\brc\d\b|^\d\.\d[\d.]*[abrc]*\d*$",
    re.IGNORECASE,
)
_BUMP_PATHS: Final = ("Include/patchlevel.h", "Misc/RPM", ".hgtags", ".hgtouch")
# The undone commit said that it was not to stay.
_FOR_A_WHILE: Final = re.compile(
    r"\btempora(?:ry|rily)|\bfor now\b|\buntil\b|\bdisabl\w+|\bskip\w*|\bsuppress\w*|\bcomment(?:ed|s|ing)? out"
    r"|\bturn\w* .{0,40}\b(?:off|on)\b|\bdebug\w*|\bdiagnos\w*|\bworkaround|\bwork around|\bhack\b|\bexperiment\w*"
    r"|\btry(?:ing)? to (?:see|find|diagnose|figure)|\bverbose|\bisn'?t fixed|\bexpected failure|\btriage"
    r"|\bget more info|\bsee (?:if|what|whether)"
    r"|\bforc(?:e[sd]?|ing)\b.{0,30}\b(?:clean|re-?build|re-?check-?out|re-?fetch)",
    re.IGNORECASE,
)
# The undoing commit says that a plan has come to its end.
_NO_LONGER: Final = re.compile(
    r"\b(?:re-?enabl|enabl)\w+|\bno longer (?:needed|necessary|used)|\btemporary\b|\bdebug\b|\bhack\b|\bnow that\b"
    r"|\bunskip|\bis (?:safe|fixed|ok|done) (?:again|now)|\bwas retained\b|\bsupp?ress?ion|\bturn\w* .{0,40}\bon\b"
    r"|\bnow (?:does|works|passes)|\bnot used\b|\bobsolete\b|\boutdated\b",
    re.IGNORECASE,
)
_MOVE: Final = re.compile(
    r"\b(?:mov(?:e|ed|es|ing)|renam\w+|relocat\w+|split\w*|svn (?:cp|mv)|regenerat\w+|re-?run autoconf|autoconf"
    r"|whitespace normali[sz]ation|normali[sz]e whitespace|reindent\w*|eol-?style|updated test output|superseded"
    r"|manufactured by cvs2svn|rip .{0,60}out of)\b",
    re.IGNORECASE,
)
_BACK: Final = re.compile(r"\bback\b|\bwrong (?:place|branch)|\boops\b|\bactually\b|\bshould\b", re.IGNORECASE)


def nature_of(  # noqa: PLR0911 - one return per nature
    source: tuple[str, str], target: tuple[str, str], shape: Shape, *, target_undoes: bool, late: bool = False
) -> str:
    """Name what an inverse is that does not call itself an undo; ``source`` and ``target`` are (subject, message)."""
    subject, message = source
    before, reason = target
    if target_undoes:
        return RELAND
    if same_title(subject, before) or _TRIAL.search(subject) or _TRIAL.search(before):
        return TRIAL
    if _BUMP.search(subject) or _BUMP.search(before) or _is_bookkept(shape):
        return BUMP
    if _moves_within(shape) or ((_MOVE.search(subject) or _MOVE.search(before)) and not _BACK.search(message[:_HEAD])):
        return MOVE
    if late and shape.changes and all(new[1] is None for _, new in shape.changes.values()):
        return REMOVAL
    if _FOR_A_WHILE.search(reason[:_HEAD]):
        return TOGGLE
    if _NO_LONGER.search(message[:_HEAD]):
        return REMOVAL
    return REVERT


_HEAD: Final = 400


def _is_bookkept(shape: Shape) -> bool:
    return bool(shape.names) and all(name.startswith(_BUMP_PATHS) for name in shape.names.values())


def _moves_within(shape: Shape) -> bool:
    """Tell whether a blob leaves one path and comes in at another."""
    gone = {old[1] for old, new in shape.changes.values() if new[1] is None}
    come = {new[1] for old, new in shape.changes.values() if old[1] is None}
    return bool((gone & come) - {None})
