"""Read what a message claims to do to a commit that it names: undo, reland, backport or graft it.

This only reads the claim from the words around the name; ``miner.relations`` decides whether it is true. The words come
from real messages: "Backed out changeset X", "Back r1 out", "roll back", "undo", "Un-backout", "manual backport of",
"Merge r1".
"""

import re
from typing import Final

from miner.messages.text import Text, Token
from miner.model import Role

_REACH: Final = 90

# What may stand between the verb and the commit that is its object: "the incorrect part of the change made in".
_BETWEEN: Final = (
    r"(?:[\s:(\[\"'`#*,>-]|(?:of|the|a|an|all|parts?|half|pieces?|portions?|partial(?:ly)?|partly|most|some|both"
    r"|only|svn|hg|git|cvs|my|his|her|our"
    r"|trivial|relevant|previous|last|accidental(?:ly)?|mistaken(?:ly)?|pushed|committed|temporary|duplicate"
    r"|redundant|premature|erroneous|bad|wrong"
    r"|broken|incorrect|unintended|unwanted|inadvertent|unnecessary|over-?reaching|bogus|buggy|original|old|recent"
    r"|following|by hand"
    r"|change[sd]?|changesets?|csets?|commits?|check-?ins?|checked|revisions?|revs?\.?|merge[sd]?|fix(?:es)?"
    r"|patch(?:es)?|work|mods?|modifications?"
    r"|code|prs?|pull requests?|from|in|made|introduced|added|done|by|with|branch|trunk|py3k|default|heads?"
    r"|v?[23]\.[0-9x]+|release[\w.]+-maint"
    r"|python/cpython|cpython"
    r"|[\w.-]+'s?|[\w.]+\.(?:c|h|py|tex))(?![\w]))*+"
)
_UNDO: Final = (
    r"(?<![\w-])(?:revert(?:s|ed|ing)?|reversion of|reversal of|back(?:s|ed|ing)?[- ]?out(?: of)?"
    r"|back-?outs?(?: of)?|undo(?:es|ing)?|undid"
    r"|roll(?:s|ed|ing)?[- ]?back(?: of)?|rollback(?: of)?|unappl(?:y|ied)"
    r"|withdr[ae]w|cancel(?:s|led)?|rescind)"
)
_REDO: Final = (
    r"(?<![\w-])(?:re-?appl(?:y|ies|ied|ying)|re-?land(?:s|ed|ing)?|re-?do(?:es|ne|ing)?|re-?instat(?:e[sd]?|ing)"
    r"|re-?commit(?:s|ted|ting)?"
    r"|re-?introduc(?:e[sd]?|ing)|un-?revert(?:s|ed|ing)?|re-?revert(?:s|ed|ing)?|un-?back(?:ed)?[- ]?out|reviv(?:e"
    r"|es|ed)|resurrect(?:s|ed)?"
    r"|bring(?:s|ing)? back|put(?:s|ting)? back)"
)
_PORT: Final = (
    r"(?<![\w-])(?:back[- ]?port(?:s|ed|ing)?|back-?merge[sd]?|merge[sd]?|merging|(?:(?:forward|up"
    r"|down)[- ]?)?port(?:s|ed|ing)?"
    r"|cherry[- ]?pick(?:s|ed|ing)?|svnmerged?|transfer(?:red)?)"
)
_GRAFT: Final = r"(?<![\w-])(?:graft(?:ed|s)?|transplant(?:ed|s)?)"
_NEAR: Final[tuple[tuple[Role, re.Pattern[str]], ...]] = (
    ("relands", re.compile(_REDO + _BETWEEN + "$")),
    ("undoes", re.compile(_UNDO + _BETWEEN + "$")),
    ("grafts", re.compile(_GRAFT + _BETWEEN + "$")),
    ("backports", re.compile(_PORT + _BETWEEN + "$")),
)
# Up to 70 characters of any words, if a word that points back or a parenthesis follows: "revert the move of X made in
# r12", "Revert a premature patch for issue #1 (changeset d17d10c84d27)". A dot inside a word does not end a sentence.
_ANY: Final = r"(?:[^.;:\n]|\.(?=\w)|\n(?!\s*\n)){0,70}?"
_UNDO_FAR: Final = re.compile(
    rf"{_UNDO}(?!\w)(?:(?P<aside>{_ANY}\((?:changesets?|commits?|csets?|revisions?|rev\.?)?\s*)"
    rf"|(?P<back>{_ANY}(?<!\w)(?:made|done|introduced|added|checked|committed|changes?|from|in|of|by|changesets?"
    rf"|commits?|revisions?|revs?)(?!\w){_BETWEEN}))$"
)
# After these words the commit is a state to return to, a reason or another subject.
_ELSEWHERE: Final = re.compile(
    r"(?<!\w)(?:(?<!change )(?<!changes )to|since|because|due|until|after|before|but|which|as|for|now|so|when"
    r"|needed|like|see|and)(?!\w)"
    r"|(?:was|were|been|is|got|already) (?:re)?(?:revert|back|undone|roll)"
)
# "restore the tests that were lost in r1", "put back what was removed by r1": at least a part of r1 is undone.
_PUT_BACK_FAR: Final = re.compile(
    r"(?<![\w-])(?:restor(?:e[sd]?|ing)|resurrect(?:s|ed|ing)?|re-?add(?:s|ed|ing)?|re-?instat(?:e[sd]?|ing)"
    rf"|(?:put|bring|brought|add)(?:s|ing|ed)?(?!\w){_ANY}(?<!\w)back)(?!\w){_ANY}"
    rf"(?<!\w)(?:removed|lost|dropped|deleted|disabled|skipped)(?!\w){_ANY}(?<!\w)(?:in|by|with)(?!\w){_BETWEEN}$"
)
# "remove the call added in r1": a part of r1 is undone.
_TAKE_OUT_FAR: Final = re.compile(
    rf"(?<![\w-])(?:remov(?:e[sd]?|ing)|delet(?:e[sd]?|ing)|drop(?:s|ped|ping)?|g[eo]t(?:ting)? rid of)(?!\w){_ANY}"
    rf"(?<!\w)(?:added|introduced|inserted|committed|checked in)(?!\w){_ANY}(?<!\w)(?:in|by|with)(?!\w){_BETWEEN}$"
)
_ELSEWHERE_ASIDE: Final = re.compile(r"(?<!\w)(?:to|since|because|due|after|caused|see|as|which|now|so)(?!\w)")
# "was reverted in r1", "(backed out in r1)": then r1 is the commit that undid something.
_PARTICIPLE: Final = re.compile(
    r"(?:reverted|backed out|rolled back|undone)(?P<where>\s+(?:in|by)\b|\s+of \S+\.\w+ in\b)?"
)
# "The entry about X is just a revert of r1": a description.
_DESCRIBED: Final = re.compile(r"(?<!this )(?<!it )(?:is|was) (?:just|only|merely|simply) an?\s+$")
_PASSIVE: Final = re.compile(r"(?<!\w)(?:was|were|been|is|are|got|be|being|already|that)\s+$")
# "Back rev 1.3 out", "back somebody's r1 change out".
_BACK: Final = re.compile(rf"(?<![\w-])back(?:s|ed|ing)?\s{_BETWEEN}$")
_OUT: Final = re.compile(r"(?: change| patch)?\s+(?:back\s+)?out\b")
# A cheap test before the searches: every claim contains one of these stems.
_STEMS: Final = re.compile(
    r"rever|back|und[io]|roll|restor|remov|delet|drop|rid|re-?[adilr]|re-?commit|un-?|withdr|cancel|rescind|reviv|resurr|put|graft|transpl|merg"
    r"|port|cherry|pick|transf"
)


