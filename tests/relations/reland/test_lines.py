"""Relands by lines: changes that come back after an undo, and changes that only look like that."""

import pytest
from sqlalchemy import text

from miner.pipeline import mine
from miner.relations.reland.lines import Again
from tests.databases import empty
from tests.dumps import contents

DAY = 86_400
START = 1_400_000_000
ANN, BEN, EVE = ("Ann", "ann@example.org"), ("Ben", "ben@example.org"), ("Eve", "eve@example.org")
SELECT = """
SELECT s.sha, t.sha, e.kind FROM relations r
JOIN commits s ON s.id = r.source_id JOIN commits t ON t.id = r.target_id
JOIN evidence e ON e.relation_id = r.id WHERE r.kind = 'relands'
"""
BEFORE = [f"line {number} of the file" for number in range(40)]
FEATURE = tuple((number, f"the feature, part {number}") for number in range(4, 14))
# Other work on the same file meanwhile, so that no blob comes back.
BETWEEN = (30, "something else altogether")
REST = tuple((number, f"the rest of it, part {number}") for number in range(16, 22))


def file(*changes: tuple[int, str], more: int = 0, before: list[str] = BEFORE) -> str:
    """Return the file with some lines replaced, and some appended."""
    lines = list(before)
    for number, line in changes:
        lines[number] = line
    return "".join(f"{line}\n" for line in (*lines, *(f"more of it, {number}" for number in range(more))))


def relands(database) -> dict[tuple[str, str], set[str]]:
    """Return {(reland, original): kinds of evidence}."""
    found: dict[tuple[str, str], set[str]] = {}
    with database.engine.connect() as connection:
        for source, target, kind in connection.execute(text(SELECT)):
            found.setdefault((source, target), set()).add(kind)
    return found


def undone(repo, path: str = "a.c", feature=FEATURE, left=()) -> str:
    """Land a feature, undo it except for what is ``left``, and do something else; return the original."""
    repo.commit("Title of the root", {path: file()}, time=START)
    original = repo.commit("Title of the feature", {path: file(*feature)}, time=START + DAY, author=ANN)
    title = "Partially revert the feature" if left else 'Revert "Title of the feature"'
    named = f"parts of commit {original}" if left else f"commit {original}"
    repo.commit(f"{title}\n\nThis reverts {named}.", {path: file(*left)}, time=START + 2 * DAY, author=BEN)
    repo.commit("Go on with other work", {path: file(BETWEEN, *left)}, time=START + 3 * DAY, author=BEN)
    return original


@pytest.mark.parametrize(
    ("after", "evidence"),
    [
        pytest.param(file(BETWEEN, *FEATURE), "equal-lines", id="all of it"),
        pytest.param(file(BETWEEN, *FEATURE, more=6), "similar-lines", id="and a test for it"),
        pytest.param(file(BETWEEN, *FEATURE[:8]), "similar-lines", id="most of it"),
        pytest.param(file(BETWEEN, *FEATURE[:5]), None, id="half of it"),
        pytest.param(file(BETWEEN, *FEATURE, more=20), None, id="a part of something larger"),
        pytest.param(file(BETWEEN, *((number, f"done by table, {number}") for number, _ in FEATURE)), None, id="anew"),
    ],
)
def test_lines_that_come_back_need_no_words(repo, database, after, evidence):
    original = undone(repo)
    again = repo.commit("Speak of something else", {"a.c": after}, time=START + 300 * DAY, author=EVE)
    mine(repo.path, database.url)
    assert relands(database) == {}
    mine(repo.path, database.url, lines=True)
    assert relands(database) == ({(again, original): {evidence}} if evidence else {})


def test_the_part_that_was_taken_back_comes_again(repo, database):
    original = undone(repo, feature=FEATURE + REST, left=FEATURE)
    again = repo.commit("Speak of something else", {"a.c": file(BETWEEN, *FEATURE, *REST)}, author=EVE)
    mine(repo.path, database.url, lines=True)
    assert relands(database) == {(again, original): {"equal-lines"}}


