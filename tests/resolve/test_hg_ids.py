"""One name for one commit: svn revisions, Mercurial ids, and the files that map them."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from miner.cli import cli
from miner.errors import AmbiguousError, MinerError
from miner.history.names import Names
from miner.pipeline import mine
from miner.pipeline.fetching import import_records
from miner.pipeline.import_mapping import import_revisions
from tests.tracker.forms import comment

SVN, HG = 1_236_000_000, 1_388_000_000
NODE = "c2a13acd5e2b" + "0" * 28
OTHER = "5bd9db528aed" + "0" * 28


def header(revision: int, branch: str) -> list[str]:
    return [f"HG:extra convert_revision:svn%3A6015fed2/python/branches/{branch}%40{revision}"]


def named(database, name: str) -> str | None:
    """Return the commit that a user means by a name."""
    with database.engine.connect() as connection:
        try:
            return Names(connection).commit(name)
        except AmbiguousError:
            raise
        except MinerError:
            return None


def resolved(database, sha: str) -> list[tuple[str, str | None, str]]:
    select = """
    SELECT m.number, t.sha, m.resolution FROM mentions m JOIN commits c ON c.id = m.commit_id
    LEFT JOIN commits t ON t.id = m.resolved_id WHERE c.sha = :sha AND m.tracker IN ('svn', 'hg') ORDER BY m.ordinal
    """
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select), {"sha": sha})]


def test_the_tree_s_own_list_names_the_commits_of_the_svn_years(repo, database):
    first = repo.commit("One", {"a": "1"}, time=SVN, headers=header(70_001, "legacy-trunk"))
    second = repo.commit("Two", {"a": "2"}, time=SVN + 1, headers=header(70_001, "py3k"))
    tag = "This commit was manufactured by cvs2svn to create tag 'r2'."
    repo.commit(tag, {"a": None}, time=SVN + 2, headers=header(70_001, "py3k"), branch="tag", parents=[second])
    listing = f"70001 {NODE} legacy-trunk\n70001 {OTHER} py3k\nnonsense\n70009 {'d' * 40} trunk\n"
    repo.commit("List them", {"Misc/svnmap.txt": listing}, time=HG)
    mine(repo.path, database.url)
    assert named(database, NODE) == named(database, NODE[:12]) == first
    assert named(database, OTHER) == second
    with pytest.raises(AmbiguousError) as caught:
        named(database, "r70001")
    assert "fits 2 commits" in str(caught.value)


def test_the_list_may_come_later_than_the_commits(repo, database):
    first = repo.commit("One", {"a": "1"}, time=SVN, headers=header(70_001, "legacy-trunk"))
    speaker = repo.commit(f"Speak of changeset {NODE[:12]}", {"a": "2"}, time=HG)
    mine(repo.path, database.url)
    assert resolved(database, speaker) == [(NODE[:12], None, "unknown")]
    repo.commit("List them", {"Misc/svnmap.txt": f"70001 {NODE} legacy-trunk\n"}, time=HG + 1)
    mine(repo.path, database.url)
    assert resolved(database, speaker) == [(NODE[:12], first, "resolved")]


def test_a_list_that_is_not_in_the_clone_is_a_gap(repo, database):
    repo.commit("One", {"a": "1", "Misc/svnmap.txt": "70001 x trunk\n"}, time=SVN, headers=header(70_001, "py3k"))
    blob = str(repo.git[repo.tip("main")].tree["Misc/svnmap.txt"].id)
    (repo.path / "objects" / blob[:2] / blob[2:]).unlink()
    assert mine(repo.path, database.url).gaps == 1
    with database.engine.connect() as connection:
        kind, place, reason = connection.execute(text("SELECT kind, place, reason FROM gaps")).one()
    assert (kind, place) == ("revisions", "Misc/svnmap.txt")
    assert reason == f"blob {blob} is not in this clone: the Mercurial ids of the svn years stay unknown"


def test_a_graft_gives_its_source_a_name(repo, database):
    root = repo.commit("Begin", {"a": "0", "b": "0"}, time=HG)
    source = repo.commit("Issue #1001: Repair the lexer.", {"a": "1"}, time=HG + 60)
    repo.commit("Something else in the same second", {"b": "1"}, time=HG + 60, branch="3.2", parents=[root])
    graft = repo.commit(
        "Issue #1001: Repair the lexer.",
        {"a": "2"},
        time=HG + 60,
        branch="3.3",
        parents=[root],
        headers=[f"HG:extra source:{NODE}"],
    )
    speaker = repo.commit(f"Finish what {NODE[:12]} began", {"a": "3"}, time=HG + 90)
    mine(repo.path, database.url)
    assert named(database, NODE) == source != graft
    assert resolved(database, speaker) == [(NODE[:12], source, "resolved")]


@pytest.mark.parametrize(("content", "is_named"), [("0", True), ("9", False)])
def test_a_back_out_names_what_it_takes_back(repo, database, content, is_named):
    repo.commit("Begin", {"a": "0", "Misc/NEWS": "0"}, time=HG)
    original = repo.commit("Make the lexer faster", {"a": "1", "Misc/NEWS": "1"}, time=HG + 60)
    repo.commit("Something in between", {"b": "1"}, time=HG + 90)
    repo.commit(f"Backed out changeset {NODE[:12]}", {"a": content, "Misc/NEWS": "2"}, time=HG + 120)
    mine(repo.path, database.url)
    assert named(database, NODE[:12]) == (original if is_named else None)
    assert named(database, NODE) == (original if is_named else None)


def test_an_id_that_two_commits_could_be_is_nobody_s(repo, database):
    root = repo.commit("Begin", {"a": "0", "b": "0"}, time=HG)
    for branch, path in (("main", "a"), ("2.7", "b")):
        start = repo.commit("Make it faster", {path: "1"}, time=HG + 60, branch=branch, parents=[root])
        message = f"Backed out changeset {NODE[:12]}"
        repo.commit(message, {path: "0"}, time=HG + 120, branch=branch, parents=[start])
    mine(repo.path, database.url)
    assert named(database, NODE[:12]) is None


def test_an_imported_name_is_understood_and_survives(repo, database):
    first = repo.commit("One", {"a": "1"}, time=HG)
    second = repo.commit(f"See changeset {NODE[:12]} and r70001", {"a": "2"}, time=HG + 1)
    mine(repo.path, database.url)
    content = f"hg_node,svn_rev,svn_branch,git_sha\n{NODE[:12]},,,{first[:10]}\n,r70001,trunk,{first}\n\n"
    for expected in ((2, 2), (2, 0)):
        with database.engine.begin() as connection:
            assert import_revisions(connection, content, "map.csv") == expected
    assert named(database, NODE[:12]) == named(database, NODE) == named(database, "r70001") == first
    assert resolved(database, second) == [(NODE[:12], first, "resolved"), ("70001", first, "resolved")]
    repo.commit("Three", {"a": "3"}, time=HG + 2)
    repo.branch("main", second)
    repo.commit("Another three", {"a": "4"}, time=HG + 3)
    mine(repo.path, database.url)
    assert named(database, NODE[:12]) == first


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (
            "",
            "map.csv: the first line must name the columns hg_node and git_sha, or svn_rev, svn_branch and git_sha, but",
        ),
        ("a,b\n", "but it has a, b."),
        ("hg_node,git_sha,wish\n", "map.csv: nobody knows the column 'wish'"),
        ("hg_node,git_sha\nc2a13acd5e2b\n", "map.csv:2: the row has 1 cells, but the first line names 2."),
        ("hg_node,git_sha\nc2a1,{first}\n", "map.csv:2: 'c2a1' is no Mercurial id of 12 to 40 hexadecimal digits."),
        ("hg_node,git_sha\n,{first}\n", "map.csv:2: the row names a commit, but neither an hg_node nor an svn_rev."),
        ("svn_rev,git_sha\nx1,{first}\n", "map.csv:2: 'x1' is no svn revision such as 77062 or r77062."),
        ("hg_node,git_sha\nc2a13acd5e2b,main\n", "map.csv:2: 'main' is no git sha of 7 to 40 hexadecimal digits."),
        ("hg_node,git_sha\nc2a13acd5e2b,1234567\n", "map.csv:2: the database has no commit 1234567: correct it, or"),
        (
            "hg_node,git_sha\nc2a13acd5e2b,{first}\nc2a13acd5e2b,{second}\n",
            "map.csv:3: c2a13acd5e2b is {first:.12} already, so it cannot be {second:.12} too.",
        ),
        ("svn_rev,svn_branch,git_sha\n70001,py3k,{second}\n", "map.csv:2: 70001@py3k is {first:.12} already"),
    ],
)
def test_a_bad_file_changes_nothing(repo, database, content, complaint):
    first = repo.commit("One", {"a": "1"}, time=SVN, headers=header(70_001, "py3k"))
    second = repo.commit("Two", {"a": "2"}, time=HG)
    mine(repo.path, database.url)
    shas = {"first": first, "second": second}
    with pytest.raises(MinerError) as caught, database.engine.begin() as connection:
        import_revisions(connection, content.format(**shas), "map.csv")
    assert complaint.format(**shas) in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM revision_map")).scalar_one() == 0


def test_the_command(repo, database, tmp_path):
    first = repo.commit("One", {"a": "1"}, time=HG)
    mine(repo.path, database.url)
    file = tmp_path / "map.csv"
    url = database.url.render_as_string(hide_password=False)
    for content, code, said in [
        (f"hg_node,git_sha\n{NODE},{first}\n", 0, f"{file} has 1 name, 1 of them new.\n"),
        (f"hg_node,git_sha\n{NODE},{first}\n", 0, f"{file} has 1 name, 0 of them new.\n"),
        ("hg_node\n", 1, f"Error: {file}: the first line must name the columns"),
    ]:
        file.write_text(content)
        done = CliRunner().invoke(cli, ["--db", url, "db", "import-revisions", str(file)])
        assert (done.exit_code, done.output.startswith(said)) == (code, True), done.output
    file.write_bytes(b"\xff\xfe")
    done = CliRunner().invoke(cli, ["--db", url, "db", "import-revisions", str(file)])
    assert done.exit_code == 1
    assert done.output.startswith(f"Error: {file} cannot be read: ")


def reported(tmp_path, branch="default", title="Mend it"):
    """Write down what the tracker's robot said when a commit was pushed."""
    said = f"New changeset {NODE[:12]} by Ann Author in branch '{branch}':\n{title}"
    (tmp_path / "comments.json").write_text(json.dumps([comment(1, 78_001, said)]))
    return tmp_path / "comments.json"


