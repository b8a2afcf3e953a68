"""Why something is taken back: the sentences of a message that may give the reason, the likeliest first.

The reason is mostly the first sentence, from the undo on, with a word such as because, broke, fails, leak or
premature; where there is none, often the sentence after the one that tells of the undo. Quoted titles, lists of merged
revisions, thanks and trailers give no reason. A sentence that the undone commit has too is no reason either, but that
is for the query to see, which knows what is undone.
"""

import re
from collections.abc import Iterator
from typing import Final

from miner.messages import undo_words
from miner.model import Reason

#: Old messages run on for pages about other things.
_REACH: Final = 3_000
# The end of a sentence if a capital follows, and the end of one in any case.
_SOFT, _HARD = "\u241e", "\u241d"
_SUBJECT_PARTS: Final = re.compile(r";|\s-{1,2}\s(?![^()]*\))")
# A line that begins with a bracket is one by itself only behind the end of a sentence.
_LINE_BEGINNINGS: Final = re.compile(
    r"\n(?=\* |--? |\.\.|\(cherry picked|This reverts commit|Co-authored-by)|(?<=[.!?])\n(?=\()"
)
_SENTENCE_END: Final = re.compile(r"([.!?]) ")
_NO_REASON: Final = re.compile(
    r"co-authored-by|signed-off-by|reviewed by |thanks |\(?cherry picked|automerge-"
    r"|merged revisions |recorded merge |\.\.|.*svn\+ssh|.*\| .* line"
)
_DEED: Final = re.compile(rf"\b(?:{undo_words.UNDO}|restor\w*)\b")
_BRACKETED: Final = re.compile(r"\(([^()]*)\)")
_FEWEST_WORDS: Final = 3
#: The words, as people of thirty years wrote them; a blank in front stands for the beginning of a word.
_TELLING: Final = (
    *(" because ", " since ", " due to ", " as it ", " as the", " caus", " break", " broke", " fail", " crash", "leak"),
    *("regress", " segfault", " hang", " buildbot", " conflict", "incompatib", " wrong", "incorrect", "invalid"),
    *("accident", "mistake", "unintend", "unintention", "inadvertent", "unwanted", "duplicate", " bad ", "premature"),
    *(
        " not ready",
        "ready yet",
        "too late",
        " slow",
        "unnecessary",
        "not needed",
        "no longer",
        " until ",
        "discussion",
    ),
    *(" request", "supposed to", "problem", "didn't work", "confus", "doesn't work", "does not work", "not a bug"),
    *("being a bug", "new feature", " oops", "whoops", "don't", " better way", "instead"),
)


def read_reasons(subject: str, message: str) -> tuple[Reason, ...]:
    """Return the sentences that may say why a message takes something back, the likeliest first.

    Only for messages that do take something back: in others, the same words tell of what is fixed.
    """
    begins: int | None = None
    told: list[Reason] = []
    following: list[Reason] = []
    for place, sentence in enumerate(_sentences(subject, message)):
        words = f" {sentence.lower()} "
        if _NO_REASON.match(words, 1):
            continue
        is_short = words.count(" ") <= _FEWEST_WORDS
        is_deed = _DEED.search(words) is not None
        if is_deed and begins is None:
            begins = place
            if not is_short:  # A reason follows the undo, but "Reverted." may also follow the reason.
                told.clear()
        if is_short:
            continue
        # Of a sentence that quotes a title, only what comes behind the quotation counts.
        own = words.rpartition('"')[2] if "revert" in words.rpartition('"')[0] else words
        if any(word in own for word in _TELLING):
            told.append(Reason(sentence, "words"))
        elif begins is not None and not is_deed and not sentence.startswith("* "):
            following.append(Reason(sentence, "place"))
    return (*told, *following)


def _sentences(subject: str, message: str) -> Iterator[str]:
    """Yield the sentences, with line breaks as blanks."""
    text = message[:_REACH].replace("\r", "")
    size = len(subject)
    title = text[:size]
    if title.replace("\n", " ") == subject:
        # A subject that quotes a title is one sentence, whatever the title has in it.
        title = subject if '"' in subject else _SUBJECT_PARTS.sub(_HARD, title)
        text = f"{title}{_HARD}{text[size:]}"
    text = re.sub(r"\n +", "\n", text).replace("\n\n", _HARD + "\n")
    text = _LINE_BEGINNINGS.sub(_HARD, text).replace("\n", " ")
    text = _SENTENCE_END.sub(rf"\1{_SOFT} ", text)
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