@pytest.mark.parametrize(
    ("path", "feature"),
    [
        pytest.param("a.c", FEATURE[:2], id="too few lines"),
        pytest.param("a.c", tuple((number, f"  {BEFORE[number]}") for number in range(10)), id="white space"),
        pytest.param("a.c", tuple((number, BEFORE[13 - number]) for number in range(14)), id="another order"),
        pytest.param("Tools/configure", FEATURE, id="what a program wrote"),
        pytest.param("Misc/NEWS", FEATURE, id="the news of it"),
    ],
)
def test_what_says_nothing_does_not_count(repo, database, path, feature):
    undone(repo, path=path, feature=feature)
    repo.commit("Speak of something else", {path: file(BETWEEN, *feature)}, time=START + 300 * DAY, author=EVE)
    mine(repo.path, database.url, lines=True)
    assert relands(database) == {}


def test_undoing_again_is_no_reland(repo, database):
    original = undone(repo)
    again = repo.commit("Speak of something else", {"a.c": file(BETWEEN, *FEATURE)}, time=START + 300 * DAY)
    repo.commit(f"Undo that\n\nThis reverts commit {again}.", {"a.c": file(BETWEEN)}, time=START + 301 * DAY)
    mine(repo.path, database.url, lines=True)
    assert relands(database) == {(again, original): {"equal-lines"}}


def test_elsewhere_lines_alone_prove_nothing(repo, database):
    original = undone(repo)
    repo.branch("3.9", str(repo.git[original].parent_ids[0]))
    repo.commit("Speak of something else", {"a.c": file(BETWEEN, *FEATURE)}, branch="3.9", author=EVE)
    mine(repo.path, database.url, lines=True)
    assert relands(database) == {}


def test_lines_choose_between_attempts(repo, database):
    original = undone(repo)
    other = tuple((number, f"by another way, {number}") for number, _ in FEATURE)
    repo.commit("Title of that feature", {"a.c": file(BETWEEN, *other)}, time=START + 4 * DAY, author=EVE)
    repo.commit("Tidy the parser", {"a.c": file(BETWEEN)}, time=START + 5 * DAY, author=EVE)
    again = repo.commit("Title of that feature", {"a.c": file(BETWEEN, *FEATURE)}, time=START + 6 * DAY, author=EVE)
    mine(repo.path, database.url, lines=True)
    assert relands(database)[again, original] >= {"similar-title", "equal-lines"}
    assert {pair for pair in relands(database) if pair[1] == original} == {(again, original)}


@pytest.mark.parametrize("first", [True, False])
def test_what_arrives_later_is_found_as_well(repo, database, sqlite_template, tmp_path, first):
    original = undone(repo)
    mine(repo.path, database.url, lines=first)
    again = repo.commit("Speak of something else", {"a.c": file(BETWEEN, *FEATURE)}, time=START + 300 * DAY, author=EVE)
    mine(repo.path, database.url, lines=True)
    assert relands(database) == {(again, original): {"equal-lines"}}
    once = tmp_path / "once.db"
    once.write_bytes(sqlite_template.read_bytes())
    with empty(once) as other:
        mine(repo.path, other.url, lines=True)
        with other.engine.connect() as expected, database.engine.connect() as connection:
            found, wanted = contents(connection), contents(expected)
            assert all(found[table] == wanted[table] for table in ("relations", "evidence"))


@pytest.mark.parametrize(
    ("common", "lost", "changed", "kind", "telling"),
    [
        (20, 20, 20, "equal-lines", True),
        (19, 20, 20, "equal-lines", True),
        (12, 20, 20, "similar-lines", True),
        (11, 20, 20, None, True),
        (20, 20, 40, None, True),
        (4, 4, 4, "equal-lines", False),
        (2, 2, 2, None, False),
    ],
)
def test_shares_tell_what_comes_back(common, lost, changed, kind, telling):
    again = Again(common, lost, changed)
    assert (again.kind, again.is_telling) == (kind, telling)
