"""Structs on several lines: what is common, what merges brought, releases beside lines, and mining in steps."""

import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miner.code import parsing
from miner.git import clone, program
from miner.pipeline import mine
from tests.chance import examples
from tests.code.conftest import History
from tests.pipeline.test_keeping_up import fresh
from tests.repositories import Repo

X = "struct a { int x; };"
XY = "struct a { int x; int y; };"


def test_lines_share_what_they_have_in_common(history):
    first = history.commit("first", a=XY)
    history.repo.branch("3.9")
    third = history.commit("third", a=X, branch="3.9")
    history.mine()
    assert [(row["path"], row["line"], row["added"], row["removed"]) for row in history.fields()] == [
        ("x", "3.9", first, None),
        ("x", "main", first, None),
        ("y", "3.9", first, third),
        ("y", "main", first, None),
    ]
    assert history.rows("SELECT id FROM structs") == [(1,)]
    assert history.now("a", "3.9") == ["x"]


def test_a_move_stands_on_one_line_and_not_on_another(history):
    history.commit("first", a=XY, b="struct b { int z; };")
    moved = history.commit("second", a=X, b="struct b { int z; int y; };")
    history.repo.branch("3.9")
    gone = history.commit("third", b="struct b { int z; };", branch="3.9")
    history.mine()
    assert history.moves("main") == [("moved", "a.y", "b.y", moved, "stands")]
    assert history.moves("3.9") == [("moved", "a.y", "b.y", moved, "removed")]
    assert history.rows("SELECT by_sha FROM field_move_details WHERE line = '3.9'") == [(gone,)]


def merge(history, side: str, files: dict[str, str]) -> str:
    return history.commit("Merge it", files=files, parents=[history.repo.tip("main"), side])


@pytest.mark.parametrize("conflict", [False, True])
def test_what_a_merge_brought_is_the_work_of_who_did_it(history, conflict):
    base = history.commit("first", a=X)
    side = history.commit("second", a=XY, branch=None, parents=[base])
    history.commit("third", **({"a": f"/* new */\n{X}"} if conflict else {"b": X}))
    merged = merge(history, side, {"Include/a.h": f"/* new */\n{XY}" if conflict else XY})
    history.mine()
    assert [row["added"] for row in history.fields(path="y")] == [side]
    select = "SELECT c.sha FROM struct_fields f JOIN commits c ON c.id = f.added_in_id WHERE f.path = 'y'"
    assert history.rows(select) == [(merged,)]


def test_what_several_commits_did_is_told_of_each(history):
    base = history.commit("first", a=X)
    side = history.commit("second", a=XY, branch=None, parents=[base])
    last = history.commit("third", a="struct a { int x; long y; };", branch=None, parents=[side])
    history.commit("fourth", b="\n")
    merge(history, last, {"Include/a.h": "struct a { int x; long y; };"})
    history.mine()
    assert [(row["type"], row["added"], row["removed"]) for row in history.fields(path="y")] == [
        ("int", side, last),
        ("long", last, None),
    ]


def test_what_a_merge_did_itself_is_its_own(history):
    base = history.commit("first", a=X, b="\n")
    side = history.commit("second", b="struct b { int z; };", branch=None, parents=[base])
    history.commit("third", c="\n")
    merged = merge(history, side, {"Include/a.h": XY, "Include/b.h": "struct b { int z; };"})
    history.mine()
    assert [(row["path"], row["added"]) for row in history.fields() if row["added"] != base] == [
        ("z", side),
        ("y", merged),
    ]


def test_a_release_beside_its_line_has_structs_of_its_own(history):
    history.commit("first", a=X)
    history.repo.branch("3.9")
    inside = history.commit(
        "second", files={"Include/patchlevel.h": "#define V 1"}, branch=None, parents=[history.repo.tip("3.9")]
    )
    beside = history.commit("third", a=XY, branch=None, parents=[inside])
    last = history.commit("fourth", b="\n", branch="3.9")
    for tag, at in (("v3.9.0rc1", inside), ("v3.9.0", beside), ("v3.9.1", last)):
        history.repo.tag(tag, at)
    history.mine()
    select = """
    SELECT e.tag, r.line, COUNT(*) FROM release_structs r JOIN releases e ON e.id = r.release_id
    JOIN struct_field_lines l ON l.line = r.line JOIN struct_fields f ON f.id = l.field_id
    WHERE f.added_in_id <= r.commit_id AND (l.removed_in_id IS NULL OR l.removed_in_id > r.commit_id)
    GROUP BY e.tag, r.line ORDER BY e.tag
    """
    found = history.rows(select)
    assert found in (
        [("v3.9.0", "v3.9.0", 2), ("v3.9.0rc1", "main", 1), ("v3.9.1", "3.9", 1)],
        [("v3.9.0", "v3.9.0", 2), ("v3.9.0rc1", "3.9", 1), ("v3.9.1", "3.9", 1)],
    )
    history.commit("fifth", a=XY)
    history.mine()
    assert history.rows(select) == found


