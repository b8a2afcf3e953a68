"""What merges really brought: on made-up repositories, one for each kind of merge."""

import shutil

import pytest
from sqlalchemy import text

from miner.git.changes import compare
from miner.history.history import open_history
from miner.model import Gap
from miner.pipeline import merges, mine
from tests.databases import empty
from tests.dumps import contents


def rows(database, select: str) -> list[tuple]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select))]


def lines_of(database, sha: str) -> set[str]:
    """Return the lines that hold a commit."""
    return {line for (line,) in rows(database, f"SELECT line FROM commit_lines WHERE sha = '{sha}'")}


def judged(database, merge: str) -> tuple[str, int, int]:
    """Return which parent a merge continues, and how many commits arrived and were brought."""
    ((continued, arriving, brought),) = rows(
        database, f"SELECT continued, arriving, brought FROM merge_details WHERE sha = '{merge}'"
    )
    return continued, arriving, brought


@pytest.fixture
def lines(repo):
    """Main and 3.2, which have diverged since the root in a file that both have."""
    root = repo.commit("Title of the root", {"a.c": "0", "b.c": "0", "Misc/NEWS": "0"})
    repo.branch("3.2", root)
    repo.commit("Title on main", {"a.c": "main"})
    return repo, root


def fix(repo, files, title="Title of a fix", branch="3.2") -> str:
    return repo.commit(title, files, branch=branch)


def merge(repo, files, branch="main", others=("3.2",), title="Merge 3.2: a title") -> str:
    parents = [repo.tip(branch), *(repo.tip(one) if repo.has_branch(one) else one for one in others)]
    return repo.commit(title, files, branch=branch, parents=parents)


def test_a_merge_brings_what_it_takes_as_it_is(lines, database):
    repo, _ = lines
    fixed = fix(repo, {"b.c": "1", "Misc/NEWS": "1"})
    made = merge(repo, {"b.c": "1"})
    mine(repo.path, database.url)
    assert lines_of(database, fixed) == {"3.2", "main"}
    assert judged(database, made)[1:] == (1, 1)


def test_a_merge_brings_what_it_merges_with_its_own(lines, database):
    repo, _ = lines
    fixed = fix(repo, {"a.c": "3.2"})
    merge(repo, {"a.c": "main and 3.2"})
    mine(repo.path, database.url)
    assert lines_of(database, fixed) == {"3.2", "main"}


def test_a_null_merge_brings_nothing(lines, database):
    repo, _ = lines
    fixed = fix(repo, {"a.c": "3.2"})
    made = merge(repo, {})
    repo.tag("v3.3.0a1", made, time=1_551_500_000)
    repo.tag("v3.2.1", fixed, time=1_551_600_000)
    mine(repo.path, database.url)
    assert lines_of(database, fixed) == {"3.2"}
    assert judged(database, made)[1:] == (1, 0)
    held = f"SELECT release, held FROM contained_releases WHERE sha = '{fixed}' ORDER BY release"
    assert rows(database, held) == [("3.2.1", 1), ("3.3.0a1", 0)]
    assert rows(database, f"SELECT release FROM first_release WHERE sha = '{fixed}'") == [("3.2.1",)]


def test_what_only_null_merges_contain_is_in_no_release(lines, database):
    repo, _ = lines
    fixed = fix(repo, {"a.c": "3.2"})
    repo.tag("v3.3.0a1", merge(repo, {}), time=1_551_500_000)
    mine(repo.path, database.url)
    assert rows(database, f"SELECT release, held FROM contained_releases WHERE sha = '{fixed}'") == [("3.3.0a1", 0)]
    assert rows(database, f"SELECT release FROM first_release WHERE sha = '{fixed}'") == []
    assert rows(database, f"SELECT release FROM commit_releases WHERE sha = '{fixed}'") == []


