"""Whether a commit stood through a time in which it is said to have been reverted."""

from datetime import timedelta
from typing import Final

from miner.story.claims.pairs import at
from miner.story.context import Context
from miner.story.facts import Commit
from miner.story.lengths import Length

# A revert somewhat later than told is no reason to say that there was none.
_LONGER: Final = 2
_DAYS_MORE: Final = 2


def stood_through(context: Context, commit: Commit, length: Length) -> str | None:
    """Return by what a commit is seen not to have been reverted within a length of time; None if that is not certain.

    Its change must be in place, and nothing of its issues may have landed until well after that time: a revert that
    the database does not know as one would be there.
    """
    if commit.row["standing"] != "stands" or not commit.issues or context.facts.undos(commit.sha):
        return None
    landed = at(commit.row)
    end = landed + timedelta(seconds=length.seconds * length.high * _LONGER, days=_DAYS_MORE)
    for key in commit.issues:
        for row in context.facts.commits(key):
            if row["sha"] != commit.sha and landed <= at(row) <= end:
                return None
    return f"{commit.shown} stands, and nothing of {', '.join(commit.issues)} followed within that time"
