"""NEWS entries that exist only in the commits that added them."""

import pytest
from sqlalchemy import text

from miner.history.history import open_history
from miner.news import unreleased
from miner.pipeline import mine
from tests.news.test_stage import released, rows, waiting

ENTRIES = """
SELECT n.line, n.fate, i.key, c.subject FROM news_entries n LEFT JOIN commits c ON c.id = n.commit_id
LEFT JOIN news_issues k ON k.entry_id = n.id LEFT JOIN issues i ON i.id = k.issue_id
WHERE n.release IS NULL AND n.fate IS NOT NULL ORDER BY n.line, c.committed_utc, n.path
"""
ONE, TWO = waiting(1001, "It changes."), waiting(1002, "It changes, too.")
MOVED = waiting(1001, "It changes.", "Build")
MANY = {path: words for issue in range(1100, 1121) for path, words in waiting(issue, "Old.").items()}


def gone(*files: dict[str, str]) -> dict[str, None]:
    """Return edits that delete files."""
    return {path: None for some in files for path in some}


# Steps are (branch or tag, message, files); a tag has neither message nor files.
CASES = [
    pytest.param(
        [("main", "land", ONE), ("main", "undo", gone(ONE))],
        [("main", "withdrawn", "bpo-1001", "land")],
        id="taken-away-and-no-release-yet",
    ),
    pytest.param(
        [("main", "land", ONE), ("main", "undo", gone(ONE)), ("main", "out", released("3.9.0a1", 1009)), ("v3.9.0a1",)],
        [("main", "withdrawn", "bpo-1001", "land")],
        id="taken-away-before-the-release",
    ),
    pytest.param([("main", "land", ONE)], [], id="waits-at-the-tip"),
    pytest.param(
        [("main", "land", ONE), ("main", "out", released("3.9.0a1", 1001, taken=(1001,))), ("v3.9.0a1",)],
        [],
        id="came-into-a-release",
    ),
    pytest.param(
        [("main", "land", ONE), ("main", "out", released("3.9.0a1", 1001, taken=(1001,)))],
        [],
        id="came-into-a-release-that-has-no-tag-here",
    ),
    pytest.param(
        [("main", "land", ONE), ("main", "out", released("3.9.0a1", 1009) | gone(ONE)), ("v3.9.0a1",)],
        [("main", "unknown", "bpo-1001", "land")],
        id="went-into-a-release-under-another-name",
    ),
    pytest.param(
        [("main", "land", ONE), ("main", "undo", gone(ONE)), ("main", "again", ONE)], [], id="landed-again-and-waits"
    ),
    pytest.param(
        [
            ("main", "land", ONE),
            ("main", "undo", gone(ONE)),
            ("main", "again", ONE),
            ("main", "undo again", gone(ONE)),
        ],
        [("main", "withdrawn", "bpo-1001", "land"), ("main", "withdrawn", "bpo-1001", "again")],
        id="taken-away-twice",
    ),
    pytest.param(
        [("main", "land", ONE), ("3.9", "port", ONE), ("main", "undo", gone(ONE))],
        [("main", "withdrawn", "bpo-1001", "land")],
        id="stays-on-another-line",
    ),
    pytest.param(
        [("main", "land", ONE), ("main", "move", gone(ONE) | MOVED)], [], id="moved-to-another-section"
    ),
    pytest.param(
        [("main", "land", ONE), ("main", "move", gone(ONE) | MOVED), ("main", "undo", gone(MOVED))],
        [("main", "withdrawn", "bpo-1001", "land")],
        id="moved-and-taken-away",
    ),
    pytest.param([("main", "convert", MANY), ("main", "tidy", gone(MANY))], [], id="others-wrote-what-was-converted"),
    pytest.param([("topic", "land", ONE), ("topic", "undo", gone(ONE))], [], id="was-only-proposed"),
    pytest.param(
        [
            ("main", "land", {"Misc/NEWS.d/next/README.rst": "About.\n", "Misc/NEWS.d/next/a.2019.bpo-x.N1.rst": "A\n"}),
            ("main", "undo", gone({"Misc/NEWS.d/next/README.rst": "", "Misc/NEWS.d/next/a.2019.bpo-x.N1.rst": ""})),
        ],
        [],
        id="files-of-no-entry",
    ),
]  # fmt: skip