def test_a_merge_may_bring_some_commits_only(lines, database):
    repo, _ = lines
    taken = fix(repo, {"b.c": "1"})
    refused = fix(repo, {"a.c": "3.2"})
    half = fix(repo, {"a.c": "3.2 again", "c.c": "1"})
    third = fix(repo, {"a.c": "3.2 once more", "d.c": "1", "c.c": "2", "e.c": "1", "f.c": "1"})
    merge(repo, {"b.c": "1", "c.c": "2"})
    mine(repo.path, database.url)
    assert [lines_of(database, sha) for sha in (taken, refused, half, third)] == [
        {"3.2", "main"},
        {"3.2"},
        {"3.2", "main"},
        {"3.2"},
    ]


def test_what_was_there_already_is_not_refused(lines, database):
    repo, _ = lines
    ported = fix(repo, {"b.c": "1"})
    other = fix(repo, {"c.c": "1"})
    repo.commit("Title of a fix, ported", {"b.c": "1"})
    merge(repo, {"c.c": "1"})
    mine(repo.path, database.url)
    assert lines_of(database, ported) == lines_of(database, other) == {"3.2", "main"}


@pytest.mark.parametrize(
    ("path", "held"),
    [
        ("lib/body/__init__.c", {"3.2", "main"}),
        ("tests/test_body.c", {"3.2", "main"}),
        ("lib/other.c", {"3.2", "main"}),
        ("other/c.c", {"3.2"}),
        ("Misc/NEWS", {"3.2"}),
    ],
)
def test_a_merge_into_a_file_that_has_moved(repo, database, path, held):
    root = repo.commit("Title of the root", {"lib/body.c": "0"})
    repo.branch("3.2", root)
    repo.commit("Title of the move", {"lib/body.c": "moved", path: "0"})
    fixed = fix(repo, {"lib/body.c": "1"})
    merge(repo, {path: "1"})
    mine(repo.path, database.url)
    assert lines_of(database, fixed) == held


def test_a_change_and_its_undo_come_together(lines, database):
    repo, root = lines
    landed = repo.commit("Title that lands", {"b.c": "1"}, branch=None, parents=[root])
    undone = repo.commit("Undo it", {"b.c": "0"}, branch=None, parents=[landed])
    kept = repo.commit("Title that stays", {"c.c": "1"}, branch=None, parents=[undone])
    merge(repo, {"c.c": "1"}, others=[kept])
    mine(repo.path, database.url)
    assert lines_of(database, landed) == lines_of(database, undone) == lines_of(database, kept) == {"main"}


@pytest.mark.parametrize(("files", "held"), [({"b.c": "1"}, {"3.2", "main"}), ({}, {"3.2"})])
def test_bookkeeping_goes_with_the_rest(lines, database, files, held):
    repo, _ = lines
    fix(repo, {"b.c": "1"})
    empty_ = fix(repo, {}, "Title without a change")
    told = fix(repo, {"Misc/NEWS": "1"}, "Title of an entry")
    merge(repo, files)
    mine(repo.path, database.url)
    assert lines_of(database, empty_) == lines_of(database, told) == held


def test_bookkeeping_alone_counts(lines, database):
    repo, _ = lines
    told = fix(repo, {"Misc/NEWS": "1"}, "Title of an entry")
    merge(repo, {})
    taken = fix(repo, {"Misc/NEWS": "2"}, "Title of another entry")
    merge(repo, {"Misc/NEWS": "2, on main"})
    mine(repo.path, database.url)
    assert lines_of(database, told) == {"3.2"}
    assert lines_of(database, taken) == {"3.2", "main"}


def test_a_side_that_is_merged_with_itself_first(lines, database):
    """The first parent is the developer's own side; main is what the merge brings, and goes on from there."""
    repo, root = lines
    own = repo.commit("Title of my own", {"b.c": "1"}, branch=None, parents=[root])
    before = repo.tip("main")
    made = repo.commit("merge heads", {"a.c": "main"}, branch="main", parents=[own, before])
    after = repo.commit("Title of what follows", {"c.c": "1"})
    mine(repo.path, database.url)
    assert [lines_of(database, sha) for sha in (own, before, made, after)] == [{"main"}] * 4
    assert judged(database, made) == (own, 1, 1)


