"""Answers that say how far they can be trusted."""

import subprocess
import sys
from pathlib import Path

import pygit2
import pytest
from sqlalchemy import text

from miner.answers import Rows
from miner.history.history import open_history
from miner.history.trust import Note, concerns
from miner.pipeline import mine
from tests.pipeline.test_keeping_up import Stop, StopsAt

YEAR = 365 * 86_400
BEGIN = 1_551_052_800


def told(database, *queries: str, **given: object) -> list[str]:
    """Return the notes that are told with the answers to some queries."""
    notes: list[str] = []
    with open_history(database.url.render_as_string(hide_password=False), notes.append) as history:
        for name in queries:
            history.query(name, **given)
    return notes


def info(database) -> list[str]:
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        return [value for name, value in history.info().rows if name == "note"]


def test_a_complete_history_needs_no_note(repo, database):
    repo.commit("bpo-1001: Begin", {"a": "1"}, time=BEGIN)
    repo.tag("v3.9.0a1", time=BEGIN)
    repo.commit("bpo-1002: Go on", {"a": "2"}, time=BEGIN + YEAR // 2)
    mine(repo.path, database.url)
    assert told(database, "releases", "authors", "undo_links") == info(database) == []


def test_mining_that_was_cut_short_is_told_with_every_answer(repo, database):
    repo.commit("bpo-1001: Begin", {"a": "1"})
    mine(repo.path, database.url)
    new = repo.commit("bpo-1001: Go on", {"a": "2"})
    with pytest.raises(Stop):
        mine(repo.path, database.url, StopsAt(3))
    sentence = f"Mining {repo.path} was cut short or is still going on, so answers are incomplete: run `miner mine {repo.path}`."
    assert told(database) == told(database, "authors", "gaps") == info(database) == [sentence]
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        rows = history.query("issue_commits", issue="bpo-1001").dicts()
        assert [(row["line"], row["standing"]) for row in rows] == [("main", "stands"), (None, None)]
        assert rows[1]["sha"] == new
        assert [event.kind for event in history.timeline("bpo-1001").events] == ["landed", "unknown"]
    mine(repo.path, database.url)
    assert told(database, "authors") == info(database) == []


def test_another_repository_that_was_cut_short_is_named(repo, tmp_path, database):
    repo.commit("bpo-1001: Begin", {"a": "1"})
    other = tmp_path / "other.git"
    pygit2.clone_repository(str(repo.path), str(other), bare=True)
    with pytest.raises(Stop):
        mine(repo.path, database.url, StopsAt(1))
    mine(other, database.url)
    assert [note.split(" was cut short")[0] for note in told(database)] == [f"Mining {repo.path}"]


def test_release_tags_that_are_missing_are_told_with_what_depends_on_them(repo, database):
    first = repo.commit("bpo-1001: Begin", {"a": "1"}, time=BEGIN)
    repo.tag("v3.9.0a1", time=BEGIN + 60)
    second = repo.commit("bpo-1001: Go on", {"a": "2"}, time=BEGIN + YEAR)
    mine(repo.path, database.url)
    sentence = (
        "The newest release tag here is v3.9.0a1 of 2019-02-25, but commits reach 2020-02-25, so it is unknown what was "
        "shipped since: fetch the tags and mine again."
    )
    assert told(database, "releases", "shipped", "first_release") == info(database) == [sentence]
    assert told(database, "issue_timeline", issue="bpo-1001") == [sentence]
    assert told(database, "gaps", "commits_without_issue") == []
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        assert [(row["sha"], row["shipped"]) for row in history.query("shipped").dicts()] == [
            (first, 1),
            (second, None),
        ]
        assert history.commit(second).facts["shipped"] == "in no release that is known here"
        notes: list[str] = []
        with open_history(database.url.render_as_string(hide_password=False), notes.append) as other:
            other.sql("SELECT COUNT(*) FROM commits -- and not of releases")
            other.sql("SELECT sha, standing FROM commit_details")
            assert notes == []
            other.sql("SELECT COUNT(*) FROM commit_releases")
        assert notes == [sentence]
    for whole in ("SELECT * FROM commit_details", "SELECT sha, first_release FROM commit_details"):
        notes = []
        with open_history(database.url.render_as_string(hide_password=False), notes.append) as other:
            other.sql(whole)
        assert notes == [sentence]
    assert told(database, "commit_revert_cycles") == []


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ([("ab", "3.12.0")], True),
        ([("ab", "undone v3.12.0, then")], True),
        ([("ab", "3.12.0rc1"), (None, 3)], False),
        ([("3.12", "13.12.0")], False),
        ([], True),
    ],
)
def test_missing_early_tags_are_told_with_answers_that_name_the_oldest(cells, wanted):
    note = Note("The oldest release tag here is v3.12.0.", frozenset({"releases"}), until="3.12.0")
    assert concerns(note, Rows(("sha", "release"), cells), {}) is wanted