def build(repo, steps) -> None:
    repo.commit("Initial", {"a": "0"})
    for place, *commit in steps:
        if not commit:
            repo.tag(place, time=1_551_800_000)
            continue
        if not repo.has_branch(place):
            repo.branch(place, repo.git[repo.tip("main")].parent_ids[0] if place == "3.9" else None)
        repo.commit(*commit, branch=place)


@pytest.mark.parametrize(("steps", "expected"), CASES)
def test_what_only_a_commit_has(repo, database, steps, expected):
    build(repo, steps)
    mine(repo.path, database.url)
    assert rows(database, ENTRIES) == []
    mine(repo.path, database.url, lines=True)
    assert rows(database, ENTRIES) == expected
    assert rows(database, "SELECT kind FROM gaps WHERE kind = 'added news'") == []


def test_a_merge_adds_nothing_of_its_own(repo, database):
    start = repo.commit("Initial", {"a": "0"})
    repo.branch("topic")
    land = repo.commit("land", ONE, branch="topic")
    repo.commit("merge", ONE, parents=[start, land])
    repo.git.references.delete("refs/heads/topic")
    repo.commit("undo", gone(ONE))
    mine(repo.path, database.url, lines=True)
    assert [row[-1] for row in rows(database, ENTRIES)] == ["land"]


def undone(repo) -> tuple[str, str]:
    """Land a change with an entry, and undo both before the release."""
    repo.commit("Initial", {"Lib/a.py": "0", **TWO})
    land = repo.commit("bpo-1001: Title of the change (GH-1)", {"Lib/a.py": "1", **ONE})
    revert = f'Revert "bpo-1001: Title of the change (GH-1)" (GH-2)\n\nThis reverts commit {land}.'
    undo = repo.commit(revert, {"Lib/a.py": "0", **gone(ONE)})
    repo.commit("Python 3.9.0a1", released("3.9.0a1", 1002, taken=(1002,)))
    repo.tag("v3.9.0a1", time=1_551_800_000)
    return land, undo


def answers(database, query, *columns, **given):
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        return [tuple(row[column] for column in columns) for row in history.query(query, **given).dicts()]


def test_queries_tell_of_it(repo, database):
    land, _ = undone(repo)
    mine(repo.path, database.url, lines=True)
    found = answers(
        database, "news_entries", "release", "line", "fate", "text", "section", "dated_at", "sha", issue="bpo-1001"
    )
    assert found == [(None, "main", "withdrawn", "It changes.", "Library", "2019-03-01", land)]
    assert answers(database, "search_news", "text", "fate", text="changes") == [("It changes.", "withdrawn")]
    events = answers(database, "issue_timeline", "kind", "sha", "detail", issue="bpo-1001")
    assert ("news", land, "Library, taken away before a release") in events


@pytest.mark.parametrize("excused", ["no", "yes"])
def test_an_entry_that_was_taken_away_rightly_is_no_finding(repo, database, excused):
    undone(repo)
    repo.branch("3.8")
    repo.commit("bpo-1005: Told on its own branch only", {"Lib/b.py": "1", **waiting(1005, "It is new.")}, branch="3.8")
    repo.commit("bpo-1006: Not told", {"Lib/b.py": "2"}, branch="3.8")
    columns = "finding", "release", "line", "issue", "sha", "other_sha", "excuse"
    mine(repo.path, database.url)
    before = answers(database, "news_check", *columns, excused=excused)
    mine(repo.path, database.url, lines=True)
    assert rows(database, ENTRIES) != []
    assert answers(database, "news_check", *columns, excused=excused) == before
    assert {row[0] for row in before} <= {"unnamed", "untold"}


