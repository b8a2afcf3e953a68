"""Reading the NEWS of repositories into databases: editions, issues, commits, gaps, and ``news_check``."""

import pytest
from sqlalchemy import text

from miner.history.history import open_history
from miner.pipeline import mine

_BLURB = ".. bpo: {0}\n.. date: 2019-03-0{1}\n.. nonce: N{0}\n.. section: Library\n\n{2}\n"


def waiting(issue: int, words: str, folder: str = "Library") -> dict[str, str]:
    """Return the file of an unreleased entry."""
    return {f"Misc/NEWS.d/next/{folder}/2019-03-01.bpo-{issue}.N{issue}.rst": f"{words}\n"}


def released(
    version: str, *issues: int, words: str = "An entry.", taken: tuple[int, ...] = ()
) -> dict[str, str | None]:
    """Return the file of a release, and delete the files of its entries."""
    blurbs = "\n..\n\n".join(_BLURB.format(issue, 1, words) for issue in issues)
    gone = {path: None for issue in taken for path in waiting(issue, "")}
    return {f"Misc/NEWS.d/{version}.rst": f".. release date: 2019-03-05\n{blurbs}", **gone}


def rows(database, select):
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(select))]


@pytest.fixture
def checked(database):
    """Mine, and return what the check finds: (finding, release, line, issue, sha, other sha, excuse)."""

    def check(repo, **given):
        mine(repo.path, database.url)
        with open_history(database.url.render_as_string(hide_password=False)) as history:
            found = history.query("news_check", **given).dicts()
        columns = ("finding", "release", "line", "issue", "sha", "other_sha", "excuse")
        return [tuple(row[column] for column in columns) for row in found]

    return check


ENTRIES = """
SELECT n.line, n.release, n.section, n.fate, n.text, c.sha, k.tracker, k.number, i.key
FROM news_entries n LEFT JOIN commits c ON c.id = n.commit_id LEFT JOIN news_issues k ON k.entry_id = n.id
LEFT JOIN issues i ON i.id = k.issue_id ORDER BY n.line, n.release IS NULL, n.path, n.ordinal, n.text, k.ordinal
"""


@pytest.mark.parametrize("many", [0, 40], ids=["in a process of its own", "here"])
def test_entries_find_their_release_issue_and_commit(repo, database, monkeypatch, many):
    monkeypatch.setattr("miner.news.stage._MANY", many)
    repo.commit("Initial", {"a": "0"})
    one = repo.commit("bpo-1001: A change (GH-1)", {"a": "1", **waiting(1001, "A change.")})
    repo.commit("Python 3.9.0a1", released("3.9.0a1", 1001, words="A change.", taken=(1001,)))
    repo.tag("v3.9.0a1", time=1_551_800_000)
    repo.branch("3.9")
    two = repo.commit("bpo-1002: Another (GH-2)", {"a": "2", **waiting(1002, "Another.", "Core_and_Builtins")})
    three = repo.commit("[3.9] bpo-1002: Another (GH-3)", {"a": "2", **waiting(1002, "Another.")}, branch="3.9")
    repo.commit("Mend the words", released("3.9.0a1", 1001, words="A better change."))
    mine(repo.path, database.url)
    assert rows(database, ENTRIES) == [
        ("3.9", "3.9.0a1", "Library", "kept", "A change.", one, "bpo", "1001", "bpo-1001"),
        ("3.9", None, "Library", None, "Another.", three, "bpo", "1002", "bpo-1002"),
        ("main", None, "Core and Builtins", None, "Another.", two, "bpo", "1002", "bpo-1002"),
    ]
    assert rows(database, "SELECT kind FROM gaps") == []


