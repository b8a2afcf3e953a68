"""Comments of the robot that reported commits."""

import pytest

from miner.tracker.changesets import read_changesets

NODE = "c2a13acd5e2b"
TWO = f"""New changeset {NODE} by Ann Author in branch '3.4':\r
Issue #1: Fix\r
\r
New changeset 0123456789ab by Ben in branch 'default':\r
\r
```\r
Merge 3.4\r
```"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            f"New changeset {NODE} by Ann Author in branch 'default':\nClose #1001: Clear it earlier\nhttp://hg.example/rev/{NODE}",
            [(NODE, "default", "Ann Author", "Close #1001: Clear it earlier")],
        ),
        (
            TWO,
            [(NODE, "3.4", "Ann Author", "Issue #1: Fix"), ("0123456789ab", "default", "Ben", "Merge 3.4")],
        ),
        (f"New changeset {'a1' * 20} by Ann in branch 'main':\nIt is of git", []),
        (f"New changeset {NODE} by Ann in branch 'default':\n\n", []),
        (f"I saw that new changeset {NODE} by Ann in branch 'default': broke it", []),
    ],
)
def test_what_was_reported(text, found):
    assert [one[:4] for one in read_changesets(text, "78001")] == found
