"""Relands: commits that are the next attempt after an undo, and commits that only look like one."""

import pytest
from sqlalchemy import text

from miner.messages.similarity import containment, title_similarity
from miner.pipeline import mine

DAY = 86_400
START = 1_388_000_000  # December 2013, the hg years
GIT = 1_551_000_000  # February 2019
ANN, BEN = ("Ann", "ann@example.org"), ("Ben", "ben@example.org")
SELECT = """
SELECT s.sha, t.sha, u.sha, e.kind, r.nature FROM relations r
JOIN commits s ON s.id = r.source_id JOIN commits t ON t.id = r.target_id JOIN commits u ON u.id = r.through_id
JOIN evidence e ON e.relation_id = r.id WHERE r.kind = 'relands'
"""


def relands(repo, database) -> dict[tuple[str, str], tuple[str, set[str]]]:
    """Mine and return {(reland, original): (undo, kinds of evidence)}."""
    mine(repo.path, database.url)
    found: dict[tuple[str, str], tuple[str, set[str]]] = {}
    with database.engine.connect() as connection:
        for source, target, undo, kind, _ in connection.execute(text(SELECT)):
            found.setdefault((source, target), (undo, set()))[1].add(kind)
    return found


def natures(database) -> dict[tuple[str, str], str]:
    """Return {(reland, original): nature}."""
    with database.engine.connect() as connection:
        return {(source, target): nature for source, target, *_, nature in connection.execute(text(SELECT))}


@pytest.fixture
def undone(repo):
    """A change of three files by Ann, which Ben reverted on the same day."""
    before = {"a.c": "0", "b.c": "0", "test/c.py": "0"}
    repo.commit("Begin", before | {"d.c": "0"}, time=GIT)
    repo.original = repo.commit(
        "bpo-1001: Make the lexer faster (GH-100)",
        {"a.c": "1", "b.c": "1", "test/c.py": "1"},
        time=GIT + 60,
        author=ANN,
    )
    message = f'Revert "bpo-1001: Make the lexer faster (GH-100)" (GH-101)\n\nThis reverts commit {repo.original}.'
    repo.undo = repo.commit(message, before, time=GIT + 120, author=BEN)
    return repo


NEW = {"a.c": "2", "b.c": "2", "test/c.py": "2"}


@pytest.mark.parametrize(
    ("subject", "files", "author", "days", "evidence"),
    [
        ("bpo-1001: Make the lexer faster (GH-200)", NEW, ANN, 100, {"same-title", "issue-and-paths"}),
        ("Make the lexer faster (GH-200)", NEW, BEN, 100, {"same-title"}),
        ("Make the lexer faster (GH-200)", {"d.c": "2"}, BEN, 100, None),
        ("bpo-1001: Scan by table (GH-200)", NEW, BEN, 900, {"issue-and-paths"}),
        ("bpo-1001: Scan by table (GH-200)", {"test/c.py": "2"}, BEN, 9, None),
        ("bpo-1001: Scan by table (GH-200)", {"test/c.py": "2", "d.c": "2"}, BEN, 9, None),
        ("bpo-2002: Scan by table (GH-200)", NEW, BEN, 9, None),
        ("bpo-1001: Make the lexer faster again (GH-200)", NEW, BEN, 9, {"similar-title", "issue-and-paths"}),
        ("bpo-2002: Make the lexer faster again (GH-200)", NEW, ANN, 2, {"similar-title", "author-and-paths"}),
        ("bpo-2002: Make the lexer faster again (GH-200)", NEW, ANN, 9, None),
        ("Scan by table (GH-200)", NEW, ANN, 2, {"author-and-paths"}),
        ("Scan by table (GH-200)", NEW, ANN, 9, None),
        ("Scan by table (GH-200)", {"a.c": "2", "b.c": "2"}, ANN, 2, None),
        ("Scan by table (GH-200)", {"a.c": "1", "b.c": "2"}, ANN, 2, {"author-and-paths", "some-equal-blobs"}),
        ("Un-revert (GH-100) (GH-200)", {"a.c": "2"}, BEN, 9, {"pull-request"}),
        ("bpo-1001: Revert something else (GH-200)", NEW, ANN, 2, None),
    ],
)
def test_the_next_attempt(undone, database, subject, files, author, days, evidence):
    other = undone.commit(subject, files, time=GIT + 120 + days * DAY, author=author)
    expected = {(other, undone.original): (undone.undo, evidence)} if evidence else {}
    assert relands(undone, database) == expected


