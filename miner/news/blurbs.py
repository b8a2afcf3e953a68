"""Parse blurbs (since 2017-07): one file per unreleased entry in ``Misc/NEWS.d/next``, one per release beside it.

The format is that of the tool blurb (``_blurb_file.py``): ``.. name: value`` lines, a blank line, the text; a line
``..`` ends an entry. ``bpo: 0`` means that the entry has no issue. The first conversion of ``Misc/NEWS`` wrote a serial
number in place of the date. File names have the form that bedevere checks (``FILENAME_RE`` in ``news.py``).
"""

import re

from miner.news.dates import find_date
from miner.news.entry import Entry, ReleaseNews, in_paragraphs

_METADATA = re.compile(r"\.\. ([\w -]+?): *(.*)")
_NAME = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2}(?:-\d{2}-\d{2}-\d{2})?|\d+)\.(?P<tracker>bpo|gh-issue|gh)-(?P<numbers>\d+(?:,\d+)*)"
    r"(?:\.(?P<nonce>[\w=-]+))?\.rst"
)
_NUMBER = re.compile(r"\d+")
# The first entry's metadata, which has the release date, is in so many characters of a release file.
_HEAD = 400
_TRACKERS = {"bpo": "bpo", "gh-issue": "gh", "gh": "gh"}


def parse_release(version: str, text: str) -> ReleaseNews:
    """Return the entries of a release file, and its release date if it has one."""
    released_on = None
    entries: list[Entry] = []
    for block in _blocks(text):
        fields, body = _metadata(block)
        released_on = released_on or find_date(fields.get("release date", ""))
        text_ = in_paragraphs(body)
        if not text_ or "no changes" in fields:
            continue
        issues = [(tracker, number) for name, tracker in _TRACKERS.items() for number in _numbers(fields.get(name, ""))]
        entries.append(
            Entry(
                text_,
                section=_section(fields.get("section")),
                date=find_date(fields.get("date", "")),
                nonce=fields.get("nonce") or None,
                issues=tuple(dict.fromkeys(issues)),
                ordinal=len(entries),
            )
        )
    return ReleaseNews(version, released_on, entries)


def release_day(text: str) -> str | None:
    """Return the release date in a release file, None if it has none; without parsing the entries."""
    fields, _ = _metadata(text[:_HEAD].splitlines())
    return find_date(fields.get("release date", ""))


def parse_next(path: str, text: str) -> Entry | None:
    """Return the unreleased entry in a file; None if the file does not have the name of one or has no text."""
    folder, _, name = path.rpartition("/")
    named = _NAME.fullmatch(name)
    block = next(iter(_blocks(text)), [])
    fields, body = _metadata(block)
    if named is None or not (line := in_paragraphs(body)):
        return None
    tracker = _TRACKERS[named["tracker"]]
    section = fields.get("section") or folder.rpartition("/")[2]
    return Entry(
        line,
        section=_section(section),
        date=find_date(named["date"]),
        nonce=named["nonce"],
        issues=tuple((tracker, number) for number in dict.fromkeys(_numbers(named["numbers"]))),
    )


def nonce_of(path: str) -> str | None:
    """Return the nonce in the name of an unreleased entry's file, None without one."""
    parts = path.rsplit(".", 3)
    return parts[2] if len(parts) == 4 and parts[3] == "rst" and "-" in parts[1] else None


def _blocks(text: str) -> list[list[str]]:
    blocks: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.rstrip() == "..":
            blocks.append([])
        else:
            blocks[-1].append(line)
    return blocks


def _metadata(block: list[str]) -> tuple[dict[str, str], list[str]]:
    fields: dict[str, str] = {}
    for index, line in enumerate(block):
        if match := _METADATA.fullmatch(line.rstrip()):
            fields[match[1]] = match[2]
        elif line.strip():
            return fields, block[index:]
    return fields, []


def _numbers(value: str) -> list[str]:
    return [number.lstrip("0") for number in _NUMBER.findall(value) if number.strip("0")]


def _section(name: str | None) -> str | None:
    """Return the name that a section has in all years: folders now have underscores, as in "Core_and_Builtins"."""
    return name.replace("_", " ").strip() or None if name else None
