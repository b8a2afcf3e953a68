"""What became of a change on each line: patches, standings and cycles."""

import pytest
from sqlalchemy import text

from miner.history.history import open_history
from miner.pipeline import mine

GIT = 1_551_000_000  # February 2019
HOUR = 3_600
BEGIN = {"a.c": "0", "b.c": "0", "c.c": "0", "d.c": "0"}
STANDINGS = """
SELECT c.sha, s.line, s.standing, b.sha FROM standings s
JOIN commits c ON c.id = s.commit_id JOIN commits b ON b.id = s.by_id
"""
PATCHES = "SELECT p.patch_id, c.sha, p.role FROM patch_commits p JOIN commits c ON c.id = p.commit_id"


def told(repo, database) -> dict[tuple[str, str], tuple[str, str]]:
    """Mine and return {(commit, line): (standing, the commit that made it so)}."""
    mine(repo.path, database.url)
    with database.engine.connect() as connection:
        return {(sha, line): (standing, by) for sha, line, standing, by in connection.execute(text(STANDINGS))}


def cycles(repo, database) -> list[list[tuple[object, ...]]]:
    """Mine and return of each cycle the steps as (step, role, sha, delay, became, line of the cycle)."""
    mine(repo.path, database.url)
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        rows = history.query("commit_revert_cycles").dicts()
    found: dict[object, list[tuple[object, ...]]] = {}
    for row in rows:
        step = (row["step"], row["role"], row["sha"], row["delay_seconds"], row["became"], row["cycle_line"])
        found.setdefault(row["cycle"], []).append(step)
    return list(found.values())


def revert(repo, title: str, sha: str, files: dict[str, str], **given: object) -> str:
    """Revert a commit as git does."""
    return repo.commit(f'Revert "{title}"\n\nThis reverts commit {sha}.', files, **given)


@pytest.fixture
def begun(repo):
    repo.commit("Begin", BEGIN, time=GIT)
    return repo


def test_an_undo_on_one_line_says_nothing_about_another(begun, database):
    one = begun.commit("bpo-1001: Scan by table", {"a.c": "1"}, time=GIT + HOUR)
    begun.branch("3.9", one)
    late = begun.commit("Go on", {"d.c": "1"}, time=GIT + 2 * HOUR)
    undo = revert(begun, "bpo-1001: Scan by table", one, {"a.c": "0"}, branch="3.9", time=GIT + 3 * HOUR)
    found = told(begun, database)
    assert found[one, "main"] == ("stands", one)
    assert found[one, "3.9"] == ("undone", undo)
    assert (late, "3.9") not in found


def test_what_was_undone_before_a_line_began_is_undone_there_too(begun, database):
    one = begun.commit("bpo-1001: Scan by table", {"a.c": "1"}, time=GIT + HOUR)
    undo = revert(begun, "bpo-1001: Scan by table", one, {"a.c": "0"}, time=GIT + 2 * HOUR)
    begun.branch("3.9", undo)
    begun.commit("Go on", {"d.c": "1"}, time=GIT + 3 * HOUR)
    again = begun.commit("bpo-1001: Scan by table", {"a.c": "1"}, time=GIT + 4 * HOUR)
    found = told(begun, database)
    assert found[one, "3.9"] == ("undone", undo)
    assert found[one, "main"] == ("relanded", again)
    assert found[again, "main"] == ("stands", again)


def test_another_solution_is_a_patch_of_its_own_in_the_same_cycle(begun, database):
    one = begun.commit("bpo-1001: Scan by table", {"a.c": "1", "b.c": "1"}, time=GIT + HOUR)
    undo = revert(begun, "bpo-1001: Scan by table", one, {"a.c": "0", "b.c": "0"}, time=GIT + 2 * HOUR)
    other = begun.commit("bpo-1001: Remember what was read", {"a.c": "2", "b.c": "2"}, time=GIT + 300 * HOUR)
    found = told(begun, database)
    assert found[one, "main"] == ("undone", undo)
    assert found[other, "main"] == ("stands", other)
    with database.engine.connect() as connection:
        assert {sha for _, sha, _ in connection.execute(text(PATCHES))} == {one, undo}
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        rows = history.query("commit_revert_cycles").dicts()
    told_ = [(row["role"], row["sha"], row["became"], row["kind"], row["outcome"]) for row in rows]
    assert told_ == [
        ("attempt", one, "undone", None, "landed"),
        ("revert", undo, None, None, "landed"),
        ("attempt", other, "stands", "next-attempt", "landed"),
    ]