@pytest.mark.parametrize(
    ("subject", "nature"),
    [
        ("bpo-1001: Scan by table (GH-200)", "next-attempt"),
        ("bpo-1001: Make the lexer faster (GH-200)", "reland"),
        ("bpo-1001: Make the lexer faster again (GH-200)", "reland"),
        ("Make the lexer faster (GH-200)", "reland"),
        ("Un-revert (GH-100) (GH-200)", "reland"),
    ],
)
def test_without_lines_an_issue_alone_is_no_reland(undone, database, subject, nature):
    other = undone.commit(subject, NEW, time=GIT + 100 * DAY, author=BEN)
    assert set(relands(undone, database)) == {(other, undone.original)}
    assert natures(database) == {(other, undone.original): nature}


def test_titles_of_an_issue_may_have_the_same_words_in_other_forms(repo, database):
    repo.commit("Begin", {"a.c": "0"}, time=GIT)
    original = repo.commit("bpo-1001: which() supports bytes in its arguments (GH-100)", {"a.c": "1"}, time=GIT + 60)
    repo.commit(f"Revert it (GH-101)\n\nThis reverts commit {original}.", {"a.c": "0"}, time=GIT + 120)
    again = repo.commit(
        "bpo-1001: Support bytes arguments of which() (GH-200)", {"a.c": "2"}, time=GIT + 99 * DAY, author=BEN
    )
    assert relands(repo, database)[again, original][1] == {"issue-and-paths", "similar-title"}
    assert natures(database) == {(again, original): "reland"}


@pytest.mark.parametrize(
    ("title", "body", "evidence"),
    [
        ("bpo-1001: Scan by table (GH-200)", "Make the lexer faster with fewer states.", set()),
        ("bpo-1001: Scan by table (GH-200)", "Make the lexer of the\ncompiler faster. Patch by Ann.", {"quoted-title"}),
        ("bpo-2002: Scan by table (GH-200)", "Make the lexer of the compiler faster.", None),
    ],
)
def test_a_message_with_the_title_of_the_original(repo, database, title, body, evidence):
    repo.commit("Begin", {"a.c": "0", "b.c": "0"}, time=GIT)
    original = repo.commit("bpo-1001: Make the lexer of the compiler faster (GH-100)", {"a.c": "1"}, time=GIT + 60)
    repo.commit(f"Revert it (GH-101)\n\nThis reverts commit {original}.", {"a.c": "0"}, time=GIT + 120)
    again = repo.commit(f"{title}\n\n{body}", {"a.c": "2"}, time=GIT + 99 * DAY, author=BEN)
    found = relands(repo, database)
    assert found.get((again, original), ("", {"issue-and-paths"}))[1] >= {"issue-and-paths", *(evidence or ())}
    assert ("reland" in natures(database).values()) is bool(evidence)


