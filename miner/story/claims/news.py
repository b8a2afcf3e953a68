"""Entries of the NEWS under the heading of a release: whether they are of that release."""

from collections.abc import Iterator
from typing import Final

from packaging.version import Version

from miner.story.claims.release_days import heading_version
from miner.story.context import Context
from miner.story.facts import Row
from miner.story.finding import Finding, asked, in_one_line
from miner.story.passages import Passage

# The headings below that of a release.
_SECTIONS: Final = frozenset(
    (
        "security", "core and builtins", "library", "documentation", "tests", "build", "windows", "macos", "idle",
        "tools/demos", "c api", "extension modules",
    )
)  # fmt: skip


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for each entry that begins with an issue, below a heading that is a version."""
    for passage in context.prose():
        names = context.names(passage)
        if passage.kind != "text" or not names or names[0].kind != "issue":
            continue
        version = version_above(context, passage)
        before = passage.text[: names[0].start].strip("-*•[( ")
        if (
            version is None
            or before
            or not passage.text[names[0].end : names[0].end + 2].startswith((":", "`", "]", ")"))
        ):
            continue
        key = context.facts.issue(names[0].key)
        if isinstance(key, str):
            rows = [row for row in context.facts.rows("news_entries", issue=key) if row["release"]]
            said = f"{in_one_line(passage.text[names[0].start : names[0].end])} in {version}"
            yield _judged(passage.line_at(names[0].start), said, key, version, rows)


def version_above(context: Context, passage: Passage) -> Version | None:
    """Return the version of the nearest heading above that is one; headings such as "Library" stand below it."""
    if passage.section not in context.versions:
        found = None
        if passage.section >= 0:
            heading = context.document.passages[passage.section]
            found = heading_version(context, passage)
            if found is None and heading.number > 0 and in_one_line(heading.text).casefold() in _SECTIONS:
                found = version_above(context, context.document.passages[heading.number - 1])
        context.versions[passage.section] = found
    version = context.versions[passage.section]
    return version if version and _is_release(version) else None


def _is_release(version: Version) -> bool:
    """Return whether a version is one release: a heading such as 3.9 may stand over anything."""
    return version.is_prerelease or len(version.release) > 2


def _judged(line: int, said: str, key: str, version: Version, rows: list[Row]) -> Finding:
    query = asked("news_entries", issue=key)
    releases = list(dict.fromkeys(row["release"] for row in rows))
    if any(_is(release, version) for release in releases):
        return Finding(line, "NEWS entry", said, "confirmed", f"in the NEWS of {', '.join(releases)}", key, query)
    if not releases:
        return Finding(line, "NEWS entry", said, "unknown", f"the database has no NEWS entry of {key}", key, query)
    return Finding(line, "NEWS entry", said, "corrected", f"in the NEWS of {', '.join(releases)}", key, query)


def _is(release: str, version: Version) -> bool:
    """Return whether the NEWS of a release is that of a version; what leads to 3.9 is told under 3.9, too."""
    found = Version(release)
    if found == version:
        return True
    return not version.is_prerelease and found.release[: len(version.release)] == version.release
