"""Decide whose history a clone has: CPython's, with its trackers, eras, NEWS and release rules, or another project's.

CPython's commits decide where the clone has one of those that are known (``data/cpython.toml``): a fork, a mirror and
a copy with a part of the history all have some. A clone with none of them is CPython's if its branches come from
python/cpython, or if it follows CPython's own conventions: it has ``Include/patchlevel.h``, revisions of its svn
repository, or messages that begin with ``bpo-N`` or ``gh-N``, one in twenty of the newest.
"""

from typing import Final

from miner.git.commits import svn_origin
from miner.git.repository import Repository
from miner.graph.authority import Source, claim, is_upstream
from miner.graph.known_commits import known_commits
from miner.messages.conventions import is_cpythons
from miner.model import CPYTHON, OTHER, Ref

#: How many of the newest commits are looked at, and the share of them that must follow CPython's conventions.
NEWEST: Final = 500
SHARE: Final = 20
_FILE: Final = "Include/patchlevel.h"


def decide_project(repository: Repository, source: Source, refs: list[Ref]) -> str:
    """Return ``cpython`` or ``other`` for a clone with these refs, whose history is made by ``source``."""
    if is_upstream(source.url) or any(repository.holds(sha) for sha in known_commits()):
        return CPYTHON
    tips = [ref.target for ref in refs if ref.target and claim(ref.name, source)]
    tips = tips or [ref.target for ref in refs if ref.target]
    if any(repository.has_file(tip, _FILE) for tip in tips):
        return CPYTHON
    newest = repository.newest(tips, NEWEST)
    following = sum(is_cpythons(commit.message) or svn_origin(commit.headers) is not None for commit in newest)
    return CPYTHON if following * SHARE >= len(newest) > 0 else OTHER