@pytest.mark.parametrize(
    ("first", "second", "nature"),
    [
        ("Patch #1262036: Make names absolute.", "Apply patch #1262036, now with tests.", "reland"),
        ("Patch #1262036: Make names absolute.", "Bug #1262036: Refuse odd archives.", "next-attempt"),
        ("Bug #1262036: Make names absolute.", "Bug #1262036: Refuse odd archives.", "next-attempt"),
    ],
)
def test_a_patch_of_the_tracker_has_one_number(repo, database, first, second, nature):
    """A number of a bug is that of a problem, which may be solved in another way."""
    svn = 1_125_000_000  # August 2005
    repo.commit("Begin", {"a.c": "0"}, time=svn)
    original = repo.commit(first, {"a.c": "1"}, time=svn + 60)
    repo.commit("Revert previous checkin.", {"a.c": "0"}, time=svn + 120)
    again = repo.commit(second, {"a.c": "2"}, time=svn + 400 * DAY, author=BEN)
    assert set(relands(repo, database)) == {(again, original)}
    assert set(natures(database).values()) == {nature}


@pytest.mark.parametrize(
    ("files", "evidence"),
    [
        ({"a.c": "2", "b.c": "2", "Misc/NEWS.d/next/1.bpo-1001.xYz.rst": "3"}, {"issue-and-paths", "added-again"}),
        ({"a.c": "2", "b.c": "2", "Misc/NEWS.d/next/2.bpo-1001.AbC.rst": "3"}, {"issue-and-paths"}),
        ({"a.c": "2", "Misc/NEWS.d/next/1.bpo-1001.xYz.rst": "3"}, {"issue-and-paths"}),
        ({"d.c": "2", "Misc/NEWS.d/next/1.bpo-1001.xYz.rst": "3"}, None),
    ],
)
def test_a_news_entry_that_comes_again(repo, database, files, evidence):
    before = {"a.c": "0", "b.c": "0"}
    news = "Misc/NEWS.d/next/1.bpo-1001.xYz.rst"
    repo.commit("Begin", {**before, "d.c": "0"}, time=GIT)
    original = repo.commit("bpo-1001: Make it faster", {"a.c": "1", "b.c": "1", news: "2"}, time=GIT + 60, author=ANN)
    repo.commit(f"Too early\n\nThis reverts commit {original}.", {**before, news: None}, time=GIT + 120)
    again = repo.commit("bpo-1001: Scan by table", files, time=GIT + 99 * DAY, author=BEN)
    found = relands(repo, database)
    assert {pair: kinds for pair, (_, kinds) in found.items()} == ({(again, original): evidence} if evidence else {})
    nature = "reland" if evidence and "added-again" in evidence else "next-attempt"
    assert set(natures(database).values()) == ({nature} if evidence else set())


@pytest.mark.parametrize(
    ("title", "files", "found"),
    [
        ("bpo-2002: Remove deprecated parts of it", {"a.c": "2", "b.c": "2", "c.c": "2"}, True),
        ("bpo-2002: Extend the parts of it", {"a.c": "2", "b.c": "2", "c.c": "2"}, False),
        ("bpo-2002: Remove deprecated parts of it", {"a.c": "2", "b.c": "2"}, False),
        ("bpo-2002: Remove all", dict.fromkeys(("a.c", "b.c", "c.c", "d.c", "e.c", "f.c", "g.c"), "2"), False),
    ],
)
def test_what_was_not_to_be_removed_yet_is_removed_again(repo, database, title, files, found):
    before = dict.fromkeys(("a.c", "b.c", "c.c"), "0")
    repo.commit("Begin", before | dict.fromkeys(("d.c", "e.c", "f.c", "g.c"), "0"), time=GIT)
    original = repo.commit("bpo-1001: Remove the old names", dict.fromkeys(before, "1"), time=GIT + 60)
    repo.commit(f"Keep them, but deprecate\n\nThis reverts commit {original}.", before, time=GIT + 120)
    again = repo.commit(title, files, time=GIT + 500 * DAY, author=BEN)
    assert [pair for pair, (_, kinds) in relands(repo, database).items() if "removed-again" in kinds] == (
        [(again, original)] if found else []
    )