def test_a_backport_counts_as_the_change(begun, database):
    root = begun.tip("main")
    begun.branch("3.9", root)
    one = begun.commit("bpo-1001: Scan by table (GH-10)", {"a.c": "1"}, time=GIT + HOUR)
    message = f"[3.9] bpo-1001: Scan by table (GH-10) (GH-11)\n\n(cherry picked from commit {one})"
    port = begun.commit(message, {"a.c": "1"}, branch="3.9", time=GIT + 2 * HOUR)
    undo = revert(begun, "[3.9] bpo-1001: Scan by table (GH-10) (GH-11)", port, {"a.c": "0"}, branch="3.9")
    found = told(begun, database)
    assert found[one, "main"] == ("stands", one)
    assert found[one, "3.9"] == ("undone", undo)
    assert found[port, "3.9"] == ("undone", undo)
    assert (port, "main") in found, "asked for main, the backport is there by its original"


def test_what_only_an_undone_merge_brought_is_undone_with_it(begun, database):
    root = begun.tip("main")
    one = begun.commit("gh-1001: Work one", {"b.c": "1"}, branch="topic", parents=[root], time=GIT + HOUR)
    two = begun.commit("gh-1001: Work two", {"c.c": "1"}, branch="topic", time=GIT + 2 * HOUR)
    other = begun.commit("Go on", {"d.c": "1"}, time=GIT + 3 * HOUR)
    merge = begun.commit("Merge the work", {"b.c": "1", "c.c": "1"}, parents=[other, two], time=GIT + 4 * HOUR)
    undo = begun.commit(
        f'Revert "Merge the work"\n\nThis reverts commit {merge}, reversing\nchanges made to {other}.',
        {"b.c": "0", "c.c": "0"},
        time=GIT + 5 * HOUR,
    )
    found = told(begun, database)
    assert [found[sha, "main"] for sha in (one, two, merge)] == [("undone", undo)] * 3
    assert found[other, "main"] == ("stands", other)


def test_a_revert_of_several_commits_is_one_step_of_one_cycle(begun, database):
    titles = {"a.c": "bpo-1001: Scan by table", "b.c": "bpo-1001: Use the table", "c.c": "bpo-1002: Keep the names"}
    shas = [begun.commit(title, {path: "1"}, time=GIT + HOUR) for path, title in titles.items()]
    quoted = "\n".join(f"This reverts commit {sha}." for sha in shas)
    undo = begun.commit(f"Revert three\n\n{quoted}", dict.fromkeys(titles, "0"), time=GIT + 9 * HOUR)
    again = begun.commit("bpo-1002: Keep the names", {"c.c": "1"}, time=GIT + 10 * HOUR)
    assert cycles(begun, database) == [
        [
            (1, "attempt", shas[0], None, "undone", "main"),
            (1, "attempt", shas[1], None, "undone", "main"),
            (1, "attempt", shas[2], None, f"relanded as {again[:10]}", "main"),
            (2, "revert", undo, 8 * HOUR, None, "main"),
            (3, "attempt", again, None, "stands", "main"),
        ]
    ]


def test_each_line_has_its_own_cycle_of_what_both_reverted(begun, database):
    one = begun.commit("bpo-1001: Scan by table", {"a.c": "1"}, time=GIT + HOUR)
    begun.branch("3.9", one)
    here = revert(begun, "bpo-1001: Scan by table", one, {"a.c": "0"}, time=GIT + 3 * HOUR)
    there = revert(begun, "bpo-1001: Scan by table", one, {"a.c": "0"}, branch="3.9", time=GIT + 3 * HOUR + 1)
    again = begun.commit("bpo-1001: Scan by table", {"a.c": "1"}, time=GIT + 4 * HOUR)
    found = cycles(begun, database)
    assert [[(step[1], step[2], step[5]) for step in steps] for steps in found] == [
        [("attempt", one, "3.9"), ("revert", there, "3.9")],
        [("attempt", one, "main"), ("revert", here, "main"), ("attempt", again, "main")],
    ]


