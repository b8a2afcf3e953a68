"""NEWS: what every release told its users, entry by entry, with issue, date and commit.

``entry`` is what the parsers give, ``blurbs`` and ``whole_files`` are the parsers (``Misc/NEWS.d`` since 2017;
``Misc/NEWS`` and ``Misc/HISTORY`` before), ``wanted`` says which files are read for which release, ``editions`` puts
a release's own edition beside the latest one, ``reading`` does all that with the clone, ``ties`` finds the commits, and
``record`` is the stage of a mining run; ``added`` is that of ``mine --lines``, for entries that only commits have.
"""

from miner.news.reading import Read
from miner.news.stage import Plan, plan_news, record_news
from miner.news.unreleased import record_added

__all__ = ["Plan", "Read", "plan_news", "record_added", "record_news"]