def test_a_side_that_is_given_up_for_the_other(lines, database):
    repo, root = lines
    lost = repo.commit("Title of what is lost", {"b.c": "1"}, branch=None, parents=[root])
    before = repo.tip("main")
    made = repo.commit("merge heads", {"a.c": "main", "b.c": "0"}, branch="main", parents=[lost, before])
    mine(repo.path, database.url)
    assert judged(database, made) == (before, 1, 0)
    assert lines_of(database, lost) == set()
    assert lines_of(database, before) == {"main"}


def test_what_a_merge_refused_does_not_come_through_the_next(lines, database):
    repo, root = lines
    repo.branch("3.1", root)
    old = fix(repo, {"b.c": "3.1"}, branch="3.1")
    inner = merge(repo, {}, branch="3.2", others=["3.1"])
    real = fix(repo, {"b.c": "3.2"})
    merge(repo, {"b.c": "3.2"})
    mine(repo.path, database.url)
    assert lines_of(database, old) == {"3.1"}
    assert lines_of(database, inner) == lines_of(database, real) == {"3.2", "main"}


def test_what_two_merges_brought_in_turn(lines, database):
    repo, root = lines
    repo.branch("3.1", root)
    old = fix(repo, {"b.c": "3.1"}, branch="3.1")
    inner = merge(repo, {"b.c": "3.1"}, branch="3.2", others=["3.1"])
    outer = merge(repo, {"b.c": "3.1"})
    mine(repo.path, database.url)
    assert lines_of(database, old) == {"3.1", "3.2", "main"}
    assert judged(database, inner)[1:] == (1, 1)
    assert judged(database, outer)[1:] == (2, 2)


def test_a_graft_of_a_foreign_history_brings_what_was_ported_by_hand(lines, database):
    repo, root = lines
    repo.branch("2.7", root)
    many = [repo.commit(f"Title {number}", {f"{number}.c": "3", "shared.c": str(number)}) for number in range(60)]
    one = repo.commit("Title of an old change", {"b.c": "main"})
    ported = repo.commit("Title of what is ported", {"b.c": "main, too"})
    made = merge(repo, {"b.c": "2.7"}, branch="2.7", others=[ported])
    repo.tag("v2.7.4", made, time=1_560_000_000)
    mine(repo.path, database.url)
    assert judged(database, made)[1:] == (63, 1)
    assert lines_of(database, ported) == {"2.7", "main"}
    assert lines_of(database, one) == lines_of(database, many[0]) == {"main"}


def test_an_octopus_brings_from_all_sides(lines, database):
    repo, root = lines
    sides = [
        repo.commit("Title of a side", {f"{name}.c": "1"}, branch=None, parents=[root]) for name in ("c", "d", "e")
    ]
    made = merge(repo, {"c.c": "1", "e.c": "1"}, others=sides)
    mine(repo.path, database.url)
    assert [lines_of(database, sha) for sha in sides] == [{"main"}, set(), {"main"}]
    assert judged(database, made)[1:] == (3, 2)


def test_a_tag_on_a_merge_holds_what_it_brought(lines, database):
    repo, _ = lines
    fixed, refused = fix(repo, {"b.c": "1"}), fix(repo, {"a.c": "1"})
    repo.tag("v3.3.0a1", merge(repo, {"b.c": "1"}), time=1_551_500_000)
    mine(repo.path, database.url)
    held = "SELECT sha FROM commit_releases WHERE release = '3.3.0a1' AND sha IN ('{}', '{}')"
    assert rows(database, held.format(fixed, refused)) == [(fixed,)]


def test_a_merge_of_what_no_other_commit_names(lines, database):
    """A path that only a merge changed has no id."""
    repo, _ = lines
    fixed = fix(repo, {"b.c": "1"})
    merge(repo, {"b.c": "1", "evil.c": "1"})
    mine(repo.path, database.url)
    assert lines_of(database, fixed) == {"3.2", "main"}