def test_the_latest_edition_tells_what_changed_since(repo, database):
    repo.commit("Initial", released("3.8.0", 1001, 1002))
    repo.tag("v3.8.0", time=1_551_800_000)
    repo.commit("Tidy", released("3.8.0", 1001, 1003))
    mine(repo.path, database.url)
    found = rows(
        database, "SELECT k.number, n.fate FROM news_entries n JOIN news_issues k ON k.entry_id = n.id ORDER BY 1"
    )
    assert found == [("1001", "kept"), ("1002", "removed"), ("1003", "added")]
    # Issues that only the NEWS name appear and disappear with them.
    assert rows(database, "SELECT number, source FROM issue_numbers ORDER BY 1") == [
        ("1001", "news"), ("1002", "news"), ("1003", "news"),
    ]  # fmt: skip
    repo.git.references.delete("refs/tags/v3.8.0")
    repo.commit("bpo-1003: Name it", {"a": "1"})
    mine(repo.path, database.url)
    assert rows(database, "SELECT number, source FROM issue_numbers ORDER BY 1") == [
        ("1001", "news"),
        ("1003", "news"),
    ]


def test_an_issue_that_only_the_news_name_may_come_back(repo, database):
    select = "SELECT i.key, n.number FROM issues i LEFT JOIN issue_numbers n ON n.issue_id = i.id"
    repo.commit("Initial", waiting(1001, "Here."))
    mine(repo.path, database.url)
    repo.commit("Take it away", dict.fromkeys(waiting(1001, "")))
    mine(repo.path, database.url)
    assert rows(database, select) == []
    repo.commit("Put it back", waiting(1001, "Here again."))
    mine(repo.path, database.url)
    assert rows(database, select) == [("bpo-1001", "1001")]


def test_before_blurb_the_issue_leads_to_the_commit(repo, database):
    heading = "What's New in Python 3.4.0 alpha {}?\n==========\n\n*Release date: 2013-08-0{}*\n\nLibrary\n-------\n\n"
    first = heading.format(1, 1) + "- Issue #1001: One.\n\n- Issue #1002: Two.\n"
    repo.commit("Initial", {"a": "0", "Misc/NEWS": ""}, time=1_370_000_000)
    one = repo.commit("Issue #1001: one", {"a": "1", "Misc/NEWS": "- Issue #1001: One."}, time=1_370_000_100)
    repo.commit("Issue #1002: two", {"a": "2", "Misc/NEWS": first}, time=1_370_000_200)
    repo.commit("Issue #1002: two again", {"a": "3", "Misc/NEWS": first + "\n"}, time=1_370_000_300)
    repo.tag("v3.4.0a1", time=1_370_000_400)
    repo.commit("More", {"Misc/NEWS": heading.format(2, 2) + "- Nothing of note.\n\n" + first}, time=1_370_000_500)
    mine(repo.path, database.url)
    assert rows(database, "SELECT n.release, n.fate, n.text, c.sha FROM news_entries n LEFT JOIN commits c ON c.id = n.commit_id ORDER BY 3") == [
        ("3.4.0a1", "kept", "Issue #1001: One.", one),
        ("3.4.0a1", "kept", "Issue #1002: Two.", None),  # two commits could be meant
        ("3.4.0a2", None, "Nothing of note.", None),
    ]  # fmt: skip
    assert rows(database, "SELECT DISTINCT released_on FROM news_editions WHERE release = '3.4.0a2'") == [
        ("2013-08-02",)
    ]