def test_a_second_run_reads_and_follows_only_what_is_new(history, monkeypatch):
    history.commit("first", a=X)
    history.mine()
    before = (history.fields(), history.rows("SELECT id, digest FROM struct_texts ORDER BY id"))
    with monkeypatch.context() as patch:
        patch.setattr("miner.code.derive.Derivation.__init__", None)
        history.mine()
    assert (history.fields(), history.rows("SELECT id, digest FROM struct_texts ORDER BY id")) == before
    second = history.commit("second", a=XY, b=X.replace("struct a", "struct b"))
    history.mine()
    assert history.rows("SELECT id, digest FROM struct_texts ORDER BY id")[:1] == before[1]
    assert [(row["struct"], row["path"], row["added"] == second) for row in history.fields()] == [
        ("a", "x", False),
        ("a", "y", True),
        ("b", "x", True),
    ]


def test_another_reader_reads_all_again(history, monkeypatch):
    history.commit("first", a=X)
    history.mine()
    monkeypatch.setattr(parsing, "READER", parsing.READER + 1)
    history.mine()
    for table in ("struct_texts", "struct_blobs", "struct_lines"):
        assert history.rows(f"SELECT reader FROM {table}") == [(parsing.READER,)]
    assert history.now("a") == ["x"]


def test_a_history_that_was_rewritten_is_followed_anew(history):
    base = history.commit("first", a=X)
    history.commit("second", a=XY)
    history.mine()
    history.repo.branch("main", base)
    history.commit("another", a="struct a { int x; int z; };")
    history.mine()
    assert history.now("a") == ["x", "z"]
    assert len(history.fields()) == 2


HEADERS = (
    "struct a {{ int x; {0} }};",
    "struct b {{ int z; {0} }};",
    "typedef struct {{ int one; int two; int three; {0} }} T;",
    "typedef struct t {{ int one; int two; int three; {0} }} T;",
    "struct holder {{ struct a a; struct b b; {0} }};",
)
PARTS = ("", "PyObject *y;", "long w;", "PyObject *y; long w;", "#ifdef C\nint c;\n#endif\n")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["main", "3.9", "merge", "mine"]),
        st.lists(
            st.tuples(st.integers(0, 2), st.sampled_from(HEADERS), st.sampled_from(PARTS)), min_size=1, max_size=2
        ),
    ),
    min_size=3,
    max_size=9,
)


def known(history) -> list[object]:
    names = """
    SELECT s.name, n.name, n.tag, n.typedef, n.line, c.sha, l.line, r.sha FROM struct_names n
    JOIN structs s ON s.id = n.struct_id JOIN commits c ON c.id = n.added_id
    JOIN struct_name_lines l ON l.name_id = n.id LEFT JOIN commits r ON r.id = l.removed_id
    """
    moves = "SELECT * FROM (SELECT how, from_struct, from_path, to_struct, to_path, sha, line, standing FROM field_move_details) m"
    walked = "SELECT l.line, c.sha, l.from_line FROM struct_lines l JOIN commits c ON c.id = l.tip_id"
    fields = [tuple(row.values()) for row in history.fields()]
    return [
        sorted(rows, key=repr)
        for rows in (fields, history.rows(names), history.rows(moves), history.places(), history.rows(walked))
    ]