def test_merges_that_come_one_by_one(lines, sqlite_template, tmp_path):
    """A merge is judged once; what it changed is asked for again when it arrives with another one."""
    repo, root = lines
    with empty(shutil.copy(sqlite_template, tmp_path / "steps.db")) as steps:
        repo.branch("3.1", root)
        fix(repo, {"b.c": "3.1"}, branch="3.1")
        merge(repo, {"b.c": "3.1 and 3.2"}, branch="3.2", others=["3.1"])
        mine(repo.path, steps.url)
        fix(repo, {"a.c": "3.2"})
        merge(repo, {"b.c": "3.1 and 3.2"})
        mine(repo.path, steps.url)
        merge(repo, {}, others=[fix(repo, {"a.c": "3.1"}, branch="3.1")])
        mine(repo.path, steps.url)
        with steps.engine.connect() as connection:
            found = contents(connection)
    with empty(shutil.copy(sqlite_template, tmp_path / "once.db")) as once:
        mine(repo.path, once.url)
        with once.engine.connect() as connection:
            assert contents(connection) == found
    assert len(found["merges"]) == 3


def test_a_merge_that_cannot_be_compared_is_tried_again(lines, sqlite_template, tmp_path, monkeypatch):
    """Until then it has brought everything, and nothing is final of the merges that it arrives with."""
    repo, root = lines
    repo.branch("3.1", root)
    refused = fix(repo, {"a.c": "3.1"}, branch="3.1")
    inner = merge(repo, {"lib/b.c": "3.2"}, branch="3.2", others=["3.1"])
    merge(repo, {"a.c": "main and 3.2", "lib/b.c": "3.2"})
    repo.tag("v3.3.0a1", time=1_551_500_000)

    def unreadable(raw, parents):
        found, _ = compare(raw, parents)
        return found | {inner: []}, [Gap("changes", inner, "its trees cannot be compared")]

    with empty(shutil.copy(sqlite_template, tmp_path / "healed.db")) as healed:
        monkeypatch.setattr(merges, "compare", unreadable)
        mine(repo.path, healed.url)
        assert lines_of(healed, refused) == {"3.1", "3.2", "3.3", "main"}
        assert rows(healed, "SELECT * FROM merges") == []
        monkeypatch.setattr(merges, "compare", compare)
        repo.commit("Title of the next", {"c.c": "1"})
        mine(repo.path, healed.url)
        assert lines_of(healed, refused) == {"3.1"}
        assert rows(healed, f"SELECT release FROM commit_releases WHERE sha = '{refused}'") == []
        with healed.engine.connect() as connection:
            found = contents(connection)
    with empty(shutil.copy(sqlite_template, tmp_path / "once.db")) as once:
        mine(repo.path, once.url)
        with once.engine.connect() as connection:
            assert contents(connection) == found


@pytest.mark.history
@pytest.mark.parametrize(
    ("merge_", "arriving", "brought"),
    [
        pytest.param("369826a879", 2343, 0, id="one head kept as it was"),
        pytest.param("d26b658f14", 14_204, 1, id="a port by hand in a merge of main into 2.7"),
        pytest.param("4f10b7674d", 2168, 0, id="a dummy merge"),
        pytest.param("e4cda6ce21", 301, 301, id="two heads"),
    ],
)
def test_merges_of_the_real_history(mined_history, merge_, arriving, brought):
    with open_history(mined_history[0]) as history, history.connect() as connection:
        found = connection.execute(
            text("SELECT arriving, brought FROM merge_details WHERE sha LIKE :sha"), {"sha": f"{merge_}%"}
        ).one()
    assert tuple(found) == (arriving, brought)


@pytest.mark.history
def test_no_main_in_a_candidate_of_an_older_line(mined_history):
    """A bad merge has main in its ancestors, and nothing of it in its tree."""
    with open_history(mined_history[0]) as history:
        contents_ = history.query("release_contents", release="3.5.2rc1").dicts()
        lines_ = {row["line"] for row in contents_}
    assert len(contents_) < 800
    assert "3.6" not in lines_
