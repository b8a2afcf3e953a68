"""Backports and ports: the evidence that relates a commit to its original on another line, in every era."""

import pytest
from sqlalchemy import text

from miner.pipeline import mine

SVN = 1_236_000_000  # March 2009
HG = 1_388_000_000  # December 2013
SELECT = """
SELECT s.sha, t.sha, r.extent, e.kind FROM relations r
JOIN commits s ON s.id = r.source_id JOIN commits t ON t.id = r.target_id JOIN evidence e ON e.relation_id = r.id
WHERE r.kind = 'backports'
"""


def backports(repo, database) -> dict[tuple[str, str], tuple[str, set[str]]]:
    """Mine and return {(backport, original): (extent, kinds of evidence)}."""
    mine(repo.path, database.url)
    found: dict[tuple[str, str], tuple[str, set[str]]] = {}
    with database.engine.connect() as connection:
        for source, target, extent, kind in connection.execute(text(SELECT)):
            found.setdefault((source, target), (extent, set()))[1].add(kind)
    return found


@pytest.fixture
def lines(repo):
    """Two lines that diverge after a common beginning, with different files."""
    root = repo.commit("Begin", {"a.c": "0", "b.c": "0", "Misc/NEWS": "0"}, time=SVN)
    repo.branch("3.9", root)
    repo.commit("Go on", {"b.c": "main"}, time=SVN + 1)
    return repo


def test_a_trailer_is_followed_to_the_original_over_another_backport(lines, database):
    original = lines.commit("bpo-1001: Repair the lexer (GH-100)", {"a.c": "1"})
    repo = lines
    first = repo.commit(
        f"[3.9] bpo-1001: Repair the lexer (GH-100) (GH-101)\n\n(cherry picked from commit {original[:10]})",
        {"a.c": "1", "Misc/NEWS": "3.9"},
        branch="3.9",
    )
    repo.branch("3.8", str(repo.git[first].parent_ids[0]))
    second = repo.commit(
        f"[3.8] [3.9] bpo-1001: Repair the lexer (GH-100). (GH-101)\n\n(cherry picked from commit {first[:10]})",
        {"a.c": "other"},
        branch="3.8",
    )
    assert backports(repo, database) == {
        (first, original): ("exact", {"trailer", "pull-request"}),
        (second, original): ("adapted", {"trailer", "pull-request"}),
    }


@pytest.mark.parametrize("says", ["", "\n\n(cherry picked from commit {})"])
def test_the_original_is_the_one_on_main_whatever_was_there_before(lines, database, says):
    first = lines.commit("bpo-1001: Repair the lexer for good (GH-99)", {"a.c": "1"}, branch="3.9", time=HG)
    title = "bpo-1001: Repair the lexer for good (GH-100)"
    ported = lines.commit(title + says.format(first), {"a.c": "1", "b.c": "2"}, time=HG + 60)
    lines.branch("3.8", str(lines.git[first].parent_ids[0]))
    trailer = f"(cherry picked from commit {ported})"
    last = lines.commit(f"[3.8] {title} (GH-101)\n\n{trailer}", {"a.c": "0, 1"}, branch="3.8", time=HG + 120)
    assert backports(lines, database).keys() == {(ported, first), (last, ported)}


def test_what_main_has_from_main_is_followed(lines, database):
    """As with changes that were merged from trunk to py3k, both of which are main."""
    first = lines.commit("bpo-1001: Repair the lexer for good (GH-99)", {"a.c": "1"}, time=HG)
    lines.branch("main", str(lines.git[first].parent_ids[0]))
    again = f"bpo-1001: Repair the lexer for good (GH-100)\n\n(cherry picked from commit {first})"
    second = lines.commit(again, {"a.c": "1", "b.c": "2"}, time=HG + 60)
    lines.commit("Merge the other main", {"a.c": "1", "b.c": "2"}, parents=[second, first], time=HG + 70)
    lines.branch("3.8", str(lines.git[first].parent_ids[0]))
    last = lines.commit(f"Title\n\n(cherry picked from commit {second})", {"c": "1"}, branch="3.8", time=HG + 120)
    assert backports(lines, database).keys() == {(second, first), (last, first)}