@pytest.mark.parametrize("records_first", [False, True])
def test_the_robot_of_the_tracker_names_a_commit(repo, database, tmp_path, records_first):
    file = reported(tmp_path)
    if records_first:
        import_records(database.url, [file])
    begin = repo.commit("Begin", {"a": "0"}, time=HG)
    fixed = repo.commit("Mend it\n\nIt was broken.", {"a": "1"}, time=HG)
    repo.branch("3.4")
    repo.commit("Mend it", {"b": "1"}, time=HG + 1, branch="3.4", parents=[begin])
    speaker = repo.commit(f"Back out {NODE[:12]}", {"a": "0", "c": "1"}, time=HG + 2)
    mine(repo.path, database.url)
    if not records_first:
        assert named(database, NODE[:12]) is None
        import_records(database.url, [file])
    assert named(database, NODE[:12]) == fixed
    assert resolved(database, speaker) == [(NODE[:12], fixed, "resolved")]
    with database.engine.connect() as connection:
        undone = connection.execute(text("SELECT undone_sha FROM undo_links")).scalars().all()
    assert undone == [fixed]


@pytest.mark.parametrize(
    ("branch", "title", "twice"), [("default", "Mend it", True), ("3.9", "Mend it", False), ("default", "Other", False)]
)
def test_a_report_that_does_not_fit_one_commit_names_none(repo, database, tmp_path, branch, title, twice):
    import_records(database.url, [reported(tmp_path, branch, title)])
    for place in range(1 + twice):
        repo.commit("Mend it", {"a": str(place)}, time=HG + place)
    mine(repo.path, database.url)
    assert named(database, NODE[:12]) is None
