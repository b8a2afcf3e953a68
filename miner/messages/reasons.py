"""Why something is taken back: the sentences of a message that give the reason, the likeliest first.

A sentence counts if it says so (because, due to, as it), if it calls the undone change a fault ("undo an accidental
commit"), or if it stands behind the undo and tells of trouble (it breaks, fails, leaks). Where there is none, the next
thing said behind the undo counts, if it is a statement. A title has many such words that tell of something else; so of
the sentence that undoes only what stands in a clause of its own does. Quotations, lists of merged revisions, pointers
to where more is to be read ("see the bug"), what else was done, thanks and trailers give no reason. A sentence that the
undone commit has too is no reason either, but that is for the query to see, which knows what is undone.
"""

import re
from collections.abc import Iterator
from typing import Final

from miner.messages import reason_words, undo_words
from miner.model import Reason

#: Old messages run on for pages about other things.
_REACH: Final = 3_000
# The end of a sentence if a capital follows, the end of one in any case, and a blank in a quotation, which ends none.
_SOFT, _HARD, _GLUE = "\u241e", "\u241d", "\u2420"
_SUBJECT_PARTS: Final = re.compile(r";|\s-{1,2}\s(?![^()]*\))")
# A line that begins with a bracket is one by itself only behind the end of a sentence.
_LINE_BEGINNINGS: Final = re.compile(
    r"\n(?=\* |--? |\.\.|\(cherry picked|This reverts commit|Co-authored-by)|(?<=[.!?])\n(?=\()"
)
_SENTENCE_END: Final = re.compile(r"([.!?]) ")
# A quotation may have several paragraphs; one that never ends is none.
_QUOTED: Final = re.compile(r"(?<![\w\"'`])\"(?![\s\"])[^\"]{3,}\"(?![\w\"'`])")
_NO_REASON: Final = re.compile(
    r"co-authored-by|signed-off-by|reviewed by |thanks |\(?cherry picked|automerge-"
    r"|merged revisions |recorded merge |\.\.|.*svn\+ssh|.*\| .* line"
)
_UNDO: Final = re.compile(rf"\b(?:{undo_words.UNDO}|{undo_words.RESTORE})(?![\w-])")
_RESTORE: Final = re.compile(undo_words.RESTORE)
_WHY: Final = re.compile(rf"(?<![\w-])(?:{reason_words.WHY})(?![\w-])")
_STRONG: Final = re.compile(rf"(?<![\w-])(?:{reason_words.STRONG})(?![\w-])")
_BEGINS: Final = re.compile(rf"(?:\W|(?:this|i|i've|also|so|and|commit|change|patch)\b)*(?:{undo_words.UNDO})(?![\w-])")
_SLIP: Final = re.compile(rf"\b(?:{undo_words.SLIP})\b")
#: What is announced, and how things are now that the change is gone.
_FUTURE: Final = re.compile(r"\b(?:now|still|will be)\b")
_ITEMS: Final = ("* ", "- ", "-- ")
_IT: Final = re.compile(r" (?:it|them)\b| (?:this|that|these|those)\b(?:[^\w ]|$)")
_SAID: Final = re.compile(r'"",? (?:wrote|writes|said|says)\b')
# "Undo an accidental commit", "Revert r42 (wrong branch)".
_FAULT: Final = re.compile(
    rf"[\s(]*(?:(?!(?:and|fix\w*|of|to|with|for|but)\b)[\w.'-]+[\s(]+){{0,4}}?(?:{reason_words.FAULT})(?!\w)"
)
_TROUBLE: Final = re.compile(rf"(?<![\w-])(?:{reason_words.TROUBLE})(?!\w)")
# "Revert r42, which never worked", "the part that fails".
_WHICH_FAILS: Final = re.compile(rf"\b(?:which|that|where)\s+(?:\S+\s+){{0,4}}?(?:{reason_words.TROUBLE})(?!\w)")
_VERB: Final = re.compile(rf"(?<![\w-])(?:{reason_words.VERB})(?!\w)")
_POINTER: Final = re.compile(rf"\W*(?:{reason_words.POINTER})")
_DONE: Final = re.compile(rf"\W*(?:{reason_words.DONE})(?![\w'])")
# Where a clause begins. What follows the colon behind the number of an issue is a title.
_CLAUSE: Final = re.compile(
    r"[;(]\s*|\s-{1,3}\s+|[.,!]\s+|(?:\br(?:ev\.? ?|evision )?\d+|\b[0-9a-f]{7,40}|(?<![\d:])) ?:\s+"
)
_ASIDE: Final = re.compile(r"(?:that|and|or|from|in|by|of|at|with|for|to|per)\b|\W*(?:r?\d|gh-|bpo-|#|pep )")
# A clause that is a statement of its own.
_STATEMENT: Final = re.compile(
    r"(?:it|it's|this|that's|they|these|there|we|i|i'm|he|nobody|some|several|many|most|people|users)\s\w"
    r"|which (?:is|was|were)\b"
)
# "Add no pool at the start: it changes much".
_EXPLAINED: Final = re.compile(r":\s+(?:it|this|they)\b")
_BRACKETED: Final = re.compile(r"\(([^()]*)\)")
_FEWEST_WORDS: Final = 3
_FEWEST_BLANKS: Final = 1


