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


def natures(database) -> set[str]:
    """Return the natures of all relands."""
    with database.engine.connect() as connection:
        return set(connection.scalars(text("SELECT nature FROM relations WHERE kind = 'relands'")))


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


def test_a_removal_that_was_put_off_is_done_later(repo, database):
    """The undo of the removal deprecates also, and the later removal takes both away."""
    repo.commit("Begin", {"a.c": file()}, time=START)
    gone = file().replace("".join(f"line {number} of the file\n" for number in range(5, 15)), "")
    original = repo.commit("Remove what nobody uses", {"a.c": gone}, time=START + DAY, author=ANN)
    kept = tuple((number, f"line {number} of the file\nwarn about it, part {number}") for number in range(5, 15))
    message = f"Keep it for now, but deprecate it\n\nThis reverts commit {original}."
    repo.commit(message, {"a.c": file(*kept)}, time=START + 2 * DAY, author=BEN)
    again = repo.commit("Clean up after the release", {"a.c": gone}, time=START + 300 * DAY, author=EVE)
    mine(repo.path, database.url, lines=True)
    # Half of the lines bring the removal back, and the others take away what the undo did besides.
    assert relands(database) == {(again, original): {"equal-lines", "some-equal-blobs"}}
    assert natures(database) == {"reland"}


ISSUE = "bpo-1001: Title of the feature (GH-100)"
# Lines between the others, in two ways; and in place of others.
MORE = tuple((number, f"{BEFORE[number]}\n{line}") for number, line in FEATURE)
OTHER = tuple((number, f"{BEFORE[number]}\nby another way, part {number}") for number, _ in FEATURE)
INSTEAD = tuple((number, f"by another way, part {number}") for number, _ in FEATURE)


@pytest.mark.parametrize(
    ("title", "first", "again", "nature"),
    [
        pytest.param("bpo-1001: Do it by table (GH-200)", MORE, OTHER, "next-attempt", id="another way"),
        pytest.param("bpo-1001: Do it by table (GH-200)", MORE, MORE[:3] + OTHER[3:], "reland", id="partly the same"),
        pytest.param("bpo-1001: Do it by table (GH-200)", MORE, MORE[:2] + OTHER[2:], "next-attempt", id="by chance"),
        pytest.param("bpo-1001: Do it by table (GH-200)", FEATURE, INSTEAD, "next-attempt", id="the same old lines"),
        pytest.param("bpo-1001: Title of the feature (GH-200)", MORE, OTHER, "reland", id="the same title and issue"),
        pytest.param("Title of the feature (GH-200)", MORE, OTHER, "next-attempt", id="only the same title"),
        pytest.param("Reapply {}", MORE, OTHER, "reland", id="by name"),
        pytest.param("Go on after {}", MORE, OTHER, None, id="named in passing"),
        pytest.param("Speak of something else", MORE, OTHER, None, id="the same files"),
    ],
)
def test_who_brings_nothing_back_makes_another_attempt(repo, database, title, first, again, nature):
    repo.commit("Begin", {"a.c": file()}, time=START)
    original = repo.commit(ISSUE, {"a.c": file(*first)}, time=START + DAY, author=ANN)
    message = f'Revert "{ISSUE}"\n\nThis reverts commit {original}.'
    repo.commit(message, {"a.c": file()}, time=START + 2 * DAY, author=BEN)
    files = {"a.c": file(*again)}
    last = repo.commit(title.format(original), files, time=START + 300 * DAY, author=EVE)
    mine(repo.path, database.url, lines=True)
    assert set(relands(database)) == ({(last, original)} if nature else set())
    assert natures(database) == ({nature} if nature else set())


def test_who_brings_it_back_goes_before_who_names_it_later(repo, database):
    original = undone(repo)
    again = repo.commit("Speak of something else", {"a.c": file(BETWEEN, *FEATURE[:8])}, time=START + 4 * DAY)
    repo.commit("Tidy the parser", {"a.c": file(BETWEEN, more=9)}, time=START + 5 * DAY, author=EVE)
    files = {"a.c": file(BETWEEN, *FEATURE, more=9)}
    repo.commit(f"Go on with {original}", files, time=START + 6 * DAY, author=EVE)
    mine(repo.path, database.url, lines=True)
    assert set(relands(database)) == {(again, original)}


def test_what_comes_back_in_parts_has_several_relands(repo, database):
    original = undone(repo, feature=FEATURE + REST)
    one = repo.commit("Title of the feature", {"a.c": file(BETWEEN, *FEATURE)}, time=START + 4 * DAY)
    two = repo.commit("Title of the feature", {"a.c": file(BETWEEN, *FEATURE, *REST)}, time=START + 5 * DAY)
    repo.commit("Tidy it", {"a.c": file(BETWEEN, *FEATURE)}, time=START + 6 * DAY)
    files = {"a.c": file(BETWEEN, *FEATURE, *REST)}
    repo.commit("Title of the feature", files, time=START + 7 * DAY)
    mine(repo.path, database.url, lines=True)
    assert {pair for pair in relands(database) if pair[1] == original} == {(one, original), (two, original)}