@pytest.mark.parametrize(
    ("title", "is_backport"),
    [
        ("[3.9] bpo-1001: Repair the lexer, carefully (GH-100) (GH-107)", True),
        ("bpo-1001: Repair the lexer (GH-100)", True),
        ("Repair the lexer (GH-100)", True),
        ("bpo-1001: Revert the lexer until it works (GH-100)", False),
        ("Tidy something else that nobody expects (GH-100)", False),
    ],
)
def test_the_original_s_pull_request_in_the_title(lines, database, title, is_backport):
    original = lines.commit("bpo-1001: Repair the lexer (GH-100)", {"a.c": "1"})
    other = lines.commit(title, {"a.c": "2"}, branch="3.9")
    found = backports(lines, database)
    assert ((other, original) in found) is is_backport
    assert not is_backport or found[other, original][1] == {"pull-request"}


def svn(revision: int, branch: str) -> list[str]:
    return [f"HG:extra convert_revision:svn%3A6015fed2/python/branches/{branch}%40{revision}"]


MERGED = """{verb} revisions {numbers} via svnmerge from
svn+ssh://pythondev@svn.python.org/python/trunk

........
  r70001 | ann.author | 2009-03-02 10:00:00 +0100 (Mon, 02 Mar 2009) | 3 lines

  Repair the lexer.
  Backport of r70003 from somewhere.
........
  r70002 | ann.author | 2009-03-02 11:00:00 +0100 (Mon, 02 Mar 2009) | 1 line

  Repair the parser.
........
"""


@pytest.mark.parametrize(
    ("verb", "expected"),
    [("Merged", {1, 2}), ("Blocked", set()), ("Recorded merge of", set())],
)
def test_svnmerge_brings_over_what_its_logs_say(lines, database, verb, expected):
    made = [
        lines.commit(f"Change {number}", {"a.c": str(number)}, time=SVN + number, headers=svn(70_000 + number, branch))
        for number, branch in [(1, "legacy-trunk"), (2, "legacy-trunk"), (3, "py3k")]
    ]
    message = MERGED.format(verb=verb, numbers="70001-70002,70003")
    merge = lines.commit(message, {"a.c": "x"}, branch="3.9", time=SVN + 9, headers=svn(70_009, "release26-maint"))
    assert backports(lines, database) == {
        (merge, made[number - 1]): ("adapted", {"svn-revision"}) for number in expected
    }


def test_a_range_without_logs_stands_for_its_branch(lines, database):
    made = {
        number: lines.commit(f"Change {number}", {"a.c": str(number)}, time=SVN + number, headers=svn(number, branch))
        for number, branch in [(70_001, "py3k"), (70_002, "legacy-trunk"), (70_003, "py3k"), (70_004, "py3k")]
    }
    port = lines.commit(
        "Say more.\n\nBackport of revisions 70001-70004 from py3k.",
        {"a.c": "x"},
        branch="3.9",
        time=SVN + 9,
        headers=svn(70_009, "release26-maint"),
    )
    assert set(backports(lines, database)) == {(port, made[number]) for number in (70_001, 70_003, 70_004)}


def test_one_revision_on_two_branches_is_the_one_of_the_merge_s_source(lines, database):
    lines.commit("On py3k", {"a.c": "1"}, time=SVN + 1, headers=svn(70_001, "py3k"))
    trunk = lines.commit("On trunk", {"a.c": "2"}, time=SVN + 2, headers=svn(70_001, "legacy-trunk"))
    message = MERGED.format(verb="Merged", numbers="70001").split("........\n  r70002")[0]
    merge = lines.commit(message, {"a.c": "x"}, branch="3.9", time=SVN + 9, headers=svn(70_009, "release26-maint"))
    assert set(backports(lines, database)) == {(merge, trunk)}


def test_a_graft_names_its_source_in_a_header(lines, database):
    source = lines.commit("Issue #1001: Repair the lexer.", {"a.c": "1"}, time=HG)
    graft = lines.commit(
        "Issue #1001: Repair the lexer.",
        {"a.c": "y"},
        branch="3.9",
        time=HG,
        headers=["HG:extra source:" + "c0ffee" * 6 + "abcd"],
    )
    assert backports(lines, database) == {(graft, source): ("adapted", {"graft"})}


