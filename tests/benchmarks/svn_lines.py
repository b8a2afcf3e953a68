"""Compare the lines found by graph and titles with the branches recorded by the Subversion conversion.

    MINER_TEST_DATABASE=/path/to/history.db python tests/benchmarks/svn_lines.py

Prints, for each Subversion branch, the lines that the other methods give its commits. For these 68,000 commits the
other methods have only the graph, as for all commits since 2011, so the share of agreement is what to expect there.
"""

import os
import sys
from collections import Counter

from sqlalchemy import Connection, text

from miner.graph.ancestry import Graph
from miner.graph.line_names import svn_line
from miner.graph.lines import find_lines
from miner.history.history import open_history

_BRANCHES = "SELECT id, svn_branch FROM commits WHERE svn_branch IS NOT NULL"


def compared(connection: Connection) -> Counter[tuple[str, str | None]]:
    """Count commits by their line according to Subversion and according to the other methods."""
    lines = find_lines(connection, Graph(connection), {}, svn=False)
    return Counter(
        (svn_line(branch), lines.get(commit, (None, ""))[0]) for commit, branch in connection.execute(text(_BRANCHES))
    )


def agreement(counts: Counter[tuple[str, str | None]]) -> float:
    """Return the share of commits for which both agree."""
    return sum(count for (one, other), count in counts.items() if one == other) / counts.total()


def main() -> None:
    """Print one line for each pair of lines, the most frequent first."""
    database = os.environ.get("MINER_TEST_DATABASE") or sys.exit("MINER_TEST_DATABASE names no mined database")
    with open_history(database) as history, history.connect() as connection:
        counts = compared(connection)
    print(f"{'by svn':<14}{'otherwise':<14}{'commits':>8}")
    for (one, other), count in counts.most_common():
        print(f"{one:<14}{other or '-':<14}{count:>8}{'' if one == other else '  differs'}")
    print(f"{agreement(counts):.2%} of {counts.total()} commits agree")


if __name__ == "__main__":
    main()
