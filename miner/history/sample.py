"""Tell about the sample history by the commits of CPython that its commits stand for."""

import re
from collections.abc import Mapping
from typing import Final

from miner.answers import Rows

_SHA: Final = re.compile(r"\b[0-9a-f]{10,40}\b")
_SHORT: Final = 10


def renamed(rows: Rows, real: Mapping[str, str]) -> Rows:
    """Return rows with the sample's shas replaced by the real ones of the same length, also inside of texts.

    ``real`` is what :meth:`~miner.history.history.History.real_shas` returns; empty for other histories.
    """
    if not real:
        return rows
    names = {sample[:_SHORT]: sha for sample, sha in real.items()}

    def name(match: re.Match[str]) -> str:
        return names.get(match[0][:_SHORT], match[0])[: len(match[0])]

    return Rows(
        rows.columns,
        [tuple(_SHA.sub(name, value) if isinstance(value, str) else value for value in row) for row in rows.rows],
    )
