"""Look up what users write: issues, commits, lines and releases in all their forms."""

import contextlib
import difflib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from miner.errors import AmbiguousError, LookupFailedError
from miner.store import lookup

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ISSUE = re.compile(
    r"""(?:https?://)?
    (?:
        (?P<bpo>(?:bpo|issue)[-\s#]*|(?:www\.)?bugs\.python\.org/(?:issue|issue\?\S*?\bbpo=)?
            |(?:www\.)?python\.org/sf/)
      | (?P<jitterbug>jitterbug[-\s]*(?:pr)?[-\s\#]*)
      | (?P<gh>gh[-#]?|(?:www\.)?github\.com/python/cpython/issues/)
      | (?P<pull>pr[-#]?|(?:www\.)?github\.com/python/cpython/pull/)
      | (?P<plain>\#?)
    )
    0*(?P<number>\d{1,18})
    (?:[/?\#&]\S*)?""",
    re.IGNORECASE | re.VERBOSE,
)
# In a project other than CPython all numbers are those of one tracker.
_NEUTRAL = re.compile(
    r"(?:(?:https?://)?(?:www\.)?github\.com/[\w.-]+/[\w.-]+/(?:issues|pull)/|(?:issue|gh|pr)[-\s#]*|\#?)"
    r"0*(?P<number>\d{1,18})(?:[/?\#&]\S*)?",
    re.IGNORECASE,
)
_PULL = re.compile(
    r"(?:gh-|#|pr[-#]?|(?:https?://)?(?:www\.)?github\.com/[\w.-]+/[\w.-]+/pull/)0*(?P<number>\d{1,9})(?:[/?#]\S*)?",
    re.IGNORECASE,
)
_SVN = re.compile(r"r(?:ev(?:ision)?)?\s*0*(?P<number>\d{1,9})", re.IGNORECASE)
_SHA = re.compile(
    r"(?:(?:https?://)?(?:www\.)?(?:github\.com/python/cpython/commit/|hg\.python\.org/cpython/rev/))?"
    r"(?P<prefix>[0-9a-f]{4,40})",
    re.IGNORECASE,
)
# GitHub numbers up to 32425 are pull requests; the tracker's issues were moved to 32426 … 91417 (blurb's
# lowest_possible_gh_issue_number); later issues and pull requests share one sequence.
_FIRST_GITHUB_ISSUE = 32426
_LAST_MOVED_ISSUE = 91417
# Higher numbers, those of SourceForge included, no tracker has.
_HIGHEST_ISSUE = 2_000_000
_TRACKERS = ("bpo", "gh")
_OLD_NAMES_OF_MAIN = frozenset({"master", "default", "trunk"})  # in git before 2021, in hg, in svn
_COMMIT_FORMS = "at least four hexadecimal digits of its sha, r77062, an hg id or GH-12159"
_SHOWN = 8
_LONGEST_VERSION = 100  # packaging makes numbers of any length