def test_a_change_that_stands_without_its_entry_is_found(repo, database):
    repo.commit("Initial", TWO)
    land = repo.commit("bpo-1001: Title", {"Lib/a.py": "1", **ONE})
    repo.commit("Tidy", gone(ONE))
    mine(repo.path, database.url, lines=True)
    assert answers(database, "news_check", "sha", "explanation", finding="untold", excused="yes") == [
        (land, "the commit has an issue, and its entry was taken away before a release")
    ]


def test_mining_without_lines_keeps_it_right(repo, database):
    _, undo = undone(repo)
    repo.commit("Alone", waiting(1003, "It is odd."))
    repo.commit("No more", gone(waiting(1003, "")))
    mine(repo.path, database.url, lines=True)
    assert [row[2] for row in rows(database, ENTRIES)] == ["bpo-1001", "bpo-1003"]
    # It waits again.
    repo.commit("Again", ONE)
    mine(repo.path, database.url)
    assert [row[2] for row in rows(database, ENTRIES)] == ["bpo-1003"]
    # What added and what took it away is only proposed, or gone.
    repo.branch("topic", undo)
    repo.git.references.delete("refs/heads/main")
    repo.git.references.delete("refs/tags/v3.9.0a1")
    mine(repo.path, database.url)
    assert rows(database, ENTRIES) == []
    assert rows(database, "SELECT COUNT(*) FROM issues WHERE key = 'bpo-1003'") == [(0,)]
    mine(repo.path, database.url, lines=True)
    assert rows(database, ENTRIES) == []
    repo.branch("main", undo)
    mine(repo.path, database.url, lines=True)
    assert [row[1:3] for row in rows(database, ENTRIES)] == [("withdrawn", "bpo-1001")]


def test_only_what_is_new_is_read(repo, database, monkeypatch):
    undone(repo)
    mine(repo.path, database.url, lines=True)
    read = []
    monkeypatch.setattr(unreleased, "text_of", lambda _, blob: read.append(blob))
    mine(repo.path, database.url, lines=True)
    assert read == []
    repo.commit("Other", waiting(1003, "It is odd."))
    repo.commit("No more", gone(waiting(1003, "")))
    mine(repo.path, database.url, lines=True)
    assert len(read) == 1


def test_absent_files_are_one_gap_until_they_come(repo, database):
    undone(repo)
    repo.commit("Other", waiting(1003, "It is odd."))
    repo.commit("No more", gone(waiting(1003, "")))
    kept = {}
    for words in ("It changes.\n", "It is odd.\n"):
        blob = str(repo.git.create_blob(words.encode()))
        file = repo.path / "objects" / blob[:2] / blob[2:]
        kept[file] = file.read_bytes()
        file.unlink()
    mine(repo.path, database.url, lines=True)
    select = "SELECT reason FROM gaps WHERE kind = 'added news'"
    assert rows(database, select) == [
        ("2 NEWS entries that commits added stay unknown: their files are not in this clone",)
    ]
    assert rows(database, ENTRIES) == []
    for file, data in kept.items():
        file.write_bytes(data)
    mine(repo.path, database.url, lines=True)
    assert (len(rows(database, ENTRIES)), rows(database, select)) == (2, [])


def test_what_is_forgotten_is_found_by_no_word(repo, database):
    undone(repo)
    mine(repo.path, database.url, lines=True)
    repo.commit("Again", ONE)
    mine(repo.path, database.url)
    assert answers(database, "search_news", "fate", text="changes") == [(None,)]
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM news_issues")).scalar() == 2


def test_an_entry_without_any_date_is_no_event(repo, database):
    news = "What's New in Python 3.9.0 alpha 1?\n===\n\nLibrary\n-------\n\n- Issue #1001: An entry.\n"
    for number in range(2):  # the release has no tag, and both commits have the entry
        repo.commit(f"bpo-1001: Write {number}", {"Misc/NEWS": news + "\n" * number}, time=1_300_000_000 + number)
    mine(repo.path, database.url)
    assert answers(database, "news_entries", "release", "dated_at", "sha", issue="bpo-1001") == [
        ("3.9.0a1", None, None)
    ]
    assert {kind for (kind,) in answers(database, "issue_timeline", "kind", issue="bpo-1001")} == {"landed"}
