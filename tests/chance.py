"""How many random examples a test tries: few in a run of the suite, many where MINER_ATTACKS asks for them."""

import os


def examples(few: int) -> int:
    """Return how many examples to try: ``few``, or ten times as many in an attack of 50, as `make attack` is."""
    return few * max(1, int(os.environ.get("MINER_ATTACKS", "0")) // 5)