def test_what_cannot_be_read_is_a_gap(repo, database):
    prose = "==> Release 1.1 (11 Oct 1994) <==\n=====\n\n" + "It is better than ever.\n" * 20
    repo.commit("Initial", {"Misc/HISTORY": prose, "Misc/NEWS": "Nothing with a heading.\n"})
    repo.tag("v1.2b1")
    repo.commit("Add", {**waiting(1001, "Here."), **released("3.9.0a1", 1002), **released("3.9.0a2", 1003)})
    repo.tag("v3.9.0a1")
    repo.tag("v3.9.0a3")
    repo.commit("Reword", released("3.9.0a1", 1002, words="Other words."))
    tip = repo.git[repo.tip("main")].tree
    old = repo.git.references["refs/tags/v3.9.0a1"].peel().tree
    missing = {
        "next": tip["Misc/NEWS.d/next/Library/2019-03-01.bpo-1001.N1001.rst"].id,
        "a1": old["Misc/NEWS.d/3.9.0a1.rst"].id,
        "a2": tip["Misc/NEWS.d/3.9.0a2.rst"].id,
    }
    for blob in missing.values():
        (repo.path / "objects" / str(blob)[:2] / str(blob)[2:]).unlink()
    mine(repo.path, database.url)
    assert rows(database, "SELECT place, reason FROM gaps WHERE kind = 'news' ORDER BY place, reason") == [
        ("Misc/HISTORY", "what it says about 1.1 is prose without entries"),
        ("Misc/NEWS", "it says nothing about 1.2b1"),
        ("Misc/NEWS", "it says nothing about 3.9.0a3"),
        ("Misc/NEWS.d and Misc/NEWS", "not in this clone as 1 releases were tagged with them: what they say now is taken"),
        ("Misc/NEWS.d/3.9.0a2.rst", f"blob {missing['a2']} is not in this clone: the NEWS of 3.9.0a2 stay unknown"),
        ("Misc/NEWS.d/next/Library/2019-03-01.bpo-1001.N1001.rst",
         f"blob {missing['next']} is not in this clone: the entry stays unknown"),
    ]  # fmt: skip
    assert rows(database, "SELECT release, text FROM news_entries") == [("3.9.0a1", "Other words.")]


def test_nothing_is_read_twice(repo, database, monkeypatch):
    repo.commit(
        "Initial",
        {**released("3.9.0a1", 1001), **waiting(1002, "Waits."), "Misc/HISTORY": "What's New in Python 3.4?\n"},
    )
    repo.tag("v3.9.0a1")
    mine(repo.path, database.url)
    monkeypatch.setattr("miner.news.reading.text_of", lambda *_: pytest.fail("read again"))
    repo.commit("Unrelated", {"a": "1"})
    assert mine(repo.path, database.url).new_commits == 1


def test_a_change_undone_before_its_release(repo, checked):
    repo.commit("Initial", {"a": "0"})
    land = repo.commit("bpo-1001: Title of the change (GH-1)", {"a": "1", **waiting(1001, "It changes.")})
    undo = repo.commit(
        f'Revert "bpo-1001: Title of the change (GH-1)" (GH-2)\n\nThis reverts commit {land}.',
        {"a": "0", **waiting(1002, "It is as before.")},
    )
    assert checked(repo) == [
        ("undone", None, "main", "bpo-1001", land, undo, None),
        ("undoes", None, "main", "bpo-1002", undo, land, None),
        ("unnamed", None, "main", "bpo-1002", undo, None, None),
    ]
    repo.commit("Python 3.9.0a1", released("3.9.0a1", 1001, 1002, taken=(1001, 1002)))
    repo.tag("v3.9.0a1", time=1_551_800_000)
    found = checked(repo, release="v3.9.0a1")
    assert [row[:2] for row in found] == [("undone", "3.9.0a1"), ("undoes", "3.9.0a1"), ("unnamed", "3.9.0a1")]


def test_a_change_that_landed_again_is_told_rightly(repo, checked):
    repo.commit("Initial", {"a": "0"})
    land = repo.commit("bpo-1001: Title of the change (GH-1)", {"a": "1", **waiting(1001, "It changes.")})
    repo.commit(f'Revert "bpo-1001: Title of the change (GH-1)" (GH-2)\n\nThis reverts commit {land}.', {"a": "0"})
    repo.commit("bpo-1001: Title of the change (GH-3)", {"a": "1"})
    assert checked(repo) == []


