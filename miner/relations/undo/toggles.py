"""Tell tests that run again, as was planned when they were skipped, from what is taken back.

Who skips a test until something is fixed means to run it again. "Re-enable the test" then ends a plan, however exactly
it is the inverse. It is an undo only if the message says so with a word of undoing, or names what it takes back, be it
by the issue: then the skip itself was what the issue was about.
"""

from collections.abc import Sequence

from miner.contents.paths import is_test, read_shapes
from miner.relations.candidates import Candidate
from miner.relations.relation_pass import Pass
from miner.relations.undo.facts import read_facts
from miner.relations.undo.kinds import TOGGLE

_WORDS = "restore-words"
_NAMES = {
    *("sha", "title", "pull-request", "record", "svn-revision", "hg-changeset", "cvs-revision"),
    *("issue", "named-issue", "named-place", "named-beside"),
}


def tell_toggles(this: Pass, some: Sequence[Candidate] | None = None) -> None:
    """Give those restores, or those among ``some``, the nature of a toggle that are of tests skipped for a while."""
    undos = this.candidates.of("undoes") if some is None else some
    restores = [one for one in undos if _only_restores(one) and not this.all_claims.says_undo(one.target)]
    shapes = read_shapes(this.connection, {one.target for one in restores})
    facts = read_facts(this.connection, {one.target for one in restores})
    for one in restores:
        shape = shapes[one.target]
        tests = all(is_test(shape.names[path]) for path in shape.weighty)
        if tests and shape.names and "temporary" in facts[one.target].hints:
            one.nature = TOGGLE
            one.doubts.add(TOGGLE)


def _only_restores(candidate: Candidate) -> bool:
    kinds = {kind for kind, _ in candidate.evidence}
    return _WORDS in kinds and kinds.isdisjoint(_NAMES)
