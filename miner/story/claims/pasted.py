"""Messages that a document shows: blocks of ``git log``, and messages below the link or the title of their commit."""

import re
from collections.abc import Iterator
from datetime import datetime

from miner.story.context import Context
from miner.story.facts import Commit, Unknown
from miner.story.finding import Finding, Verdict, asked, in_one_line
from miner.story.passages import Passage

_HEAD = re.compile(r"^[ \t]*commit (?P<sha>[0-9a-f]{7,40})\b[^\n]*\n(?=(?:[^\n]*\n){0,3}?[ \t]*Author:)", re.MULTILINE)
_FIELD = re.compile(r"[ \t]*(?P<name>Merge|Author|AuthorDate|Date|Commit|CommitDate):[ \t]*(?P<value>[^\n]*)(?:\n|$)")
_ADDRESS = re.compile(r"\s*<[^>]*>\s*$")
_LOG_DATE = "%a %b %d %H:%M:%S %Y %z"
_WORD = re.compile(r"[^\W_]+")
_ROLE = re.compile(r":(?:\w+:){1,2}(?=`)")
_PATCH = re.compile(r"^\s*(?:diff --git |Index: |@@ |[+-]{3} |\+\S?|\S+\s+\|\s+\d+ [+-]*$)", re.MULTILINE)
_ADDRESSES = re.compile(r"(?:\s*https?://\S+)+\s*")
_TAGGED = re.compile(r"\s*(?:bpo-|gh-|issue\s*#?|close[sd]?\s*#|fix(?:es)?\s*#)\d", re.IGNORECASE)
# A message that is shown in part.
_LEFT_OUT = re.compile(r"\[?(?:\.\.\.|…)\]?|\[#\d+\]")
_FEWEST_WORDS = 4
_SEARCHED_WORDS = 12
_ALIKE = 0.6


def find(context: Context) -> Iterator[Finding]:
    """Yield findings for each message that is shown, and remember which passages show one."""
    for passage in context.document.passages:
        if passage.number in context.pasted:
            continue
        if heads := list(_HEAD.finditer(passage.text)):
            ends = [*(match.start() for match in heads[1:]), len(passage.text)]
            for match, end in zip(heads, ends, strict=True):
                yield from _log(context, passage, match, end)
            context.pasted.add(passage.number)
        elif passage.kind in {"quote", "literal"}:
            yield from _below_a_name(context, passage)


def _log(context: Context, passage: Passage, head: re.Match[str], end: int) -> Iterator[Finding]:
    commit = context.facts.commit(head["sha"])
    line = passage.line_at(head.start("sha"))
    if isinstance(commit, Unknown):
        yield Finding(line, "log", f"commit {head['sha']}", "unknown", commit.reason)
    else:
        query = asked("commit_facts", commit=commit.sha[:10])
        yield Finding(line, "log", f"commit {head['sha']}", "confirmed", commit.shown, commit.sha, query)
    at = head.end()
    while field := _FIELD.match(passage.text, at, end):
        if isinstance(commit, Commit) and (finding := _field(commit, field, passage.line_at(at))):
            yield finding
        at = field.end()
    message = passage.text[at:end]
    if message.strip():
        start = at + len(message) - len(message.lstrip())
        pieces = [(message, passage.line_at(start))]
    else:
        below = _quotes_below(context, passage)
        context.pasted |= {each.number for each in below}
        pieces = [(each.text, each.line_at(0)) for each in below]
    if isinstance(commit, Commit) and pieces:
        yield from _message(commit, pieces, is_log=True)


def _quotes_below(context: Context, passage: Passage) -> list[Passage]:
    found = []
    for each in context.document.after(passage):
        if each.kind != "quote" or _HEAD.search(each.text):
            break
        found.append(each)
    return found


def _field(commit: Commit, field: re.Match[str], line: int) -> Finding | None:
    said = f"{field['name']}: {field['value'].strip()}"
    query = asked("commit_facts", commit=commit.sha[:10])
    if field["name"] == "Author":
        author = str(commit.row["author"])
        right = _ADDRESS.sub("", field["value"]).strip().casefold() == author.casefold()
        return Finding(
            line, "log author", said, "confirmed" if right else "corrected", f"by {author}", commit.sha, query
        )
    if field["name"] in {"Date", "AuthorDate"}:
        verdict, fact = _moment(field["value"].strip(), commit)
        return Finding(line, "log date", said, verdict, fact, commit.sha, query)
    return None


def _moment(said: str, commit: Commit) -> tuple[Verdict, str]:
    fact = f"authored at {commit.row['authored_at']}"
    for form in (_LOG_DATE, "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%z"):
        try:
            moment = datetime.strptime(said, form)  # noqa: DTZ007 - each form has the offset
        except ValueError:
            continue
        if moment == datetime.fromisoformat(commit.row["authored_at"]):
            return "confirmed", fact
        if moment == datetime.fromisoformat(commit.row["committed_at"]):
            fact += ", which was not the time of the commit"
        return "corrected", fact
    return "unknown", f"the date is not written as git does; {fact}"


