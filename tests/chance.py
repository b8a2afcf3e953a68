"""How many random examples a test tries: few in a run of the suite, many where MINER_ATTACKS asks for them."""

import os


def examples(few: int) -> int:
    """Return how many examples to try: ``few``, or as often that as MINER_ATTACKS says."""
    return few * int(os.environ.get("MINER_ATTACKS", "1"))
