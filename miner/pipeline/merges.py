"""Read what merges changed: the trees that tell what they really brought."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor

from miner.git.changes import compare
from miner.git.files import blob_at
from miner.git.repository import Repository
from miner.graph.arrivals import Arrivals
from miner.graph.place import MergedTrees
from miner.model import Change


def merged_trees(repository: Repository, arrivals: Arrivals, beside: Executor) -> MergedTrees:
    """Begin to compare the trees of merges in a thread of ``beside``.

    Merges that another repository has are left out. Trees that cannot be read are already known as gaps of the commits.
    """
    shas = arrivals.shas
    pairs = {shas[merge]: shas[parent] for merge, parent in arrivals.compare.items()}
    here = {merge: parent for merge, parent in pairs.items() if merge in repository.raw}
    read = beside.submit(compare, repository.raw, here) if here else None

    def changes() -> Mapping[str, Sequence[Change]]:
        if read is None:
            return {}
        found, gaps = read.result()
        lost = {gap.where for gap in gaps}
        return {sha: rows for sha, rows in found.items() if sha not in lost}

    return MergedTrees(changes, lambda sha, path: blob_at(repository, sha, path))