def _message(commit: Commit, pieces: list[tuple[str, int]], *, is_log: bool) -> Iterator[Finding]:
    """Yield the findings for the title and the body of a message that is shown; ``pieces`` have their lines.

    In a log everything is the message. Below the link to a commit somebody may say in his own words what it does.
    """
    query = asked("commit_facts", commit=commit.sha[:10])
    paragraphs = [each for each in _paragraphs(pieces) if _words(_LEFT_OUT.sub("", each[0]))]
    whole = _words(str(commit.row["message"]))
    wrong: Verdict = "corrected" if is_log or (paragraphs and _TAGGED.match(paragraphs[0][0])) else "unknown"
    title = next(iter(paragraphs), None)
    # Somebody may show a part of the body alone.
    if title and (
        _words(title[0]) in _words(commit.subject) or not _is_part(title[0], whole) or _starts(title[0], whole)
    ):
        said, subject = in_one_line(title[0]), _words(commit.subject)
        right = _starts(said, whole) or _words(said) in subject or _words(said).startswith(subject)
        yield Finding(title[1], "log title", said, "confirmed" if right else wrong, commit.subject, commit.sha, query)
        paragraphs = paragraphs[1:]
    if paragraphs:
        missing = [text for text, _ in paragraphs if not _is_part(text, whole)]
        fact = "as in the message" if not missing else f"the message has no {_difference(missing[0], whole)!r}"
        said = in_one_line(" ".join(text for text, _ in paragraphs))
        yield Finding(paragraphs[0][1], "log body", said, wrong if missing else "confirmed", fact, commit.sha, query)


def _starts(text: str, whole: str) -> bool:
    """Return whether a message begins with what is shown, up to what is left out."""
    return whole.startswith(_words(_LEFT_OUT.split(text)[0]))


def _is_part(text: str, whole: str) -> bool:
    """Return whether a message has all that is shown of it, apart from what is left out."""
    return all(_words(part) in whole for part in _LEFT_OUT.split(text))


def _paragraphs(pieces: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the paragraphs with their lines, up to a patch or its statistics."""
    paragraphs: list[tuple[str, int]] = []
    for text, first in pieces:
        line = first
        for paragraph in re.split(r"(\n[ \t]*\n)", text.strip("\n ")):
            if _PATCH.search(paragraph):
                return paragraphs
            if paragraph.strip() and not _ADDRESSES.fullmatch(paragraph):
                paragraphs.append((paragraph, line))
            line += paragraph.count("\n")
    return paragraphs


def _words(text: str) -> str:
    """Return the words of a text: marks of lists and markup are lost, or added, where a message is shown."""
    return " ".join(_WORD.findall(_ROLE.sub("", text).casefold()))


def _difference(said: str, whole: str) -> str:
    """Return the first words of a paragraph that the message does not have, with two before them."""
    words = _words(said).split(" ")
    low, high = 0, len(words)
    while low < high:  # the longest beginning that the message has
        middle = (low + high + 1) // 2
        low, high = (middle, high) if " ".join(words[:middle]) in whole else (low, middle - 1)
    return " ".join(words[max(0, low - 2) : low + 4])


def _below_a_name(context: Context, passage: Passage) -> Iterator[Finding]:
    """Yield findings for a quotation below a passage that names one commit, or by which a title stands above it."""
    if passage.number == 0:
        return
    above = context.document.passages[passage.number - 1]
    if above.kind not in {"text", "heading"}:
        return
    names = [name for name in context.names(above) if name.kind != "issue"]
    if not names or len({name.key for name in names}) > 1:
        return
    name = names[0]
    first = in_one_line(re.split(r"\n[ \t]*\n", passage.text.strip())[0])
    below = [passage, *_quotes_below(context, passage)]
    pieces = [(each.text, each.line_at(len(each.text) - len(each.text.lstrip()))) for each in below]
    commit = context.facts.commit(name.key)
    if isinstance(commit, Unknown):
        if name.kind == "commit" and (found := _by_message(context, first)):
            context.recognised[name.key] = found
            context.pasted |= {each.number for each in below}
            yield from _message(found, pieces, is_log=False)
    elif _alike(first, commit.subject):
        context.pasted |= {each.number for each in below}
        yield from _message(commit, pieces, is_log=False)
    elif name.kind == "pull" and _shares_words(first, str(commit.row["message"])):
        # The title stands above, the body below.
        context.pasted |= {each.number for each in below}
        yield from list(_message(commit, [(commit.subject, 0), *pieces], is_log=False))[1:]


def _alike(first: str, subject: str) -> bool:
    said, real = set(_words(first).split(" ")), set(_words(subject).split(" "))
    return len(said & real) / max(1, min(len(said), len(real))) >= _ALIKE and len(real & said) >= _FEWEST_WORDS


def _shares_words(text: str, message: str) -> bool:
    said, real = _words(text).split(" "), set(_words(message).split(" "))
    return len(said) >= _FEWEST_WORDS and sum(word in real for word in said) / len(said) >= _ALIKE


def _by_message(context: Context, first: str) -> Commit | None:
    """Return the only commit whose message begins with what is shown, None if there is none or more than one line."""
    words = re.findall(r"\w{3,}", first)[:_SEARCHED_WORDS]
    if len(words) < _FEWEST_WORDS:
        return None
    found = []
    for row in context.facts.rows("search", text=" ".join(words), limit=20):
        commit = context.facts.commit(row["sha"])
        if isinstance(commit, Commit):
            message, said = _words(str(commit.row["message"])), _words(_LEFT_OUT.sub("", first))
            if message.startswith(said) or said.startswith(message):
                found.append(commit)
    return found[0] if len(found) == 1 else None