@pytest.mark.parametrize(("others", "found"), [(2, True), (3, False)])
def test_in_a_project_other_work_is_no_next_attempt(undone, database, others, found):
    """With the original and its undo, they are changes of one issue; a change on two lines is one."""
    for number in range(others):
        subject = f"bpo-1001: Part {number} of the plan (GH-{300 + number})"
        undone.commit(subject, {"d.c": str(number)}, time=GIT + DAY + number, author=BEN)
    other = undone.commit("bpo-1001: Scan by table (GH-200)", NEW, time=GIT + 100 * DAY, author=BEN)
    root = str(undone.git[undone.original].parent_ids[0])
    undone.commit("bpo-1001: Scan by table (GH-200)", NEW, branch="3.7", parents=[root], time=GIT + 101 * DAY)
    assert set(relands(undone, database)) == ({(other, undone.original)} if found else set())


def test_after_an_undo_in_part_a_title_alone_is_no_reland(repo, database):
    repo.commit("Begin", {"a.c": "0", "b.c": "0"}, time=GIT)
    original = repo.commit("Make the lexer faster (GH-100)", {"a.c": "1", "b.c": "1"}, time=GIT + 60)
    message = f"Partially revert the lexer (GH-101)\n\nThis reverts parts of commit {original}."
    repo.commit(message, {"a.c": "0"}, time=GIT + 120)
    repo.commit("Make the lexer faster (GH-102)", {"a.c": "3", "b.c": "3"}, time=GIT + DAY)
    assert relands(repo, database) == {}


def test_the_very_same_change_needs_no_words(undone, database):
    again = undone.commit("Do it", {"a.c": "1", "b.c": "1", "test/c.py": "1"}, time=GIT + 300 * DAY)
    found = relands(undone, database)
    assert found[again, undone.original][1] >= {"equal-blobs"}


def test_a_revert_of_the_revert(undone, database):
    message = f"bpo-1001: Try the table once more\n\nThis reverts commit {undone.undo}."
    again = undone.commit(message, {"a.c": "1", "b.c": "1", "test/c.py": "1"}, time=GIT + DAY)
    assert relands(undone, database)[again, undone.original][1] >= {"revert-of-revert"}


def test_only_the_first_of_the_strongest_counts(undone, database):
    undone.commit("bpo-1001: Prepare for another try (GH-150)", {"a.c": "p", "b.c": "p"}, time=GIT + DAY)
    title = "bpo-1001: Make the lexer faster (GH-{})"
    again = undone.commit(title.format(200), NEW, time=GIT + 2 * DAY)
    undone.commit(title.format(300), {"a.c": "3", "b.c": "3"}, time=GIT + 3 * DAY)
    assert set(relands(undone, database)) == {(again, undone.original)}


def test_who_names_the_undo_and_some_of_what_it_took_back_means_these(repo, database):
    repo.commit("Begin", {"a.c": "0", "b.c": "0"}, time=GIT)
    one = repo.commit("bpo-1001: Scan by table (GH-100)", {"a.c": "1"}, time=GIT + 60, author=ANN)
    two = repo.commit("bpo-1001: Hoist the check out of the loop (GH-101)", {"b.c": "1"}, time=GIT + 120, author=ANN)
    message = f"Revert two (GH-102)\n\nThis reverts commit {one}.\nThis reverts commit {two}."
    repo.commit(message, {"a.c": "0", "b.c": "0"}, time=GIT + 180, author=BEN)
    hoisted = repo.commit("Hoist that check out of the loop (GH-103)", {"b.c": "2"}, time=GIT + DAY, author=ANN)
    rest = "bpo-1001: Scan by table again (GH-104)\n\nThis un-reverts #100 (reverted in #102)."
    again = repo.commit(rest, {"a.c": "1", "b.c": "3"}, time=GIT + 30 * DAY, author=ANN)
    assert set(relands(repo, database)) == {(again, one), (hoisted, two)}