def test_missing_tags_are_told_only_with_answers_that_they_would_change(repo, database):
    old = repo.commit("bpo-1001: Begin", {"a": "1"}, time=BEGIN)
    repo.tag("v3.9.0a1", time=BEGIN + 60)
    new = repo.commit("bpo-1002: Go on", {"b": "2"}, time=BEGIN + YEAR)
    mine(repo.path, database.url)
    (sentence,) = info(database)
    assert told(database, "releases") == []
    assert told(database, "search", text="begin") == told(database, "search", text="go") == []
    for name, old_one, new_one in [
        ("commits", {"until": "2019-03-01"}, {}),
        ("issue_commits", {"issue": "bpo-1001"}, {"issue": "bpo-1002"}),
        ("issue_timeline", {"issue": "bpo-1001"}, {"issue": "bpo-1002"}),
        ("commit_facts", {"commit": old}, {"commit": new}),
        ("standing", {"commit": old}, {"commit": new}),
        ("exposed_reverts", {"until": "2019-02-01"}, {}),  # without any row, which may be for that reason
    ]:
        assert told(database, name, **old_one) == [], name
        assert told(database, name, **new_one) == [sentence], name


def test_a_history_without_any_release_tag(repo, database):
    repo.commit("bpo-1001: Begin", {"a": "1"}, time=BEGIN)
    mine(repo.path, database.url)
    assert info(database) == []
    repo.commit("bpo-1002: Go on", {"a": "2"}, time=BEGIN + YEAR)
    mine(repo.path, database.url)
    assert [note.split(",")[0] for note in info(database)] == ["There is no release tag here"]


def test_another_project_may_do_without_releases(repo, database):
    repo.commit("Begin", {"a": "1"}, time=BEGIN)
    repo.commit("Go on", {"a": "2"}, time=BEGIN + YEAR)
    mine(repo.path, database.url, project="other")
    assert info(database) == []


def test_refs_that_cannot_be_read(repo, database):
    repo.commit("bpo-1001: Begin", {"a": "1"})
    for name in ("3.8", "3.9"):
        (Path(repo.path) / "refs/heads" / name).write_text(f"{'12' * 20}\n")
    repo.git.references.create("refs/tags/key", repo.git.create_blob(b"a key"))
    mine(repo.path, database.url)
    assert told(database, "authors") == [
        (
            "2 refs, such as refs/heads/3.8, could not be read, so what only they reach is missing: `miner query gaps` says "
            "why; repair the clone and mine again."
        )
    ]
    (Path(repo.path) / "refs/heads/3.9").unlink()
    mine(repo.path, database.url)
    assert told(database, "authors")[0].startswith("refs/heads/3.8 could not be read")


def test_lines_that_were_counted_in_part(repo, database):
    repo.commit("bpo-1001: Begin", {"a": "1"})
    mine(repo.path, database.url, lines=True)
    assert told(database, "undo_links") == []
    repo.commit("bpo-1002: Go on", {"a": "2"})
    mine(repo.path, database.url)
    assert told(database, "undo_links") == [
        (
            "Lines were counted only in part, so undos and relands that only lines show may be missing: run `miner mine "
            "--lines` with a full clone."
        )
    ]
    assert told(database, "gaps") == []
    mine(repo.path, database.url, lines=True)
    assert told(database, "undo_links") == []


def test_what_an_older_version_mined(repo, database):
    repo.commit("bpo-1001: Begin", {"a": "1"})
    mine(repo.path, database.url)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE runs SET reader_version = 1"))
    assert [note.split(",")[0] for note in told(database)] == ["An older version of the tool has mined this"]
    mine(repo.path, database.url)
    assert told(database) == []


def test_the_command_line_tells_on_standard_error(repo, tmp_path):
    repo.commit("bpo-1001: Begin", {"a": "1"}, time=BEGIN)
    repo.commit("bpo-1002: Go on", {"a": "2"}, time=BEGIN + YEAR)
    program = [Path(sys.executable).with_name("miner"), "--db", tmp_path / "h.db"]
    subprocess.run([*program, "mine", repo.path], check=True, capture_output=True)
    asked = subprocess.run(
        [*program, "query", "releases", "--format", "csv"], check=True, capture_output=True, text=True
    )
    assert asked.stdout.count("\n") == 1
    assert asked.stderr.startswith("Note: There is no release tag here, but commits reach 2020-02-25")
    assert asked.stderr.count("\n") == 1


def test_structs_that_were_not_followed_are_told_with_answers_that_need_them(repo, database):
    repo.commit("first", {"Include/a.h": "struct a { int x; };"})
    mine(repo.path, database.url)

    def struct_notes() -> list[str]:
        notes: list[str] = []
        with open_history(database.url.render_as_string(hide_password=False), notes.append) as history:
            history.sql("SELECT path FROM struct_field_details")
        return notes

    assert info(database) == told(database, "authors") == []
    assert struct_notes() == ["Structs were not followed, so none are known: run `miner mine --structs`."]
    mine(repo.path, database.url, structs=True)
    assert struct_notes() == []
    repo.commit("second", {"Include/a.h": "struct a { int x; int y; };"})
    mine(repo.path, database.url)
    sentence = (
        "Structs were followed before 1 of the lines went on, so they may be others now: run `miner mine --structs`."
    )
    assert struct_notes() == info(database) == [sentence]