class Names:
    """Looks up names in one database. All methods raise LookupFailedError if there is no match."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection

    def issue(self, name: str) -> str:
        """Return the key of the issue that ``name`` means, such as ``bpo-33608``.

        Raises AmbiguousError for a number without a tracker that both trackers have.
        """
        text = name.strip()
        if key := lookup.issue_with_key(self._connection, text.lower()):
            return key
        if not lookup.is_cpython(self._connection):
            return self._neutral_issue(name)
        match = _ISSUE.fullmatch(text)
        if not match:
            raise LookupFailedError(f"{name!r} is not an issue: write bpo-33608, gh-77789 or the tracker's URL.")
        number = match["number"]
        if match["pull"] is not None:
            raise LookupFailedError(f"{name} is a pull request, not an issue: ask `miner commit GH-{number}`.")
        if match["plain"] is not None:
            return self._plain_issue(number)
        if match["jitterbug"] is not None:
            if key := lookup.issue_with_number(self._connection, "jitterbug", number):
                return key
            raise LookupFailedError(f"Nothing tells which issue {name} became: try its number at SourceForge.")
        tracker = "bpo" if match["bpo"] is not None else "gh"
        if key := lookup.issue_with_number(self._connection, tracker, number):
            return key
        raise self._unknown_issue(tracker, number)

    def _neutral_issue(self, name: str) -> str:
        match = _NEUTRAL.fullmatch(name.strip())
        if not match:
            raise LookupFailedError(f"{name!r} is not an issue of this project: write issue-12, #12 or 12.")
        if key := lookup.issue_with_number(self._connection, "issue", match["number"]):
            return key
        raise LookupFailedError(
            f"The database knows no issue {match['number']}: no commit names it. For a pull request ask "
            f"`miner commit GH-{match['number']}`."
        )

    def _plain_issue(self, number: str) -> str:
        found = {
            tracker: key
            for tracker in _TRACKERS
            if (key := lookup.issue_with_number(self._connection, tracker, number))
        }
        if len(set(found.values())) > 1:
            both = " or ".join(f"{tracker}-{number}" for tracker in found)
            raise AmbiguousError(f"{number} is an issue in both trackers: write {both}.")
        if found:
            return next(iter(found.values()))
        if int(number) < _FIRST_GITHUB_ISSUE:
            raise self._unknown_issue("bpo", number)
        both = " or ".join(f"`miner fetch {tracker}-{number}`" for tracker in _TRACKERS)
        raise self._no_issue(f"{number} of either tracker", number, f"{both} asks the tracker.")

    def _unknown_issue(self, tracker: str, number: str) -> LookupFailedError:
        """Return the error for an issue that the database does not know."""
        key = f"{tracker}-{number}"
        if tracker == "gh" and int(number) < _FIRST_GITHUB_ISSUE:
            return LookupFailedError(
                f"The database knows no issue {key}: GitHub's numbers below {_FIRST_GITHUB_ISSUE} are pull requests; "
                f"ask `miner commit GH-{number}`."
            )
        advice = f"`miner fetch {key}` asks the tracker."
        if tracker == "gh" and int(number) <= _LAST_MOVED_ISSUE:
            advice = f"Only the tracker knows which bpo issue moved to that number: {advice}"
        return self._no_issue(key, number, advice)

    @staticmethod
    def _no_issue(name: str, number: str, advice: str) -> LookupFailedError:
        said = f"The database knows no issue {name}: no commit, NEWS entry or fetched record names it."
        return LookupFailedError(f"{said} {advice}" if int(number) <= _HIGHEST_ISSUE else said)

    def commit(self, name: str) -> str:
        """Return the full sha of the commit that ``name`` means; raise AmbiguousError if there are several."""
        text = name.strip()
        if match := _SVN.fullmatch(text):
            number = int(match["number"])
            found = lookup.commits_by_svn_revision(self._connection, number, _SHOWN + 1)
            return self._one(name, found, "the sha of the branch that you mean")
        if match := _PULL.fullmatch(text):
            number = int(match["number"])
            found = lookup.commits_by_pull_request(self._connection, number, _SHOWN + 1)
            if not found and (key := lookup.issue_with_number(self._connection, "gh", match["number"])):
                raise LookupFailedError(f"{name} is an issue, not a commit: ask `miner issue {key}`.")
            return self._one(name, found, "a sha")
        if match := _SHA.fullmatch(text):
            return self._one(name, self._hexadecimal(match["prefix"].lower()), "more digits")
        if (issue := _ISSUE.fullmatch(text)) and issue["bpo"] is not None:
            if not lookup.is_cpython(self._connection):
                raise LookupFailedError(f"{name} is an issue, not a commit: ask `miner issue issue-{issue['number']}`.")
            raise LookupFailedError(f"{name} is an issue, not a commit: ask `miner issue bpo-{issue['number']}`.")
        raise LookupFailedError(f"{name!r} is not a commit: write {_COMMIT_FORMS}.")

    def _hexadecimal(self, prefix: str) -> list[lookup.NamedCommit]:
        # A sample commit is also found by the sha of its real commit; Mercurial ids are tried last.
        for search in (lookup.commits_by_sha, lookup.commits_standing_for, lookup.commits_by_hg_node):
            if found := search(self._connection, prefix, _SHOWN + 1):
                return found
        return []

    @staticmethod
    def _one(name: str, found: list[lookup.NamedCommit], wanted: str) -> str:
        if not found:
            other = f"for a pull request write GH-{name}, for a Subversion revision r{name}"
            hint = other if name.isdecimal() else "check it, or mine again"
            raise LookupFailedError(f"The database knows no commit {name}: {hint}.")
        if len(found) == 1:
            return found[0].sha
        listed = "".join(
            f"\n  {each.sha[:12]}  {each.authored_at[:10]}  {each.svn_branch or each.line or '-'}  {each.subject}"
            for each in found[:_SHOWN]
        )
        count = f"{_SHOWN} or more" if len(found) > _SHOWN else str(len(found))
        raise AmbiguousError(f"{name} fits {count} commits; give {wanted}:{listed}")

    def commit_or_issue(self, name: str) -> tuple[str, str]:
        """Return ("commit", its sha) or ("issue", its key): a pull request means its commit."""
        text = name.strip()
        match = _ISSUE.fullmatch(text)
        if not match or match["pull"] is not None:
            return "commit", self.commit(text)
        if match["jitterbug"] is not None:
            return "issue", self.issue(text)
        tracker = "gh" if match["gh"] is not None else "bpo"
        known = lookup.issue_with_number(self._connection, tracker, match["number"])
        if known is None and match["bpo"] is None:
            with contextlib.suppress(LookupFailedError):
                return "commit", self.commit(text)
        return "issue", self.issue(text)

    def line(self, name: str) -> str:
        """Return the line of development that ``name`` means; ``v3.8`` is ``3.8``, and ``master`` is ``main``."""
        text = name.strip()
        for line in (text, "main" if text in _OLD_NAMES_OF_MAIN else text.removeprefix("v")):
            if lookup.has_line(self._connection, line):
                return line
        known = sorted(lookup.lines(self._connection), key=lambda line: line != "main")
        near = difflib.get_close_matches(text, known, n=3, cutoff=0.5) or known[:12]
        raise LookupFailedError(f"No commit was made for a line {name}; there is {', '.join(near) or 'none at all'}.")

    def release(self, name: str) -> str:
        """Return the tag of the release that ``name`` means: ``3.9.0a2`` is ``v3.9.0a2``, and ``3.9`` is ``v3.9.0``."""
        text = name.strip()
        known = lookup.release_tags(self._connection)
        for tag in (text, f"v{text}", text.lower()):
            if tag in known:
                return tag
        hint = f"; near to it are {', '.join(near)}." if (near := self._near(text, known)) else "."
        from packaging.version import InvalidVersion, Version  # noqa: PLC0415 - seldom needed

        if len(text) <= _LONGEST_VERSION:
            with contextlib.suppress(InvalidVersion):
                wanted = Version(text)
                ordered = sorted((Version(version), tag) for tag, version in known.items())
                for version, tag in ordered:
                    if version == wanted:
                        return tag
                if ordered and wanted > ordered[-1][0]:
                    hint = f": its newest is {ordered[-1][1]}. Fetch the tags and mine again."
        raise LookupFailedError(f"The database knows no release {name}{hint}")

    @staticmethod
    def _near(text: str, known: Iterable[str]) -> list[str]:
        return difflib.get_close_matches(f"v{text.removeprefix('v')}", known, n=3)

    def release_or_line(self, name: str) -> tuple[str, str]:
        """Return ("release", its tag) or ("line", its name): ``3.9`` is the release 3.9.0, if that is known."""
        try:
            return "release", self.release(name)
        except LookupFailedError:
            with contextlib.suppress(LookupFailedError):
                return "line", self.line(name.strip().removeprefix("origin/"))
            raise
