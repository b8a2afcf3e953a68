"""Which records are wanted: of named issues, of a topic's, or of all that the mined history names."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, text

from miner.errors import SettingsError
from miner.messages.eras import LAST_EARLY_PULL_REQUEST, ROUNDUP, TRANSFER_PULL_REQUESTS

_NAME = re.compile(
    r"""(?:https?://)?
    (?:(?P<bpo>(?:bpo|issue)[-\s#]*|(?:www\.)?bugs\.python\.org/(?:issue|issue\?\S*?\bbpo=))
      |(?P<pull>pr[-#]?|(?:www\.)?github\.com/python/cpython/pull/)
      |(?P<gh>gh[-#]?|(?:www\.)?github\.com/python/cpython/issues/)
      |\#?)
    0*(?P<number>[1-9]\d{0,8})(?:[/?\#&]\S*)?""",
    re.IGNORECASE | re.VERBOSE,
)
_TIES = text("""
SELECT n.number, g.number FROM issue_numbers n
JOIN issue_numbers g ON g.issue_id = n.issue_id AND g.tracker = 'gh'
WHERE n.tracker = 'bpo'
""")
_MENTIONED = text("""
SELECT n.tracker, n.number FROM issue_numbers n
WHERE n.tracker IN ('bpo', 'gh') AND (n.tracker = 'gh' OR NOT EXISTS (
    SELECT 1 FROM issue_numbers g WHERE g.issue_id = n.issue_id AND g.tracker = 'gh'))
""")
_TRACKERS_OF = text("SELECT tracker FROM issue_numbers WHERE tracker IN ('bpo', 'gh') AND number = :number")
_ALL_PULLS = text("""
SELECT DISTINCT number FROM mentions WHERE tracker = 'pr' AND COALESCE(resolution, '') <> 'elsewhere'
UNION
SELECT DISTINCT CAST(pull_number AS TEXT) FROM issue_pull_requests
""")
_PULLS = text("""
SELECT DISTINCT p.number FROM issue_numbers n
JOIN mentions m ON m.issue_id = n.issue_id AND m.role IN ('closes', 'tags')
JOIN mentions p ON p.commit_id = m.commit_id AND p.tracker = 'pr' AND p.role = 'tags'
WHERE n.tracker = :tracker AND n.number IN :numbers AND COALESCE(p.resolution, '') <> 'elsewhere'
UNION
SELECT DISTINCT CAST(l.pull_number AS TEXT) FROM issue_numbers n
JOIN issue_numbers o ON o.issue_id = n.issue_id
JOIN issue_pull_requests l ON l.tracker = o.tracker AND l.number = o.number
WHERE n.tracker = :tracker AND n.number IN :numbers
""").bindparams(bindparam("numbers", expanding=True))
_SLICE = 500


@dataclass
class Wanted:
    """The numbers of wanted records, each once.

    ``old`` are issues of bugs.python.org whose number on GitHub is unknown. ``everything`` says that they are all that
    the history names.
    """

    old: list[str] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    pulls: list[str] = field(default_factory=list)
    everything: bool = False

    def __len__(self) -> int:
        return len(self.old) + len(self.issues) + len(self.pulls)


def wanted(connection: Connection, names: Iterable[str], *, mentioned: bool, pull_requests: bool) -> Wanted:
    """Return what is wanted, as far as it is known before anything is fetched.

    ``pull_requests`` adds those of the issues. Raises SettingsError for a name that is no issue.
    """
    ties = {old: new for old, new in connection.execute(_TIES)}
    found = Wanted(everything=mentioned)
    for tracker, number in [
        *(_parsed(connection, name) for name in names),
        *(_all(connection) if mentioned else ()),
    ]:
        if tracker == "pr":
            found.pulls.append(number)
        elif tracker == "gh":
            found.issues.append(number)
        elif number in ties:
            found.issues.append(ties[number])
        else:
            found.old.append(number)
    if pull_requests:
        found.pulls += pulls_of(connection, found)
    for numbers in (found.old, found.issues, found.pulls):
        numbers[:] = sorted(dict.fromkeys(numbers), key=int)
    return found


def numbers_found(connection: Connection, old: Iterable[str]) -> dict[str, str]:
    """Return {number: number on GitHub} of issues of bugs.python.org, of those whose number is known by now."""
    ties = {number: new for number, new in connection.execute(_TIES)}
    return {number: ties[number] for number in old if number in ties}


def pulls_of(connection: Connection, found: Wanted) -> list[str]:
    """Return the numbers of the issues' pull requests, according to commits and to records."""
    if found.everything:
        return sorted(connection.scalars(_ALL_PULLS), key=int)
    pulls: set[str] = set()
    for tracker, numbers in (("bpo", found.old), ("gh", found.issues)):
        for start in range(0, len(numbers), _SLICE):
            values = {"tracker": tracker, "numbers": numbers[start : start + _SLICE]}
            pulls |= set(connection.scalars(_PULLS, values))
    return sorted(pulls, key=int)


def _all(connection: Connection) -> list[tuple[str, str]]:
    return [(tracker, number) for tracker, number in connection.execute(_MENTIONED) if number.isdigit()]


def _parsed(connection: Connection, name: str) -> tuple[str, str]:
    match = _NAME.fullmatch(name.strip())
    if not match:
        raise SettingsError(f"{name!r} is not an issue: write bpo-33608, gh-77789, or the tracker's URL.")
    number = match["number"]
    if match["bpo"] is not None:
        return "bpo", number
    if match["pull"] is not None:
        return "pr", number
    if match["gh"] is not None:
        is_pull = int(number) <= LAST_EARLY_PULL_REQUEST or int(number) in TRANSFER_PULL_REQUESTS
        return ("pr" if is_pull else "gh"), number
    known = set(connection.scalars(_TRACKERS_OF, {"number": number}))
    if len(known) == 1:
        return known.pop(), number
    if known or (int(number) in ROUNDUP and int(number) > LAST_EARLY_PULL_REQUEST):
        raise SettingsError(f"{number} may be an issue in both trackers: write bpo-{number} or gh-{number}.")
    return ("gh" if int(number) > LAST_EARLY_PULL_REQUEST else "bpo"), number
