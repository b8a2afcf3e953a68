"""What the tests of mining in steps share."""

import pytest

# Every size on which it depends which way is taken: whether a pass over some commits becomes one over all, whether all
# shas are read at once, how many rows or names go together, which chains of commits get an index of their own.
_SIZES = {
    "miner.relations.affected._SHARE": (1, 10**9),
    "miner.store.writer._MANY": (10**9, 0),
    "miner.store.writer._SLICE": (1, 500),
    "miner.store.issues._SLICE": (1, 500),
    "miner.store.bulk._PART": (1, 10_000),
    "miner.contents.restored._PARTS": (3, 1),
    "miner.graph.ancestry._LONG": (10**9, 1),
    "miner.reading.reader.CHUNK": (1, 250),
    "miner.pipeline.line_counts._TOGETHER": (1, 12),
}


@pytest.fixture(params=["in parts", "at once"])
def sizes(request, monkeypatch) -> str:
    """Force all sizes, so that small repositories are mined in both ways; the value says which."""
    at = ("in parts", "at once").index(request.param)
    for name, values in _SIZES.items():
        monkeypatch.setattr(name, values[at])
    return request.param
