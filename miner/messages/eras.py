"""The cut-over dates and number ranges that distinguish CPython's number spaces, all in one place.

Dates are UTC instants; numbers were measured on the history itself. Background: the devguide, PEP 347 (svn), PEP 385
(hg) and PEP 512 (GitHub). The trackers were JitterBug (1998-2000), SourceForge (from 2000-08), Roundup (from 2007-08)
and GitHub issues (from 2022-04).
"""

from bisect import bisect_right
from datetime import UTC, datetime
from typing import Final

from miner.model import Era, Tracker


def _at(year: int, month: int, day: int, hour: int = 0) -> int:
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


#: The CVS repository was frozen and converted; the first real svn commits date from 2005-10-27.
SVN_BEGINS: Final = _at(2005, 10, 27)
#: Roundup took over from SourceForge; older numbers were kept (bpo-1635741 was SF patch #1635741).
ROUNDUP_BEGINS: Final = _at(2007, 8, 20)
#: The last svn commit was made on 2011-03-04 at 12:57 UTC, the first hg commit on 2011-03-05 at 13:53 UTC.
HG_BEGINS: Final = _at(2011, 3, 5)
#: The last hg commit was made on 2017-02-10 at 13:19 UTC, the first commit on GitHub at 22:08 UTC.
GIT_BEGINS: Final = _at(2017, 2, 10, 18)
#: bugs.python.org became read-only and its issues were copied to GitHub.
GITHUB_ISSUES_BEGIN: Final = _at(2022, 4, 10)
#: JitterBug numbers were still used until the bugs had moved to SourceForge.
JITTERBUG_ENDS: Final = _at(2001, 7, 1)

#: SourceForge ids: patches from 100000, bugs from 110000; the last ones were assigned in 2007-08.
SOURCEFORGE: Final = range(100_000, 1_800_000)
_OLDEST_IN_ROUNDUP: Final = 200_000
#: Roundup counted from 1000; the last issue is bpo-47261.
ROUNDUP: Final = range(1_000, 47_300)
#: Existing svn revisions are 2161 (the first) to 88747, then a few hundred in side projects.
SVN_REVISIONS: Final = range(1, 90_000)
#: Until the issues came to GitHub, all its numbers were pull requests (blurb: issues are 32426 or above).
LAST_EARLY_PULL_REQUEST: Final = 32_425
#: Issues of bugs.python.org from here on were new when GitHub's began, and for a while some wrote them as GitHub's.
NEW_AT_THE_MOVE: Final = range(46_000, 47_300)
#: 32426 to 91417 are migrated issues; from 91418 on, issues and pull requests share one sequence.
LAST_MIGRATED_ISSUE: Final = 91_417
#: Pull requests that were opened while the issues were being copied.
TRANSFER_PULL_REQUESTS: Final = frozenset((47_246, 69_256, 70_056))
#: The number in templates and instructions ("bpo-12345: Fix this"), never a real reference since GitHub.
EXAMPLE_NUMBER: Final = 12_345

#: The highest pull request merged by the end of each quarter, measured on the history; the last has a margin.
_PULL_REQUESTS_BY: Final = (
    (_at(2017, 4, 1), 950),
    (_at(2017, 7, 1), 2_530),
    (_at(2017, 10, 1), 3_850),
    (_at(2018, 1, 1), 5_080),
    (_at(2018, 4, 1), 6_340),
    (_at(2018, 7, 1), 8_040),
    (_at(2018, 10, 1), 9_660),
    (_at(2019, 1, 1), 11_400),
    (_at(2019, 4, 1), 12_660),
    (_at(2019, 7, 1), 14_500),
    (_at(2019, 10, 1), 16_520),
    (_at(2020, 1, 1), 17_790),
    (_at(2020, 4, 1), 19_280),
    (_at(2020, 7, 1), 21_260),
    (_at(2020, 10, 1), 22_490),
    (_at(2021, 1, 1), 24_050),
    (_at(2021, 4, 1), 25_140),
    (_at(2021, 7, 1), 27_000),
    (_at(2021, 10, 1), 28_690),
    (_at(2022, 1, 1), 30_330),
    (_at(2022, 4, 1), 32_240),
    (GITHUB_ISSUES_BEGIN, LAST_EARLY_PULL_REQUEST),
)
_QUARTERS: Final = tuple(end for end, _ in _PULL_REQUESTS_BY)
_ERA_STARTS: Final = (SVN_BEGINS, HG_BEGINS, GIT_BEGINS, GITHUB_ISSUES_BEGIN)
_ERAS: Final[tuple[Era, ...]] = ("cvs", "svn", "hg", "git-bpo", "git-gh")


def era_of(committed: int, has_svn: bool = False) -> Era:
    """Return the era of a commit of CPython by its committer time, in UTC seconds since 1970.

    A commit with an svn revision (``has_svn``) belongs to svn at the latest, whatever its date; before the conversion
    of 2005-10 it was a CVS commit.
    """
    era = _ERAS[bisect_right(_ERA_STARTS, committed)]
    return "svn" if has_svn and era != "cvs" else era


def highest_pull_request(committed: int) -> int:
    """Estimate the highest pull request number at this UTC second, for the years before GitHub had issues."""
    quarter = bisect_right(_QUARTERS, committed)
    return _PULL_REQUESTS_BY[quarter][1] if quarter < len(_QUARTERS) else LAST_EARLY_PULL_REQUEST


def issue_tracker(number: int, committed: int) -> Tracker | None:
    """Return the tracker of a number after the word "issue", ``None`` if it is too small to be one.

    Before GitHub had issues, a number that Roundup never assigned ("Issue #71031") is a slip and stays ``bpo``.
    """
    if number < ROUNDUP.start:
        return None
    new = committed >= GITHUB_ISSUES_BEGIN and ROUNDUP.stop <= number < _OLDEST_IN_ROUNDUP
    return "gh" if new else "bpo"


def github_tracker(number: int, committed: int, *, issue: bool) -> Tracker | None:
    """Return the tracker of a GitHub number (``gh-N``, ``GH-N``, ``#N``); None if it fits no tracker.

    ``issue`` says whether position and spelling suggest an issue. It only decides for numbers of the sequence that
    issues and pull requests share; otherwise the range decides. Before the issues moved to GitHub, a number above all
    pull requests of its time is a Roundup or SourceForge issue.
    """
    if number in TRANSFER_PULL_REQUESTS:
        return "pr"
    if committed < GITHUB_ISSUES_BEGIN:
        if number <= highest_pull_request(committed):
            return "pr"
        return "bpo" if number in ROUNDUP or number in SOURCEFORGE else None
    if number <= LAST_EARLY_PULL_REQUEST:
        return "pr"
    if number <= LAST_MIGRATED_ISSUE or issue:
        return "gh"
    return "pr"