def read_reasons(subject: str, message: str) -> tuple[Reason, ...]:
    """Return the sentences that may say why a message takes something back, the likeliest first.

    Only for messages that do take something back: in others, the same words tell of what is fixed.
    """
    undone = False
    before: list[Reason] = []
    told: list[Reason] = []
    following: list[Reason] = []
    for sentence in _sentences(subject, message):
        own = _QUOTED.sub('""', sentence.lower())
        undo = _BEGINS.match(own) if undone else _UNDO.search(own)
        if undo and not undone:
            undone = True
            # A reason follows the undo, but "Reverted it." may also follow the reason.
            if sentence.count(" ") >= _FEWEST_WORDS and not _IT.match(own, undo.end()):
                before = [reason for reason in told if _WHY.search(reason.sentence.lower())]
                told.clear()
        if own.count(" ") < _FEWEST_BLANKS or _NO_REASON.match(own):
            continue
        if _tells(own, undo):
            told.append(Reason(sentence, "words"))
        elif undone and not following and _states(own):
            following.append(Reason(sentence, "place"))
    return (*told, *following, *before) if undone else ()


def _tells(own: str, undo: re.Match[str] | None) -> bool:
    """Return whether a sentence, in lower case and without its quotations, gives a reason by its words."""
    if undo is None and (own.endswith(":") or _POINTER.match(own)):
        return False
    if _SAID.match(own) or (_STRONG if undo else _WHY).search(own):
        return True
    if undo is None:
        return (_EXPLAINED if _DONE.match(own) else _TROUBLE).search(own) is not None
    if _SLIP.search(own):
        return True
    behind = own[undo.end() :]
    # What is restored was not at fault.
    if not _RESTORE.fullmatch(undo[0]) and (_FAULT.match(behind) or _WHICH_FAILS.search(behind)):
        return True
    # What tells why in other sentences may stand in the title of what is undone, but not in a clause behind it.
    return any(
        _WHY.match(behind, clause.end()) or _is_reason(behind[clause.end() :]) for clause in _CLAUSE.finditer(behind)
    )


def _is_reason(clause: str) -> bool:
    """Return whether a clause behind the undoing word gives a reason."""
    if _ASIDE.match(clause) or _POINTER.match(clause) or _DONE.match(clause):
        return False
    return _STATEMENT.match(clause) is not None or _TROUBLE.search(clause) is not None


def _states(own: str) -> bool:
    """Return whether a sentence is a statement about how things are, not about what else was done."""
    if own.startswith(_ITEMS) or _UNDO.search(own) or _POINTER.match(own) or _DONE.match(own):
        return False
    return _FUTURE.search(own) is None and _VERB.search(own) is not None


def _sentences(subject: str, message: str) -> Iterator[str]:
    """Yield the sentences, with line breaks as blanks."""
    text = message[:_REACH].replace("\r", "")
    size = len(subject)
    title = text[:size]
    if title.replace("\n", " ") == subject:
        # A subject that quotes a title is one sentence, whatever the title has in it.
        title = subject if '"' in subject else _SUBJECT_PARTS.sub(_HARD, title)
        text = f"{title}{_HARD}{text[size:]}"
    text = re.sub(r"\n +", "\n", text)
    text = _QUOTED.sub(lambda quotation: re.sub(r"\s+", _GLUE, quotation[0]), text).replace("\n\n", _HARD + "\n")
    text = _LINE_BEGINNINGS.sub(_HARD, text).replace("\n", " ")
    text = _SENTENCE_END.sub(rf"\1{_SOFT} ", text).replace(_GLUE, " ")
    for paragraph in text.split(_HARD):
        sentence = ""
        for part in paragraph.split(_SOFT):
            start = part.lstrip()[:1]
            if sentence and start != start.lower():
                yield _bare(sentence)
                sentence = ""
            sentence += part
        yield _bare(sentence)


def _bare(sentence: str) -> str:
    """Return a sentence without blanks around it, and without brackets if all of it stands in them."""
    bare = sentence.strip()
    bracketed = _BRACKETED.fullmatch(bare)
    return bracketed[1].strip() if bracketed else bare