def test_an_entry_belongs_to_the_last_landing_and_not_to_who_moves_it(repo, database):
    repo.commit("Initial", {"a": "0"})
    entry = waiting(1001, "It changes.")
    land = repo.commit("bpo-1001: Title of the change (GH-1)", {"a": "1", **entry})
    gone = dict.fromkeys(entry)
    repo.commit(f'Revert "bpo-1001: Title of the change (GH-1)"\n\nThis reverts commit {land}.', {"a": "0", **gone})
    again = repo.commit("bpo-1001: Another change (GH-3)", {"a": "2", **entry})
    moved = waiting(1001, "It changes.", "Core_and_Builtins")
    repo.commit("Sort the entries", {**gone, **moved})
    repo.commit("Python 3.9.0a1", {**released("3.9.0a1", 1001), **dict.fromkeys(moved)}, time=1_551_799_000)
    repo.tag("v3.9.0a1", time=1_551_800_000)
    repo.commit("bpo-1001: A later change (GH-4)", {"a": "3", **entry}, time=1_551_900_100)
    mine(repo.path, database.url)
    select = """
    SELECT n.release, c.sha FROM news_entries n JOIN commits c ON c.id = n.commit_id WHERE n.release = '3.9.0a1'
    """
    assert rows(database, select) == [("3.9.0a1", again)]


@pytest.mark.parametrize(
    ("other", "finding"), [("bpo-1001: In another way (GH-3)", []), ("bpo-1002: More", ["undone"])]
)
def test_an_undo_is_no_finding_while_another_commit_of_the_issue_stands(repo, checked, other, finding):
    repo.commit("Initial", {"a": "0", "b": "0"})
    land = repo.commit("bpo-1001: Title of the change (GH-1)", {"a": "1", **waiting(1001, "It changes.")})
    repo.commit(f'Revert "bpo-1001: Title of the change (GH-1)" (GH-2)\n\nThis reverts commit {land}.', {"a": "0"})
    repo.commit(other, {"b": "1"})
    assert [row[0] for row in checked(repo, finding="undone")] == finding
    repo.commit("Python 3.9.0a1", released("3.9.0a1", 1001, taken=(1001,)))
    repo.tag("v3.9.0a1", time=1_551_800_000)
    repo.commit("bpo-1001: After the release (GH-4)", {"b": "2"}, time=1_551_900_000)
    assert [row[:2] for row in checked(repo, finding="undone")] == [(each, "3.9.0a1") for each in finding]


def test_only_releases_with_a_tag_are_judged(repo, checked):
    repo.commit("Initial", {"a": "0", **waiting(1009, "Another.")})
    land = repo.commit("bpo-1001: Title of the change (GH-1)", {"a": "1"})
    undo = repo.commit(
        f'Revert "bpo-1001: Title of the change (GH-1)" (GH-2)\n\nThis reverts commit {land}.', {"a": "0"}
    )
    repo.commit("bpo-1002: Untold", {"a": "2"})
    at = repo.commit("Python 3.9.0a1", released("3.9.0a1", 1008))
    late = repo.commit("bpo-1003: Untold after the release", {"a": "3"}, time=1_551_900_000)
    assert [row[1:5] for row in checked(repo, excused="yes") if row[0] != "unnamed"] == [
        (None, "main", "bpo-1003", late)
    ]
    repo.tag("v3.9.0a1", at, time=1_551_800_000)
    found = checked(repo, excused="yes")
    assert ("untold", "3.9.0a1", "3.9", "bpo-1001", undo, None, "undo") in found
    assert {row[0] for row in found if row[1]} == {"untold", "unnamed"}


