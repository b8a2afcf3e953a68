"""The embedded sample history: facts about CPython's commits, and the git repository that is built from them."""

from miner.sample.build import build
from miner.sample.facts import Branch, Commit, Facts, Tag, read_facts

__all__ = ["Branch", "Commit", "Facts", "Tag", "build", "read_facts"]