@pytest.mark.parametrize(
    ("files", "is_backport"),
    [
        ({"a.c": "1"}, True),
        ({"a.c": "1", "Misc/NEWS": "another entry"}, True),
        ({"a.c": "2"}, False),
        ({"b.c": "1"}, False),
    ],
)
def test_equal_contents_prove_themselves(lines, database, files, is_backport):
    original = lines.commit("Repair the lexer", {"a.c": "1"}, time=HG)
    other = lines.commit("Do what was done elsewhere", files, branch="3.9", time=HG + 5)
    expected = {(other, original): ("exact", {"equal-blobs"})} if is_backport else {}
    assert backports(lines, database) == expected


def test_empty_files_are_equal_for_no_reason(lines, database):
    lines.commit("Add the first package here", {"x/__init__.py": ""}, time=HG)
    lines.commit("Begin with something different", {"x/__init__.py": ""}, branch="3.9", time=HG + 5)
    assert backports(lines, database) == {}


@pytest.mark.parametrize(
    ("title", "author", "delay", "path", "is_backport"),
    [
        ("Issue #1001: Repair the lexer at once.", "Ben", 20, "a.c", True),
        ("Issue #1001: Repair the lexer at once.", "Ben", 40, "a.c", False),
        ("Issue #1001: Repair the lexer at once.", "Ben", 20, "b.c", False),
        ("Issue #1001: Repair the lexer at once.", "Ben", 0, "b.c", True),
        ("Issue #2002: Repair the lexer at once.", "Ann", 0, "b.c", False),
        ("Issue #2002: Repair the lexer at once.", "Ben", 0, "a.c", False),
        ("Issue #2002: Repair the lexer at once.", "Ann", 0, "a.c", True),
        ("Issue #1001: Repair.", "Ann", 0, "a.c", False),
    ],
)
def test_an_equal_title_needs_an_issue_or_the_author(lines, database, title, author, delay, path, is_backport):
    ann, other = ("Ann", "ann@example.org"), (author, f"{author.lower()}@example.org")
    first = "Issue #1001: Repair." if title.endswith("Repair.") else "Issue #1001: Repair the lexer at once."
    original = lines.commit(first, {"a.c": "1"}, time=HG, author=ann)
    late = HG + 60 + delay * 86_400
    port = lines.commit(title, {path: "adapted"}, branch="3.9", time=late, author=other)
    expected = {(port, original): ("adapted", {"same-title"})} if is_backport else {}
    assert backports(lines, database) == expected


@pytest.mark.parametrize("path", ["a.c", "Misc/NEWS"])
def test_of_equal_titles_a_common_file_decides(lines, database, path):
    """CVS made a commit of each folder of a change."""
    title = "Issue #1001: Repair the lexer at once."
    original = lines.commit(title, {path: "1"}, time=HG)
    lines.commit(title, {"Doc/lib/liblexer.tex": "1"}, time=HG + 1)
    port = lines.commit(title, {path: "adapted"}, branch="3.9", time=HG + 60)
    assert backports(lines, database)[port, original] == ("adapted", {"same-title"})


def test_merges_and_repetitions_on_one_line_are_no_backports(lines, database):
    fix = lines.commit("Issue #1001: Repair the lexer at once.", {"a.c": "1"}, branch="3.9", time=HG)
    lines.commit("Issue #1001: merge 3.9", {}, time=HG + 1, parents=[lines.tip("main"), fix])
    lines.commit("Issue #1001: Repair the lexer at once.", {"a.c": "2"}, branch="3.9", time=HG + 2)
    assert backports(lines, database) == {}


@pytest.mark.parametrize(
    ("ported", "extent"), [("1\nnew\n3\nold\n", "exact"), ("1\nnewer\n3\nold\n", "adapted")], ids=["same", "other"]
)
def test_the_lines_tell_an_exact_backport_where_the_files_differ(repo, database, ported, extent):
    root = repo.commit("Begin", {"a.c": "1\n2\n3\nold\n"}, time=SVN)
    repo.branch("3.9", root)
    repo.commit("Go on", {"a.c": "1\n2\n3\nmain\n"}, time=SVN + 1)
    original = repo.commit("bpo-1001: Repair the lexer (GH-100)", {"a.c": "1\nnew\n3\nmain\n"})
    message = f"[3.9] bpo-1001: Repair the lexer (GH-100) (GH-101)\n\n(cherry picked from commit {original})"
    port = repo.commit(message, {"a.c": ported}, branch="3.9")
    assert backports(repo, database)[port, original][0] == "adapted", "the blobs do not tell it"
    mine(repo.path, database.url, lines=True)
    assert backports(repo, database)[port, original][0] == extent