def claim_on(text: Text, token: Token) -> Role:
    """Return what the words before a commit's name, or directly after it, say is done to it."""
    window = text.lower[max(0, token.start - _REACH) : token.start]
    if not _STEMS.search(window):
        return "mentions"
    if _BACK.search(window) and _OUT.match(text.lower, token.end):
        return "undoes"
    for role, pattern in _NEAR:
        found = pattern.search(window)
        if not found:
            continue
        if role == "undoes" and _is_passive(window, found):
            return "mentions"
        # "backout of the bad 3.5 merge d085b4f779af" undoes a merge.
        return "undoes" if role == "backports" and _is_far_undo(window, token) else role
    far = _is_far_undo(window, token) or _PUT_BACK_FAR.search(window) or _TAKE_OUT_FAR.search(window)
    return "undoes" if far else "mentions"


def _is_far_undo(window: str, token: Token) -> bool:
    if token.tracker == "pr":
        return False  # "(GH-2)" after "Revert X" is the pull request of the revert itself
    far = _UNDO_FAR.search(window)
    if not far or _is_passive(window, far):
        return False
    if far["back"] is not None:
        return not _ELSEWHERE.search(far["back"])
    return not _ELSEWHERE_ASIDE.search(far["aside"])


def _is_passive(window: str, found: re.Match[str]) -> bool:
    """Return whether something "was reverted in" the commit: then this commit is the one that undoes."""
    participle = _PARTICIPLE.match(found[0])
    if not participle:
        return bool(_DESCRIBED.search(window, 0, found.start()))
    return bool(participle["where"]) or bool(_PASSIVE.search(window, max(0, found.start() - 10), found.start()))