def test_attempts_follow_each_other(undone, database):
    title = "bpo-1001: Make the lexer faster (GH-{})"
    second = undone.commit(title.format(200), NEW, time=GIT + DAY)
    revert = undone.commit(
        f'Revert "{title.format(200)}" (GH-201)\n\nThis reverts commit {second}.',
        {"a.c": "0", "b.c": "0", "test/c.py": "0"},
        time=GIT + 2 * DAY,
    )
    third = undone.commit(title.format(300), {"a.c": "3", "b.c": "3"}, time=GIT + 3 * DAY)
    found = relands(undone, database)
    assert {pair: undo for pair, (undo, _) in found.items()} == {
        (second, undone.original): undone.undo,
        (third, second): revert,
    }


def test_a_backport_of_the_first_landing_is_no_reland(undone, database):
    undone.branch("3.7", str(undone.git[undone.original].parent_ids[0]))
    message = (
        f"[3.7] bpo-1001: Make the lexer faster (GH-100) (GH-102)\n\n(cherry picked from commit {undone.original})"
    )
    undone.commit(message, {"a.c": "1"}, branch="3.7", time=GIT + DAY, author=ANN)
    assert relands(undone, database) == {}


def test_an_attempt_on_another_line_counts_where_it_says_so(undone, database):
    undone.branch("3.7", str(undone.git[undone.original].parent_ids[0]))
    there = undone.commit("bpo-1001: Make the lexer faster (GH-200)", NEW, branch="3.7", time=GIT + DAY, author=BEN)
    assert set(relands(undone, database)) == {(there, undone.original)}


def test_after_a_partial_undo_work_goes_on(repo, database):
    repo.commit("Begin", {"a.c": "0", "b.c": "0"}, time=GIT)
    original = repo.commit("bpo-1001: Make the lexer faster (GH-100)", {"a.c": "1", "b.c": "1"}, time=GIT + 60)
    repo.commit(
        f"bpo-1001: Partially revert the lexer (GH-101)\n\nThis reverts parts of commit {original}.",
        {"a.c": "0"},
        time=GIT + 120,
    )
    repo.commit("bpo-1001: Tidy the parser (GH-102)", {"a.c": "3", "b.c": "3"}, time=GIT + DAY)
    assert relands(repo, database) == {}


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Restore what changeset {node} did", {"hg-changeset"}),
        ("Un-backout {node} - it was right after all", {"hg-changeset"}),
    ],
)
def test_a_mercurial_id_that_a_back_out_has_proven(repo, database, subject, expected):
    node = "5bd9db528aed"
    repo.commit("Begin", {"a.c": "0", "b.c": "0"}, time=START)
    original = repo.commit("Make the lexer faster", {"a.c": "1", "b.c": "1"}, time=START + 60, author=ANN)
    undo = repo.commit(f"Backed out changeset {node}", {"a.c": "0", "b.c": "0"}, time=START + 120, author=BEN)
    again = repo.commit(subject.format(node=node), {"a.c": "2", "b.c": "2"}, time=START + 90 * DAY, author=BEN)
    found = relands(repo, database)
    assert found[again, original][0] == undo
    assert found[again, original][1] >= expected


@pytest.mark.parametrize(
    ("title", "other", "likeness", "contained"),
    [
        ("make the lexer faster", "make the lexer faster", 1.0, 1.0),
        ("removed unused files", "removed unused files in preparation for a merge", 1.0, 1.0),
        ("clear the frames of threads earlier", "finalize() clears threads earlier", 0.25, 0.75),
        ("fix test", "fix test of the lexer", 0.4, 0.0),
        ("", "fix", 0.0, 0.0),
    ],
)
def test_likeness_of_titles(title, other, likeness, contained):
    assert title_similarity(title, other) == title_similarity(other, title) == pytest.approx(likeness, abs=0.01)
    assert containment(title, other) == containment(other, title) == pytest.approx(contained, abs=0.01)


def test_short_titles_contain_nothing():
    assert containment("allow bytes in the lexer", "the lexer allowed bytes in it", fewest=5) == 1.0
    assert containment("allow bytes in it", "the lexer allowed bytes in it", fewest=5) == 0.0