@pytest.mark.parametrize(("told", "excuse"), [(True, None), (False, "never told")])
def test_an_undo_after_the_release_wants_an_entry(repo, checked, told, excuse):
    repo.commit("Initial", {"a": "0"})
    land = repo.commit(
        "bpo-1001: Title of the change (GH-1)", {"a": "1", **waiting(1001, "It changes.")} if told else {"a": "1"}
    )
    repo.commit("Python 3.9.0a2", released("3.9.0a2", 1001, 1008, taken=(1001,)) if told else released("3.9.0a2", 1008))
    repo.tag("v3.9.0a2", time=1_551_800_000)
    undo = repo.commit(
        f'Revert "bpo-1001: Title of the change (GH-1)" (GH-2)\n\nThis reverts commit {land}.',
        {"a": "0"},
        time=1_551_900_000,
    )
    repo.commit("Python 3.9.0a3", released("3.9.0a3", 1006), time=1_551_900_100)
    repo.tag("v3.9.0a3", time=1_551_900_200)
    found = [row for row in checked(repo, excused="yes") if row[0] == "untold undo"]
    assert found == [("untold undo", "3.9.0a3", "3.9", "bpo-1001", undo, land, excuse)]
    assert len(checked(repo, finding="untold undo")) == (1 if told else 0)


def test_an_entry_on_one_line_only(repo, checked):
    repo.commit("Initial", {"a": "0", **waiting(1009, "Another.")})
    repo.branch("3.9")
    land = repo.commit("bpo-1001: Title of the change (GH-1)", {"a": "1", **waiting(1001, "It changes.")})
    port = repo.commit(
        f"[3.9] bpo-1001: Title of the change (GH-2)\n\n(cherry picked from commit {land})", {"a": "1"}, branch="3.9"
    )
    assert checked(repo, finding="one line") == [("one line", None, "3.9", "bpo-1001", port, land, None)]


@pytest.mark.parametrize(
    ("paths", "excuse"),
    [
        pytest.param(["Lib/a.py"], None, id="code"),
        pytest.param(["Doc/library/a.rst", "Misc/ACKS"], "documentation", id="documentation"),
        pytest.param(["Lib/test/test_a.py"], "tests", id="tests"),
        pytest.param([".github/workflows/build.yml"], "automation", id="automation"),
        pytest.param(["Doc/a.rst", "Lib/test/test_a.py"], "no code", id="no-code"),
        pytest.param(["Misc/NEWS.d/3.8.0.rst"], "news", id="news"),
        pytest.param([], "no code", id="nothing"),
    ],
)
def test_commits_without_an_entry_and_their_excuses(repo, checked, paths, excuse):
    repo.commit("Initial", waiting(1009, "Another."))
    sha = repo.commit("bpo-1001: Title", dict.fromkeys(paths, "1"))
    found = [row for row in checked(repo, excused="yes") if row[0] == "untold"]
    assert found == [("untold", None, "main", "bpo-1001", sha, None, excuse)]
    assert [row[-1] for row in checked(repo, issue="bpo-1001")] == ([] if excuse else [None])


def test_an_issue_that_is_told_elsewhere(repo, checked):
    repo.commit("bpo-1001: First", {"a": "0", **released("3.9.0a1", 1001)})
    repo.tag("v3.9.0a1", time=1_551_800_000)
    sha = repo.commit("bpo-1001: Once more", {"a": "2"}, time=1_551_900_000)
    repo.commit("Python 3.9.0a2", released("3.9.0a2", 1009), time=1_551_900_050)
    repo.tag("v3.9.0a2", time=1_551_900_100)
    assert [(row[4], row[-1]) for row in checked(repo, finding="untold", excused="yes")] == [(sha, "told elsewhere")]


def test_what_has_no_commit_comes_first_on_both_dialects(repo, checked):
    repo.commit("Initial", {"a": "0"})
    sha = repo.commit("A change that names nothing", {"a": "1", **waiting(1001, "A change.")})
    repo.commit("Python 3.9.0a1", released("3.9.0a1", 1001, 1002, words="A change.", taken=(1001,)))
    repo.tag("v3.9.0a1", time=1_551_800_000)
    assert [row[3:5] for row in checked(repo, finding="unnamed")] == [("bpo-1002", None), ("bpo-1001", sha)]