@pytest.mark.repeated
@given(STEPS)
@settings(max_examples=examples(4), deadline=None, suppress_health_check=list(HealthCheck))
def test_mining_in_steps_finds_what_mining_at_once_does(sqlite_template, tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("steps")
    with fresh(sqlite_template, folder / "steps.db") as one, fresh(sqlite_template, folder / "once.db") as other:
        in_steps = History(Repo(folder / "repo.git"), one)
        in_steps.commit("first", h0=HEADERS[0].format(""))
        in_steps.repo.branch("3.9")
        for number, (kind, files) in enumerate(steps):
            contents = {f"h{file}": header.format(part) for file, header, part in files}
            if kind == "mine":
                in_steps.mine()
            elif kind == "merge":
                side = in_steps.commit(f"side {number}", branch=None, parents=[in_steps.repo.tip("main")], **contents)
                in_steps.commit(f"main {number}", files={f"Lib/{number}.py": "new\n"})
                merge(in_steps, side, {f"Include/{name}.h": text for name, text in contents.items()})
            else:
                in_steps.commit(f"commit {number}", branch=kind, **contents)
        in_steps.mine()
        at_once = History(in_steps.repo, other)
        at_once.mine()
        assert known(in_steps) == known(at_once)


def test_what_is_not_understood_is_a_gap_with_its_place(history):
    history.commit("first", a="\nstruct a {\n  int x;\n  int y : ;\n};")
    history.mine()
    ((place, reason),) = history.rows("SELECT place, reason FROM gaps WHERE kind = 'struct'")
    assert place == "Include/a.h"
    assert reason.startswith("line 4 of blob ")
    history.commit("second", b="\n")
    history.mine()
    assert len(history.rows("SELECT place FROM gaps WHERE kind = 'struct'")) == 1


@pytest.fixture
def blobless(history, tmp_path):
    """A clone without file contents, and the address that it was made from."""
    if not program.available():
        pytest.skip("there is no git program")
    for key in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
        subprocess.run(["git", "-C", history.repo.path, "config", key, "true"], check=True)
    history.commit("first", a=X)
    history.commit("second", a=XY)
    path = tmp_path / "blobless.git"
    url = f"file://{history.repo.path}"
    subprocess.run(["git", "clone", "--quiet", "--mirror", "--filter=blob:none", url, path], check=True)
    return History(Repo(path), history.database)


def test_headers_that_a_clone_lacks_are_a_gap_until_they_are_there(blobless, history):
    blobless.mine()
    assert blobless.fields() == []
    ((reason,),) = blobless.rows("SELECT reason FROM gaps WHERE kind = 'structs'")
    assert reason.startswith("2 of 2 versions of headers are not in this clone")
    tip = "main:Include/a.h"
    subprocess.run(["git", "-C", blobless.repo.path, "cat-file", "-p", tip], check=True, stdout=subprocess.DEVNULL)
    blobless.mine()  # one of them was fetched by somebody
    assert blobless.now("a") == ["x", "y"]
    assert blobless.rows("SELECT COUNT(*) FROM gaps WHERE kind = 'structs' AND reason LIKE '1 of 2 %'") == [(1,)]
    mine(history.repo.path, history.database.url, workers=1, structs=True)
    assert history.rows("SELECT COUNT(*) FROM gaps WHERE kind = 'structs'") == [(0,)]
    assert [row["since"] for row in history.fields(path="x")] == [
        history.rows("SELECT sha FROM commits ORDER BY id")[0][0]
    ]


def test_headers_of_an_address_are_fetched_at_once(blobless, history, monkeypatch, tmp_path):
    monkeypatch.setenv("MINER_CACHE", str(tmp_path / "cache"))
    asked = []
    real = clone.fetch_blobs
    monkeypatch.setattr(
        clone, "fetch_blobs", lambda path, blobs, report: asked.append(len(blobs)) or real(path, blobs, report)
    )
    mine(f"file://{history.repo.path}", history.database.url, workers=1, structs=True)
    assert asked == [2]
    assert history.now("a") == ["x", "y"]
    assert history.rows("SELECT COUNT(*) FROM gaps WHERE kind = 'structs'") == [(0,)]


def test_lines_bring_structs_too(history):
    history.commit("first", a=X)
    mine(history.repo.path, history.database.url, workers=1, lines=True)
    assert history.now("a") == ["x"]


def test_structs_are_read_only_when_asked_for(history):
    history.commit("first", a=X)
    assert mine(history.repo.path, history.database.url, workers=1).structs is None
    assert history.fields() == []
    assert mine(history.repo.path, history.database.url, workers=1, structs=True).structs == (1, 1, 0, 0)
