"""The mutation script takes away each branch of a query, and leaves a query."""

import sqlite3

import pytest

from tests.benchmarks.mutations import ROOT, WIDENINGS, mutate, mutations

NUMBERS = "CREATE TABLE numbers (n INTEGER); INSERT INTO numbers VALUES (1), (2), (3), (4)"


def answers(sql: str) -> set[int]:
    """Run a query over the numbers 1 to 4, or change them by it; return what is found."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(NUMBERS)
    if sql.startswith("INSERT"):
        connection.executescript(f"CREATE TABLE found (n INTEGER); {sql}")
        sql = "SELECT n FROM found"
    elif not sql.startswith(("SELECT", "WITH")):
        connection.executescript(sql)
        sql = "SELECT n FROM numbers"
    return {n for (n,) in connection.execute(sql)}


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT n FROM numbers WHERE n < 3", [set()]),
        ("SELECT n FROM numbers WHERE n = 1 UNION SELECT n FROM numbers WHERE n = 2", [{2}, {1}]),
        ("INSERT INTO found SELECT n FROM numbers WHERE n = 1 UNION ALL SELECT 7 ORDER BY 1", [{7}, {1}]),
        ("SELECT n FROM numbers WHERE n > 1 AND (n = 2 OR n = 3 OR n = 1)", [{3}, {2}, {2, 3}, set()]),
        ("SELECT n FROM numbers WHERE n = 2 OR n = 3 AND n > 2 ORDER BY n", [set(), {3}, {2}]),
        ("SELECT n FROM numbers WHERE n = 1 OR 'x UNION (' = '' -- OR )\nOR n = 4", [set(), {4}, {1, 4}, {1}]),
        ("SELECT n FROM numbers WHERE n IN (1, 3) AND 'x' NOT IN ('y', 'z')", [set(), {3}, {1}]),
        ("SELECT n FROM numbers WHERE n + 1 IN (SELECT n FROM numbers)", [set()]),
        ("WITH RECURSIVE up (n) AS (SELECT 3 UNION SELECT n + 1 FROM up WHERE n < 5) SELECT n FROM up",
         [set(), {3}, set()]),
        ("UPDATE numbers SET n = 9 WHERE n = 1 OR n = 2", [{1, 2, 3, 4}, {9, 2, 3, 4}, {1, 9, 3, 4}]),
    ],
)  # fmt: skip
def test_each_branch_is_taken_away(sql, expected):
    found = [answers(mutant) for _, mutant in mutate(sql)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))
    assert answers(sql) not in [one for one in found if one not in expected]


def test_the_widenings_are_found_in_the_code():
    for file, names in WIDENINGS.items():
        source = (ROOT / file).read_text()
        found = list(mutations(ROOT, file, names))
        assert found
        assert all(one.mutant != source and one.branch in source for one in found)


def test_what_is_not_there_is_explained(tmp_path):
    (tmp_path / "module.py").write_text('_QUERY = "SELECT 1 WHERE 1 = 1 OR 2 = 2"\n')
    assert [one.branch.strip() for one in mutations(tmp_path, "module.py", ())] == [
        "SELECT 1 WHERE 1 = 1 OR 2 = 2",
        "1 = 1",
        "2 = 2",
    ]
    with pytest.raises(SystemExit, match=r"module\.py has no query _OTHER"):
        list(mutations(tmp_path, "module.py", ("_OTHER",)))