def test_only_what_a_revert_names_can_come_back(repo, database):
    """The revert takes lines of another commit back, too, but does not name it."""
    repo.commit("Begin", {"a.c": file(), "b.c": file()}, time=START)
    files = {"a.c": file(*FEATURE), "b.c": file(*FEATURE)}
    named = repo.commit("Title of the feature", files, time=START + DAY, author=ANN)
    files = {"a.c": file(*FEATURE, *REST), "b.c": file(*FEATURE, *REST)}
    repo.commit("Add the rest of it", files, time=START + 2 * DAY, author=ANN)
    message = f"Revert both\n\nThis reverts commit {named}."
    repo.commit(message, {"a.c": file(), "b.c": file()}, time=START + 3 * DAY, author=BEN)
    repo.commit("Speak of something else", {"a.c": file(*REST), "b.c": file(*REST)}, time=START + 9 * DAY, author=EVE)
    mine(repo.path, database.url, lines=True)
    assert relands(database) == {}


def test_who_undoes_another_part_of_an_undo_brings_nothing_back(repo, database):
    """The undo took something else with it, and only that comes back."""
    repo.commit("Begin", {"a.c": file(), "b.c": file()}, time=START)
    original = repo.commit("Title of the feature", {"a.c": file(*FEATURE)}, time=START + DAY, author=ANN)
    message = f"No\n\nThis reverts commit {original}."
    undo = repo.commit(message, {"a.c": file(), "b.c": file(*REST)}, time=START + 2 * DAY, author=BEN)
    message = f"Not that\n\nThis reverts part of commit {undo}."
    repo.commit(message, {"b.c": file()}, time=START + 3 * DAY, author=BEN)
    mine(repo.path, database.url, lines=True)
    assert relands(database) == {}


@pytest.mark.parametrize(
    ("lines", "kind", "telling", "something", "solution"),
    [
        ((20, 20, 20, 20, 20, 20), "equal-lines", True, True, True),
        ((19, 20, 20, 19, 19, 20), "equal-lines", True, True, True),
        ((12, 20, 20, 12, 12, 20), "similar-lines", True, True, True),
        ((11, 20, 20, 11, 11, 20), None, True, True, True),
        ((20, 20, 40, 20, 20, 20), None, True, True, True),
        ((20, 20, 40, 30, 20, 20), "similar-lines", True, True, True),
        ((4, 4, 4, 4, 4, 4), "equal-lines", False, True, True),
        ((2, 2, 2, 2, 2, 2), None, False, True, True),
        ((2, 5, 9, 2, 2, 5), None, False, False, False),
        ((4, 20, 20, 4, 4, 20), None, False, False, False),
        ((4, 20, 8, 4, 4, 20), None, False, True, True),
        ((2, 50, 5, 4, 2, 25), None, False, True, True),
        ((4, 9, 98, 4, 4, 9), None, False, True, False),
        ((0, 20, 20, 20, 0, 20), None, False, False, False),
        ((10, 20, 20, 10, 0, 10), None, True, True, False),
        ((9, 16, 16, 9, 0, 5), None, True, True, True),
    ],
)
def test_shares_tell_what_comes_back(lines, kind, telling, something, solution):
    again = Again(*lines)
    assert (again.kind, again.is_telling, again.is_something, again.is_solution) == (kind, telling, something, solution)


def undos(database) -> set[tuple[str, str, str, str | None]]:
    """Return (undoing, undone, extent, what comes back by it) of all undos."""
    with database.engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT s.sha, t.sha, r.extent, b.sha FROM relations r"
                " JOIN commits s ON s.id = r.source_id JOIN commits t ON t.id = r.target_id"
                " LEFT JOIN commits b ON b.id = r.through_id WHERE r.kind = 'undoes'"
            )
        )
        return {(source, target, extent, through) for source, target, extent, through in rows}


@pytest.mark.parametrize(("back", "extent"), [(FEATURE, "full"), (FEATURE[:7], "partial")])
def test_who_brings_lines_back_undoes_the_undo(repo, database, back, extent):
    original = undone(repo)
    undo = str(repo.git[repo.git.head.target].parent_ids[0])
    again = repo.commit("Speak of something else", {"a.c": file(BETWEEN, *back)}, time=START + 300 * DAY, author=EVE)
    mine(repo.path, database.url, lines=True)
    assert undos(database) == {(undo, original, "full", None), (again, undo, extent, original)}


def test_who_says_that_the_undo_is_undone_is_no_reland_by_lines_alone(repo, database):
    original = undone(repo)
    undo = str(repo.git[repo.git.head.target].parent_ids[0])
    message = f"Land it after all\n\nThis reverts commit {undo}."
    again = repo.commit(message, {"a.c": file(BETWEEN, *FEATURE)}, time=START + 300 * DAY, author=EVE)
    mine(repo.path, database.url, lines=True)
    assert undos(database) == {(undo, original, "full", None), (again, undo, "full", None)}
