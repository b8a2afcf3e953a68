"""How commits say that they undo something: by the label's kind, and by the evidence in the database.

* ``announced``: the message says so or names what is undone: "Revert …", "Back out …", "undo the last change".
* ``restore``: it brings something back: "restore …", "re-add …", "re-enable …".
* ``reapply``: it undoes an undo; only labels tell these apart.
* ``slip``: it takes back an accident: "oops", "left by mistake".
* ``mention``: a word of undoing stands elsewhere in the message; only evidence tells these apart.
* ``silent``: it says nothing of the sort.
* ``none``: it undoes nothing, so no answer is right.
"""

from collections.abc import Mapping
from typing import Final

_OF_KIND: Final[Mapping[str, str]] = {
    "revert": "announced",
    "backout": "announced",
    "undo": "announced",
    "withdraw": "announced",
    "svnmerge-rollback": "announced",
    "merge-of-revert": "announced",
    "restore": "restore",
    "restore-lost": "restore",
    "reapply": "reapply",
    "cleanup": "slip",
    "silent": "silent",
    "none": "none",
    "toggle": "none",
}
# The first that an answer has decides: words go before names, which nearly all answers have, too.
_BY_EVIDENCE: Final = (
    ("announced", frozenset({"undo-words", "merged-undo"})),
    ("restore", frozenset({"restore-words"})),
    ("slip", frozenset({"own-slip", "slip-words"})),
    ("mention", frozenset({"undo-mention"})),
    (
        "announced",
        frozenset({"sha", "title", "pull-request", "record", "svn-revision", "hg-changeset", "cvs-revision"}),
    ),
)


def claim_of(kind: str | None) -> str | None:
    """Return the claim that a label's kind stands for, the kind itself if it is an unknown one."""
    return _OF_KIND.get(kind, kind) if kind else None


def told_by(evidence: frozenset[str]) -> str | None:
    """Return the claim that the evidence of an undo tells, None if there is no evidence."""
    if not evidence:
        return None
    return next((claim for claim, kinds in _BY_EVIDENCE if evidence & kinds), "silent")
