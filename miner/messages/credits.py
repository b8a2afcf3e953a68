"""Find the people whom a message credits: trailers (``Co-authored-by: X <x@y>``) and phrases (``Patch by X and Y.``).

Until 2017 every commit had its committer as author, and contributors were named only in the text, so the phrases
matter. A name ends with its sentence or line. Roles: ``co-author``, ``author``, ``signed-off``, ``reviewer``,
``reporter``, ``patch``, ``initial-patch``, ``suggester``, ``tester``, ``approver``, ``thanks``.
"""

import re
from typing import Final

from miner.messages.text import Text
from miner.model import Credit

_TRAILER: Final = re.compile(
    r"^[ \t*]*([a-z]+(?:-[a-z]+)*-by):[ \t]*([^<\n]*)(?:<([^>\n]*)>)?", re.IGNORECASE | re.MULTILINE
)
_TRAILER_ROLES: Final = {
    "co-authored-by": "co-author",
    "co-written-by": "co-author",
    "authored-by": "author",
    "primarily-authored-by": "author",
    "contributed-by": "patch",
    "patch-by": "patch",
    "signed-off-by": "signed-off",
    "reviewed-by": "reviewer",
    "reported-by": "reporter",
    "found-by": "reporter",
    "suggested-by": "suggester",
    "tested-by": "tester",
    "acked-by": "approver",
    "approved-by": "approver",
}
_ADDRESS: Final = re.compile(r"(?<!\S)<?([^\s<@]{1,80}@[^\s>]{1,80})>?$")

# What introduces a name: "by Ned Deily", "from @ambv", "Thanks to Tim Peters".
_BY: Final = re.compile(r" by:?[ \n]+(?=[^\W0-9_a-z]|@\w)")
_FROM: Final = re.compile(r" from:?[ \n]+(?=[^\W0-9_a-z]|@\w)")
_THANKS: Final = re.compile(r"hanks (?:also |go )?to:?[ \n]+(?=[^\W0-9_a-z]|@\w)")
_HOW: Final = r"(?: (?:was|were|is|also|mostly|partly|mainly|kindly|originally|initially|first|as|again))*"
_PATCH: Final = (
    r"(?:patch(?:es)?(?: #? ?[0-9]{3,7})?|fix(?:es)?|tests?|implementation|changes?|code|docs?|diff|pr|work|version"
    r"|rewrite|backport)"
)
_MADE: Final = (
    r"(?:written|contributed|provided|submitted|supplied|donated|developed|implemented|made|prepared|created"
    r"|authored)"
)
_INITIAL: Final = (
    rf"(?:initial|original|preliminary|first|early) (?:\w+ )?{_PATCH}(?: {_MADE})? (?:by|from)"
    rf"|(?:based|inspired)(?: in part| partly)? (?:on|by) (?:\w+ ){{0,4}}?{_PATCH}(?: {_MADE})? (?:by|from)"
)
_REPORTED: Final = (
    r"(?:reported|spotted|noticed|noted|found|discovered|caught|pointed out|diagnosed|identified|report|observed)"
    r" (?:by|from)"
)
_SUGGESTED: Final = (
    r"(?:suggested|proposed|requested|recommended|suggestions?|idea|based on (?:a |the |some )?(?:comments?|e?mail"
    r"|feedback)) (?:by|from)"
)
_PATCHED: Final = (
    rf"(?:{_PATCH}(?: {_MADE})?|{_MADE}(?: for ghop)?|fixed) by|patch(?:es)?(?: #? ?[0-9]{{3,7}})? from|fix from"
)
_PHRASES: Final = tuple(
    (role, re.compile(rf"(?<!\w)(?:{words}){_HOW}$"))
    for role, words in (
        ("initial-patch", _INITIAL),
        ("reviewer", r"(?:reviewed|review) by"),
        ("approver", r"(?:approved|acked|ack'ed|blessed) by"),
        ("tester", r"(?:tested) by"),
        ("suggester", _SUGGESTED),
        ("reporter", _REPORTED),
        ("patch", _PATCHED),
        ("thanks", r"thanks (?:go )?to|thanks also to"),
    )
)

