"""Find what a commit message mentions and whom it credits. Pure functions on text, one file per convention."""

from miner.messages.eras import era_of
from miner.messages.reading import read_message
from miner.messages.titles import QuotedTitle, bare_title, branch_prefix, quoted_title

__all__ = ["QuotedTitle", "bare_title", "branch_prefix", "era_of", "quoted_title", "read_message"]
