"""Find what a passage names: commits, issues and pull requests, in its text and in the targets of its links."""

import re
from typing import Literal, NamedTuple

from miner.story.passages import Passage

#: What may stand in brackets behind a name, before the words that are about it; and marks of markup.
ASIDE = r"[\s`*_)\]\"',]*(?:\([^()\n]{0,40}\)[\s`*_)\]\"',]*)?"

Named = Literal["commit", "issue", "pull"]

_HEX = r"[0-9a-f]{7,40}"
_NAME = re.compile(
    rf"""
      https?://(?:www\.)?github\.com/python/cpython/(?:commit|commits|pull/\d+/commits)/(?P<git>{_HEX})(?![0-9a-z])
    | https?://hg\.python\.org/(?:lookup/|(?:[\w.-]+/){{1,4}}(?:rev|changeset)/)(?P<hg>[0-9a-f]{{10,40}})(?![0-9a-z])
    | https?://svn\.python\.org/\S*?\brev(?:ision)?=(?P<svn_url>\d{{1,6}})\b
    | https?://hg\.python\.org/lookup/r(?P<svn_lookup>\d{{1,6}})\b
    | https?://(?:www\.)?github\.com/python/cpython/pull/(?P<pull_url>\d{{1,6}})\b
    | https?://(?:www\.)?github\.com/python/cpython/issues/(?P<gh_url>\d{{1,6}})\b
    | https?://bugs\.python\.org/(?:issue(?P<bpo_url>\d{{1,7}})|issue\?\S*?\bbpo=(?P<bpo_query>\d{{1,7}}))\b
    | (?P<other_url>https?://[^\s<>`"']+)
    | :issue:`(?P<bpo_role>\d{{1,7}})` | :gh:`(?P<gh_role>\d{{1,6}})`
    | \bbpo[-\ ]?(?P<bpo>\d{{1,7}})\b
    | \b(?P<gh>gh-\#?\d{{1,6}})\b
    | \b(?:issue|bug)\s*\#?(?P<issue>\d{{3,7}})\b
    | \b(?:PR|pull\ request)[-\ ]?\#?(?P<pull>\d{{1,6}})\b
    | (?<=\()\#(?P<hash>\d{{1,6}})(?=\))
    | (?<![\w./@:=%&+-])r(?P<svn>\d{{4,5}})\b
    | (?<![\w./@=%&+\-\\])(?P<hex>{_HEX})(?![\w@=%&]|[./]\w|-[0-9a-z]|:[0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)
# After these words a run of only digits or only letters is an id, too.
_SAID_TO_BE = re.compile(
    r"\b(?:commits?|changesets?|csets?|revisions?|rev|attempt\W{1,3}|sha)[\s:`*(<]*$", re.IGNORECASE
)
_HG = re.compile(r"\b(?:hg|mercurial)\b[^.\n]{0,30}$", re.IGNORECASE)
# Issues came to GitHub with numbers from 32426 on; lower ones are pull requests.
_FIRST_GITHUB_ISSUE = 32_426
# Nobody writes 18591e4189 or 18591418e4 for a number.
_LONGEST_MANTISSA = 6
_LARGEST_EXPONENT = 308
_SHOWN = 10


class Name(NamedTuple):
    """What a passage names: ``key`` is a form that the database can be asked for."""

    kind: Named
    key: str
    start: int
    end: int


def find_names(passage: Passage) -> list[Name]:
    """Return the names in a passage in order. A link whose text is no name counts where its text stands."""
    found = _in_text(passage.text)
    covered = [(name.start, name.end) for name in found]
    for link in passage.links:
        inside = any(link.start <= start < link.end for start, _ in covered)
        target = _in_text(link.target)
        if target and not inside:
            found.append(target[0]._replace(start=link.start, end=link.end))
    return sorted(found, key=lambda name: (name.start, name.end))


def named_by(address: str) -> Name | None:
    """Return what an address names, None if it names nothing of the history."""
    found = _in_text(address)
    return found[0] if found else None


def _in_text(text: str) -> list[Name]:
    return [name for match in _NAME.finditer(text) if (name := _name(match, text))]


def _name(match: re.Match[str], text: str) -> Name | None:  # noqa: PLR0911 - one for each form
    kind, value = match.lastgroup, match[match.lastgroup or 0]
    where = match.start(), match.end()
    match kind:
        case "git" | "hg":
            return Name("commit", value.lower(), *where)
        case "svn" | "svn_url" | "svn_lookup":
            return Name("commit", f"r{value}", *where)
        case "pull" | "pull_url":
            return Name("pull", f"GH-{value}", *where)
        case "gh" | "gh_url" | "gh_role" | "hash":
            number = value.lower().removeprefix("gh-").removeprefix("#")
            is_pull = int(number) < _FIRST_GITHUB_ISSUE or kind == "hash" or value.startswith("GH-")
            return Name("pull", f"GH-{number}", *where) if is_pull else Name("issue", f"gh-{number}", *where)
        case "bpo" | "bpo_url" | "bpo_query" | "bpo_role":
            return Name("issue", f"bpo-{value}", *where)
        case "issue":
            return Name("issue", value, *where)
        case "hex":
            return _hexadecimal(value, *where, text)
    return None


def _hexadecimal(value: str, start: int, end: int, text: str) -> Name | None:
    before = text[max(0, start - 40) : start]
    mixed = not value.isdigit() and not value.isalpha()
    number = re.fullmatch(rf"\d{{1,{_LONGEST_MANTISSA}}}e(\d+)", value)
    is_number = number and (len(value) < _SHOWN or int(number[1]) <= _LARGEST_EXPONENT)
    is_id = len(value) == 40 or (mixed and not is_number)
    if not is_id and not _SAID_TO_BE.search(before) and not _HG.search(before):
        return None
    return Name("commit", value.lower(), start, end) if value == value.lower() or value == value.upper() else None
