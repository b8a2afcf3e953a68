"""Read what a message claims to undo without naming a commit: "Revert my last checkin", "Oops, undo that".

Most reverts do not name the commit that they revert (760 of 1,054 on ``main`` up to 2021). Their words are only a
*claim*: the target has to be found by blobs, issues or time. ``says`` grades the claim: ``undo`` if a sentence begins
with the undoing word ("Revert …", "This backs out …"), ``slip`` if it calls something an accident ("left by mistake"),
``mention`` if the undoing word occurs elsewhere, ``restore`` for words that mean an undo in a third of all cases
("Restore the old test").
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Final

from miner.messages import undo_words as words
from miner.model import Says, UndoClaim

# Every claim contains one of these stems, and most messages contain none. Each alternative begins with another letter:
# so the search takes half the time of one search for each stem. No stem has a blank, because a message may have the end
# of a line there. "Back" is looked at more closely, because it is mostly a part of traceback, backport, feedback or
# background.
_STEMS: Final = re.compile(
    r"re(?:ver|-|stor|surr|add|intr|inst|enab|appl|tract)|un(?:-|do|did|appl|commit|check|int)|roll|cancel|withdr"
    r"|forget|m(?:ind|istake|is-?merge|eant|erge\s(?:err|mis|gli))|acciden|again(?!st)|in(?:advert|tend|correct(?:ly|\smerge))|errone|debug|suppos"
    r"|lost|wrong(?:ly|\s(?:merge|file|branch|version|patch|line|one))|b(?:ad\s(?:merge|rebas)|otched|(?<![a-z]b)ack(?:s|ed|ing)?(?:outs?)?(?![a-z]))"
)

_TAG: Final = re.compile(
    r"^(?:\[[^\]\n]{1,40}\]:?|[\s*#>\-.\"'(]+|[\w\s,.()*/-]{1,60}\):"
    r"|(?:sf |python )?(?:bpo|gh|issues?|bugs?|patch(?:es)?|closes?|fixes|fixed|partially|rfe|pep|merge)[-\s:#]*"
    r"(?:issues?[\s#]*)?\d*(?:[\s,/&+]+(?:and )?#?\d+)*\s*[:.,;)\]-]+\s*"
    r"|#?\d+(?:[,\s]+#?\d+)*[:\]\s]+|[\w./-]+(?:\(\))?(?:,? [\w./-]+){0,2}:\s"
    rf"|(?:bpo|gh|issue|bug)[-\s#]*\d+\s+(?=(?:{words.UNDO})(?![\w(-])))"
)
_LEAD: Final = rf"(?:(?:{words.LEAD})(?!\w)[\s,.!:;'-]*)*"
_STARTS_UNDO: Final = re.compile(rf"{_LEAD}(?P<deed>{words.UNDO})(?![\w(-])")
_STARTS_RESTORE: Final = re.compile(rf"{_LEAD}(?P<deed>{words.RESTORE})(?!\w)")
# "…, so I reverted it": about what the author did, not about what a function does.
_SAID: Final = re.compile(
    r"(?:[,;:(]|\.\.\.|(?<!\w)(?:i|i've|we|we've|so|also|by|decided to|just|therefore|then|now"
    r"|(?:i|we)(?:'m|'re|'d| am| are| have| had)(?: to)?(?: now| just| also)?))\s+(?:\w+ly\s+)?"
    rf"(?:{words.UNDO})(?![\w(-])"
)
_ANYWHERE: Final = re.compile(rf"(?<![\w./_-])(?:{words.UNDO})(?![\w(=_]|-\w)")
_RESTORES: Final = re.compile(rf"(?<![\w./_-])(?:{words.RESTORE})(?![\w(=_]|-\w)")
_REMOVES: Final = re.compile(rf"\b(?:{words.REMOVE})\b")
_ACCIDENT: Final = re.compile(rf"\b(?:{words.ACCIDENT})\b")
_FEATURE: Final = re.compile(words.FEATURE)
# "Restore the support that was disabled in r1" is about a commit, whatever it restores.
_TAKEN: Final = re.compile(
    r"(?:removed|disabled|dropped|lost|deleted|skipped) (?:in|by|with) (?:\w+[ -])?#?[0-9a-f]*\d"
)
# "Undo" is also a command of editors.
_EDITOR: Final = re.compile(r"undodelegator|undo/redo|undo and redo|ctrl-?z")
_RECENT: Final = re.compile(rf"\b(?:{words.RECENT})\b")
_SLIP: Final = re.compile(rf"\b(?:{words.SLIP})\b")
_PART: Final = re.compile(rf"\b(?:{words.PART}|{words.KEPT})\b")
_KEPT: Final = re.compile(rf"\b(?:{words.KEPT})\b")
# The issue as the object of the undoing word. One before the word, or in parentheses, is only the reason for the undo.
_REASON: Final = r"see|because|since|due|as per|per|which|that|until|but|to fix|fix\w*|caus\w*|reopen\w*"
_ISSUE: Final = (
    r"(?:(?:(?:bpo|gh|issues?|bugs?|patch(?:es)?|rfe|sf)[-\s#]*|(?<!\w)#)(?:issue\s*|#)?\d{2,7}"
    r"|(?<![\w.])\d{3,7}(?= patch))"
)
_ISSUES: Final = re.compile(
    rf"(?:{words.UNDO})(?!\w)(?:(?!(?:{_REASON})(?!\w))[^.;:(\n]|\n(?!\n)){{0,60}}?"
    rf"(?P<numbers>{_ISSUE}(?:(?:[\s,/&]|and|#)+\d{{2,7}})*)"
)
# "Restore what was disabled in gh-113796": the issue as the place.
_PLACES: Final = re.compile(rf"(?<!\w)(?:in|by|from)\s+(?:the )?(?P<numbers>{_ISSUE})")
_NUMBER: Final = re.compile(r"\d{2,7}")
_SVNMERGE: Final = re.compile(r"^(?:merged|blocked|unblocked|recorded merge|initialized|svnmerge)", re.IGNORECASE)
_QUOTED_LOG: Final = re.compile(r"^(?P<indent>[ \t]*)r\d+ \| .*$", re.MULTILINE)
# ``(?<=[.!?;])[\s)]+|(?<=[.!?][\"”])\s+(?=[A-Z])|\n\s*\n\s*|\n\s*(?=[-*•] )|:\s+(?=[A-Z])|\s+--\s+|\s-\s``, each
# without its first character: a search for one of a set of characters takes a third of the time.
_SENTENCE: Final = re.compile(
    r"[\s):](?:(?<=[.!?;][\s)])[\s)]*|(?<=[.!?][\"”]\s)\s*(?=[A-Z])|(?<=\n)\s*\n\s*|(?<=\n)\s*(?=[-*•] )"
    r"|(?<=:)\s+(?=[A-Z])|(?<=\s)\s*--\s+|(?<=\s)-\s)"
)
_BULLET: Final = re.compile(r"^\s*[*+-] ")
_SQUASHED: Final = re.compile(r"^\s*[*+-] |^\s*this rever(?:t|se)s commit [0-9a-f]{7}", re.IGNORECASE)
_QUOTED: Final = re.compile(r"[\"“](?P<title>[^\"“”]{16,})[\"”]")
_WORDS: Final = re.compile(r"[a-z_][\w.]*\w")
_SUFFIXES: Final = frozenset(("py", "c", "h", "rst", "txt", "tex", "ac", "in"))
#: So many letters do not make a word significant.
_SHORTEST: Final = 3
#: Characters, characters and sentences to read: claims are in the first sentences.
_HEAD: Final = 1_000
_REACH: Final = 900
_SENTENCES: Final = 12


def may_claim(lower: str) -> bool:
    """Return whether a lower-case text can contain a claim; a quick check before :func:`read_claim`."""
    return _STEMS.search(lower, 0, _HEAD) is not None


def read_claim(subject: str, message: str, *, is_git: bool, is_merge: bool = False) -> UndoClaim | None:
    """Return the firmest claim of a message to undo something, None if it has none.

    ``is_git`` is for messages from the git years, whose lists of squashed commits are skipped.
    """
    message = message[:_HEAD]
    carried = is_merge
    if _SVNMERGE.match(subject):
        quoted = list(_QUOTED_LOG.finditer(message))
        if not _is_one_revision(quoted):  # a merge of several revisions is not an undo
            return None
        subject, message, carried = "", message[quoted[-1].end() :], True
    best: UndoClaim | None = None
    whole = " ".join((subject or message).split())  # what svnmerge brings has no subject of its own
    sentences = _sentences(subject, message, is_git=is_git)
    for sentence in sentences:
        if may_claim(sentence.lower()):
            claim = _claim(sentence, in_subject=" ".join(sentence.split()) in whole, carried=carried)
            if claim and (best is None or _RANK[claim.says] > _RANK[best.says]):
                best = claim
    if best is None and is_git:
        best = _squashed_claim(message, carried=carried)
    if best is None:
        return None
    lowered = [sentence.lower() for sentence in sentences]
    slip = any(map(_SLIP.search, lowered))
    return best._replace(slip=slip, part=best.part or any(map(_KEPT.search, lowered)))


def _squashed_claim(message: str, *, carried: bool) -> UndoClaim | None:
    """Return the claim of a squashed commit to undo something, as a mention: it may be about its own branch."""
    for line in message.splitlines():
        if _BULLET.match(line) and may_claim(line.lower()):
            claim = _claim(line, in_subject=False, carried=carried)
            if claim and claim.says == "undo":
                return claim._replace(says="mention")
    return None


def _is_one_revision(quoted: list[re.Match[str]]) -> bool:
    """Return whether an svnmerge brings one revision: alone, or as a merge within a merge, each indented further."""
    indents = [len(found["indent"]) for found in quoted]
    return bool(indents) and all(outer < inner for outer, inner in pairwise(indents))


def shared_words(first: str, second: str) -> int:
    """Return how many significant words two texts share; names of code, with ``_`` or ``.``, count twice.

    ``os.path.join`` and ``join`` are the same word.
    """
    one, other = _telling(first), _telling(second)
    return sum(2 if "_" in word or one[word] or other[word] else 1 for word in one.keys() & other.keys())


def quoted_title(sentence: str) -> str | None:
    """Return what a sentence quotes, if it is long enough for the title of another commit."""
    found = _QUOTED.search(sentence)
    return found["title"] if found else None


def takes_away(subject: str) -> bool:
    """Return whether a commit says that it takes something away, which another may restore."""
    lower = subject.lower()
    return bool(_REMOVES.search(lower)) and not (_RESTORES.search(lower) or _ANYWHERE.search(lower))


_RANK: Final = {"undo": 4, "slip": 3, "mention": 2, "restore": 1}


# One sentence is compared with many titles, and one title with many sentences.
@lru_cache(maxsize=1 << 12)
def _telling(text: str) -> Mapping[str, bool]:
    """Return {significant word: whether it stands with a dot, as the last part of a name}."""
    found: dict[str, bool] = {}
    for name in _WORDS.findall(text.lower()):
        _, dot, last = name.rpartition(".")
        word = last if len(last) > _SHORTEST else name
        # Which file it was, as in "setup.py", the paths tell better.
        if len(word) > _SHORTEST and word not in words.COMMON and last not in _SUFFIXES:
            found[word] = found.get(word, False) or bool(dot)
    return found


def _sentences(subject: str, message: str, *, is_git: bool) -> list[str]:
    head = message[:_REACH]
    # On GitHub a list below the title holds the messages of the squashed commits, which may undo each other.
    lines = [line for line in head.splitlines() if not (is_git and _SQUASHED.match(line))]
    body = "\n".join(lines)
    found = [sentence.strip() for sentence in _SENTENCE.split(body) if sentence and sentence.strip()]
    if subject and (not found or not subject.startswith(found[0][:20])):
        found.insert(0, subject)
    return found[:_SENTENCES]


def _claim(sentence: str, *, in_subject: bool, carried: bool) -> UndoClaim | None:
    lower = " ".join(sentence.lower().split())
    if _EDITOR.search(lower):
        return None
    bare = lower
    while not _STARTS_UNDO.match(bare) and (tag := _TAG.match(bare)) and 0 < tag.end() < len(bare):
        bare = bare[tag.end() :]
    says: Says | None = None
    if (found := _STARTS_UNDO.match(bare)) and not _FEATURE.match(bare, found.start("deed")):
        says = "undo"
    elif _ANYWHERE.search(lower) and not _is_feature(lower):
        says = "undo" if _SAID.search(lower) else "slip" if _ACCIDENT.search(lower) else "mention"
    elif _ACCIDENT.search(lower):
        says = "slip"
    elif _RESTORES.search(lower) and not _is_feature(lower):
        says = "restore" if in_subject or _STARTS_RESTORE.match(bare) else "mention"
    if says is None:
        return None
    issues = sorted(
        {
            number
            for pattern in (_ISSUES, _PLACES)
            for found in pattern.finditer(lower)
            for number in _NUMBER.findall(found["numbers"])
        }
    )
    return UndoClaim(
        says,
        sentence,
        recent=bool(_RECENT.search(lower)),
        part=bool(_PART.search(lower)),
        issues=tuple(issues),
        carried=carried,
    )


def _is_feature(lower: str) -> bool:
    """Return whether the word of undoing means something else in a sentence: the slowest search, so the last."""
    return _FEATURE.search(lower) is not None and _TAKEN.search(lower) is None
