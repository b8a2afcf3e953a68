"""What a commit message says: names, credits, claims and titles. Pure functions, one file per convention."""

from miner.messages.eras import era_of
from miner.messages.reading import read_mentions, read_message
from miner.messages.titles import subject_of

__all__ = ["era_of", "read_mentions", "read_message", "subject_of"]
