"""NEWS: what each release told its users, entry by entry, with issue, date and commit.

``blurbs`` (``Misc/NEWS.d``, since 2017) and ``whole_files`` (``Misc/NEWS`` and ``Misc/HISTORY``, before) parse files
into the values of ``entry``. ``sources`` decides which files to read for which release, ``editions`` compares a
release's own edition with the latest one, and ``reading`` applies both to the clone. ``commits`` finds the commit of
each entry. ``stage`` is the NEWS stage of a mining run; ``unreleased`` is that of ``mine --lines``, for entries that
only commits have.
"""

from miner.news.reading import Read
from miner.news.sources import release_days
from miner.news.stage import (
    Plan,
    forget_units,
    plan_news,
    read_beside,
    record_news,
    tie_again,
    told_units,
)
from miner.news.unreleased import record_added

__all__ = [
    "Plan",
    "Read",
    "forget_units",
    "plan_news",
    "read_beside",
    "record_added",
    "record_news",
    "release_days",
    "tie_again",
    "told_units",
]
