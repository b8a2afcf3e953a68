"""Versions as people write them, and what the releases with these versions have."""

import re
from dataclasses import replace

from packaging.version import InvalidVersion, Version

from miner.errors import LookupFailedError
from miner.story.context import Context
from miner.story.denial import turned
from miner.story.facts import Row
from miner.story.finding import Finding, asked

#: A pattern for the version of a release, whose group is ``version`` and the number that is put in.
VERSION = (
    r"(?:C?Python\s+|v)?(?P<version{0}>[23]\.\d{{1,2}}(?:\.\d{{1,2}})?"
    r"(?:\s?(?:a|b|rc|\s?alpha\s?|\s?beta\s?|\s?release candidate\s?)\d{{1,2}})?(?:\s+final)?)(?![\w.]*\d)"
)
_SHORT = {"alpha": "a", "beta": "b", "release candidate": "rc"}
_NO_TAGS = "it is not known which release has it first: tags may be missing"


def version_of(text: str) -> Version | None:
    """Return the version that people write as 3.9, 3.9.0a2 or 3.9.0 alpha 2; None if it is none."""
    plain = re.sub(r"\s*final\b", "", text.lower())
    plain = re.sub(r"\s*(alpha|beta|release candidate|a|b|rc)\s*", lambda m: _SHORT.get(m[1], m[1]), plain)
    try:
        return Version(plain.strip())
    except InvalidVersion:
        return None


def has(release: str, wanted: Version) -> bool:
    """Return whether a release is the wanted one, leads to it, or is of its line: 3.9.0a2 and 3.9.1 are 3.9."""
    version = Version(release)
    if version == wanted:
        return True
    if wanted.is_prerelease:
        return False
    return version.release[: len(wanted.release)] == wanted.release


def judge_first(context: Context, rows: list[Row], wanted: Version, where: tuple[int, str, str], query: str) -> Finding:
    """Judge whether one of some commits is first in a release."""
    releases = [(row["first_release"], row["sha"]) for row in rows if row["first_release"]]
    for release, sha in releases:
        if has(release, wanted):
            return Finding(*where, "confirmed", f"{sha[:10]} is first in {release}", sha, query)
    if not rows or len(releases) < len(rows) or wanted.release[:2] < context.facts.oldest_line():
        return Finding(*where, "unknown", _NO_TAGS, "", query)
    fact = "first in " + ", ".join(f"{release} ({sha[:10]})" for release, sha in releases)
    return Finding(*where, "corrected", fact, ",".join(sha for _, sha in releases), query)


def judge_contained(context: Context, sha: str, wanted: Version, where: tuple[int, str, str]) -> Finding:
    """Judge whether a commit, or a port of it, is in force in a release."""
    query = asked("standing", commit=sha[:10], release=str(wanted))
    try:
        row = context.facts.rows("standing", commit=sha, release=str(wanted))[0]
    except LookupFailedError:
        return Finding(*where, "unknown", f"the database knows no release {wanted}", "", query)
    by, release = row["by_sha"] or "", row["release"]
    if row["standing"] in {"stands", "relanded"}:
        return Finding(*where, "confirmed", f"{by[:10]} is in force in {release}", by, query)
    if row["standing"] == "undone":
        return Finding(*where, "corrected", f"{by[:10]} took it back before {release}", by, query)
    # "3.8" is asked of its first release, which may lack what a later one has.
    for each in with_ports(context, sha):
        first = each["first_release"]
        if first and has(first, wanted) and len(wanted.release) < len(Version(first).release):
            return Finding(*where, "confirmed", f"{each['sha'][:10]} is first in {first}", each["sha"], query)
    return Finding(*where, "corrected", f"{release} does not have it", sha, query)


def judge_absent(context: Context, sha: str, wanted: Version, where: tuple[int, str, str]) -> Finding:
    """Judge that a commit is not in a release, if what first had it and what is in force there agree."""
    contained = judge_contained(context, sha, wanted, where)
    first = judge_first(context, with_ports(context, sha), wanted, where, asked("first_release", commit=sha[:10]))
    agree = first.verdict == contained.verdict
    return turned(first if agree else replace(first, verdict="unknown"))


def with_ports(context: Context, sha: str) -> list[Row]:
    """Return a commit and its backports, each with its first release."""
    shas = [sha, *(row["backport_sha"] for row in context.facts.rows("backports", commit=sha))]
    return [row for each in dict.fromkeys(shas) for row in context.facts.rows("commit_facts", commit=each)]


def reverts_of(context: Context, rows: list[Row]) -> list[Row]:
    """Return the undos of some commits, each with its first release."""
    shas = dict.fromkeys(undo["undoing_sha"] for row in rows for undo in context.facts.undos(row["sha"]))
    return [row for sha in shas for row in context.facts.rows("commit_facts", commit=sha)]