def test_the_undo_of_an_undo_is_an_attempt(begun, database):
    one = begun.commit("bpo-1001: Scan by table", {"a.c": "1"}, time=GIT + HOUR)
    undo = revert(begun, "bpo-1001: Scan by table", one, {"a.c": "0"}, time=GIT + 2 * HOUR)
    again = revert(begun, 'Revert "bpo-1001: Scan by table"', undo, {"a.c": "1"}, time=GIT + 3 * HOUR)
    steps = cycles(begun, database)[0]
    assert [(step[1], step[2], step[4]) for step in steps] == [
        ("attempt", one, f"relanded as {again[:10]}"),
        ("revert", undo, None),
        ("attempt", again, "stands"),
    ]
    assert told(begun, database)[one, "main"] == ("relanded", again)


def test_ancestry_goes_before_clocks(begun, database):
    one = begun.commit("bpo-1001: Scan by table", {"a.c": "1"}, time=GIT + 5 * HOUR)
    undo = revert(begun, "bpo-1001: Scan by table", one, {"a.c": "0"}, time=GIT + HOUR)
    assert cycles(begun, database) == [
        [(1, "attempt", one, None, "undone", "main"), (2, "revert", undo, None, None, "main")]
    ]


def test_a_partial_undo_takes_nothing_back(begun, database):
    one = begun.commit("bpo-1001: Scan by table", {"a.c": "1", "b.c": "1"}, time=GIT + HOUR)
    begun.commit(
        f"Partially revert the scanner\n\nThis partially reverts commit {one}.", {"a.c": "0"}, time=GIT + 2 * HOUR
    )
    assert told(begun, database)[one, "main"] == ("stands", one)


def test_a_backport_of_two_changes_belongs_to_both(begun, database):
    begun.branch("3.1", begun.tip("main"))
    headers = ["HG:extra convert_revision:svn%3A6015fed2/python/branches/py3k%40{}"]
    svn = 1_236_000_000
    one = begun.commit("One", {"a.c": "1"}, branch="main", time=svn, headers=[headers[0].format(60_101)])
    two = begun.commit("Two", {"b.c": "1"}, branch="main", time=svn + 1, headers=[headers[0].format(60_102)])
    port = begun.commit(
        "Merged revisions 60101-60102 via svnmerge from py3k",
        {"a.c": "1", "b.c": "1"},
        branch="3.1",
        time=svn + 60,
        headers=["HG:extra convert_revision:svn%3A6015fed2/python/branches/release31-maint%4060110"],
    )
    mine(begun.path, database.url)
    with database.engine.connect() as connection:
        patches: dict[int, set[tuple[str, str]]] = {}
        for patch, sha, role in connection.execute(text(PATCHES)):
            patches.setdefault(patch, set()).add((sha, role))
    assert sorted(patches.values(), key=sorted) == sorted(
        ({(each, "original"), (port, "port")} for each in (one, two)), key=sorted
    )


@pytest.mark.history
def test_patches_of_the_real_history(mined_history):
    with open_history(mined_history[0]) as history:
        twice = history.sql(
            "SELECT s.commit_id FROM cycles AS c JOIN cycle_steps AS s ON s.cycle_id = c.id"
            " GROUP BY s.commit_id, c.line, c.partial HAVING COUNT(*) > 1"
        )
        assert twice.rows == [], "a commit is in one cycle of a line"
        negative = history.sql("SELECT cycle_id FROM cycle_steps WHERE delay_seconds < 0")
        assert negative.rows == []
        (cycle,) = history.cycles("bpo-33608")
        delays = [step.delay_seconds for step in cycle.reverts]
        assert (cycle.line, cycle.outcome, delays) == ("main", "mixed", [654_041, 3_714, 153_278])
        became = {step.sha[:10]: step.became for step in cycle.attempts}
        assert became["bda918bf65"] == "relanded as 7bda9de550"
        by_line = {cycle.line: cycle.outcome for cycle in history.cycles("bpo-19466")}
        assert by_line == {"3.4": "reverted", "main": "landed"}

        def standing(sha: str) -> dict[str, str]:
            rows = history.query("standing", commit=sha).dicts()
            return {row["line"]: row["standing"] for row in rows}

        assert set(standing("0d5e52d346").values()) == {"stands"}, "2.7 backed out its own commit"
        assert {line for line, told in standing("d6bf6f2d0c").items() if told == "undone"} == {"3.9"}
        asked = {
            release: history.standing("bpo-43882", release).verdict != "no" for release in ("3.9.4", "3.9.5", "3.8.11")
        }
        assert asked == {"3.9.4": False, "3.9.5": True, "3.8.11": True}
        assert history.standing("bpo-6210", "2.7.5").verdict == "no", "a graft made 3.x an ancestor of 2.7"