_PART: Final = r"(?:(?:[^\W0-9_a-z]\.-?)+|[^\W0-9_a-z][\w'\u2019-]*|d['\u2019][^\W0-9_a-z]\w+)"
_NAME: Final = re.compile(
    rf"@[\w-]+|{_PART}(?: (?:(?:van|von|der|den|de|da|di|du|la|le|dos|el|bin|ten|ter"
    rf"|[a-z]\.) ){{0,2}}{_PART}){{0,4}}"
)
# A name broken by the wrapping of its paragraph: the line is long, and the sentence ends after the next word.
_WRAPPED: Final = re.compile(rf"\r?\n[ \t]*({_PART})(?=[.,;)]|\s*\Z| and )")
_LONG_LINE: Final = 55
# "Path.mkdir()", "Andrew's script", "Sphinx' checker", "Py_Foo": a name in code, or not the person who did it.
_CODE: Final = re.compile(r"..(?:\.\w|[(\\/_])|['\u2019]s|.['\u2019](?= \w)")
_IN_CODE: Final = re.compile(r"\w_\w|\w(?:Error|Exception|Tests?)$")
_FOR_PATCH: Final = re.compile(r" for (?:the|his|her|a|an) (?:initial |original )?patch")
_AND: Final = re.compile(r"(?: <([^>\n]*@[^>\n]*)>| \(@?[\w-]+\))?(,? and |, | & )(?=[^\W0-9_a-z]|@\w)")
_EMAIL: Final = re.compile(r" [<(]([^>)@\s]{1,80}@[^>)\s]{1,80})[>)]")
# Capitalised words after "by" that are not people, and words that begin something else after a comma.
_NOBODY: Final = re.compile(
    r"(?:klo[ck]+work|cover[it]+y|svace|pvs-studio|[ua]san|ubsan|purify|insure|expat|black|idlefork|tools|hp|gnu|ghop"
    r"|latex|vsts"
    r"|valgrind|ghop|py3k|posix|c99|freebsd|head|pychecker|pylint|pyflakes|clang|gcc|c?python|pep|issues?[0-9]*|bug|sf|patch(?:es)?|closes"
    r"|fix(?:es)?"
    r"|merged?|backport|the|an?|i|this|it|windows|unix|linux|ubuntu|debian|fedora|github|google|apple|microsoft"
    r"|using|via"
    r"|on|in|and|also|see|new|add|remove|update|idle|c|ascii|unicode|openssl|pypi|news|tests?)$",
    re.IGNORECASE,
)


def find(text: Text) -> tuple[Credit, ...]:
    """Return the people whom a message credits, in order of position; nobody twice in the same role."""
    lower = text.lower
    found: list[Credit] = []
    if "-by:" in lower:
        found += _trailers(text.message)
    if " by" in lower:
        found += _phrases(text, _BY)
    if " from" in lower and ("patch" in lower or "fix" in lower or "suggest" in lower or "based on" in lower):
        found += _phrases(text, _FROM)
    if "thanks" in lower:
        found += _phrases(text, _THANKS)
    if len(found) > 1:
        found.sort(key=lambda credit: credit.start)
        found = list({(credit.role, credit.name): credit for credit in reversed(found)}.values())[::-1]
    return tuple(found)


def _trailers(message: str) -> list[Credit]:
    found = []
    for match in _TRAILER.finditer(message):
        role = _TRAILER_ROLES.get(match[1].lower())
        name, email = match[2].strip(), match[3]
        if not email and (address := _ADDRESS.search(name)):
            name, email = name[: address.start()].strip(), address[1]
        if role and name:
            start = match.start(2) + len(match[2]) - len(match[2].lstrip())
            found.append(Credit(role, name, email or None, start, start + len(name)))
    return found


def _phrases(text: Text, joint: re.Pattern[str]) -> list[Credit]:
    found: list[Credit] = []
    for match in joint.finditer(text.message):
        window = text.lower[max(0, match.start() - 60) : match.end()].rstrip(" \n:")
        role = next((role for role, pattern in _PHRASES if pattern.search(window)), None)
        if role:
            found += _names(text.message, match.end(), role)
    return found


def _names(message: str, position: int, role: str) -> list[Credit]:
    """Read a list of names, such as "A B, C D and E F". After a comma a name needs at least two words."""
    found: list[Credit] = []
    joined = ""
    while name := _NAME.match(message, position):
        words = name[0].split(" ")
        if (
            _NOBODY.match(words[0])
            or _CODE.match(message, name.end() - 2)
            or _IN_CODE.search(name[0])
            or (joined == ", " and len(words) < 2)
        ):
            break
        end, whole = name.end(), name[0]
        long = end - message.rfind("\n", 0, end) > _LONG_LINE
        if long and len(words) < 3 and (rest := _WRAPPED.match(message, end)):
            end, whole = rest.end(), f"{whole} {rest[1]}"
        email = _EMAIL.match(message, end)
        part = "patch" if role == "thanks" and _FOR_PATCH.match(message, end) else role
        found.append(Credit(part, whole, email[1] if email else None, name.start(), end))
        following = _AND.match(message, end)
        if not following:
            break
        position, joined = following.end(), following[2]
    return found
