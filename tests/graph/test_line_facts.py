"""Where and when lines left main, and until when they were supported."""

import pytest
from sqlalchemy import text

from miner.errors import ResourceError
from miner.graph.line_facts import Support, read_support
from miner.history.history import open_history
from miner.pipeline import mine

YEAR = 31_536_000
START = 1_551_060_000


def facts(database, *columns: str) -> dict[str, tuple]:
    with database.engine.connect() as connection:
        rows = connection.execute(text(f"SELECT line, {', '.join(columns)} FROM line_details"))
        return {line: tuple(values) for line, *values in rows}


def test_a_wrong_clock_does_not_open_a_line(repo, database):
    root = repo.commit("Title of the root", {"a": "0"}, time=START)
    at = repo.commit("Title of the last before it", {"a": "1"}, time=START + 10)
    first = repo.commit("[3.8] Title with an old clock", {"b": "1"}, branch="3.8", parents=[at], time=START - 4 * YEAR)
    tip = repo.commit("[3.8] Title of the tip", {"b": "2"}, branch="3.8", time=START + 40)
    after = repo.commit("Title of the next on main", {"a": "2"}, time=START + 20)
    repo.tag("v3.8.0", tip, time=START + 50)
    mine(repo.path, database.url)
    found = facts(database, "branch_point", "first_commit", "tip", "opened_at", "security_only_from", "ended_on")
    assert found["3.8"] == (at, first, tip, "2019-02-25T02:00:10+00:00", "2021-05-03", "2024-10-07")
    assert found["main"] == (None, None, after, None, None, None)
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        rows = history.query("backport_ledger", commit=root).dicts()
    assert [(row["line"], row["state"]) for row in rows] == [("main", "original")]


def test_what_was_made_before_a_line_began_is_not_missing_there(repo, database):
    repo.commit("Title of the root", {"a": "0"}, time=START)
    repo.branch("3.7")
    fixed = repo.commit("[3.7] Title of a fix of its own", {"b": "1"}, branch="3.7", time=START + 10)
    repo.tag("v3.7.0", fixed, time=START + 11)
    at = repo.commit("Title on main", {"a": "1"}, time=START + 20)
    first = repo.commit("[3.8] Title with an old clock", {"c": "1"}, branch="3.8", parents=[at], time=START - YEAR)
    repo.tag("v3.8.0", first, time=START + 31)
    repo.commit("[3.8] Title of the tip", {"c": "2"}, branch="3.8", time=START + 40)
    mine(repo.path, database.url)
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        rows = history.query("backport_ledger", commit=fixed).dicts()
    assert [(row["line"], row["state"]) for row in rows] == [("3.7", "original")]


def test_a_line_without_a_branch_ends_at_its_newest_tag(repo, database):
    repo.commit("Title of the root", {"a": "0"})
    at = repo.commit("Title on main", {"a": "1"})
    one = repo.commit("Title of a candidate", {"b": "1"}, branch=None, parents=[at])
    two = repo.commit("Title of a release", {"b": "2"}, branch=None, parents=[one])
    repo.commit("Title of the next on main", {"a": "2"})
    repo.tag("v3.8.0", two, time=START)
    repo.tag("v3.8.0rc1", one, time=START)
    repo.tag("v3.9.0a1", time=START)
    mine(repo.path, database.url)
    found = facts(database, "branch_point", "first_commit", "tip")
    assert found["3.8"] == (at, one, two)
    assert found["3.9"] == (None, None, repo.tip("main"))


def test_a_line_with_a_root_of_its_own(repo, database):
    repo.commit("Title of the root", {"a": "0"})
    other = repo.commit("Title of another root", {"b": "0"}, branch="3.8", parents=[], time=START)
    mine(repo.path, database.url)
    found = facts(database, "branch_point", "first_commit", "opened_at")
    assert found["3.8"] == (None, other, "2019-02-25T02:00:00+00:00")


def test_a_line_that_goes_takes_its_facts_along(repo, database):
    repo.commit("Title of the root", {"a": "0"})
    repo.branch("3.8")
    mine(repo.path, database.url)
    assert set(facts(database, "tip")) == {"3.8", "main"}
    repo.git.references.delete("refs/heads/3.8")
    mine(repo.path, database.url)
    assert set(facts(database, "tip")) == {"main"}


def test_lines_that_were_supported():
    support = read_support()
    assert support["2.6"] == Support("2010-08-24", "2013-10-29")
    assert support["2.7"] == Support(None, "2020-01-01")
    assert support["3.12"] == Support("2025-04-08", None)
    for security, ended in support.values():
        assert security is None or ended is None or security < ended


@pytest.mark.parametrize("text_", ['name = "3.8"\npep = 569', 'name = "3.8"\nended = 2024-10-07'])
def test_says_what_is_wrong_with_a_line(tmp_path, text_):
    path = tmp_path / "lines.toml"
    path.write_text(f"[[line]]\n{text_}\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=r"line 3\.8: 'pep' and a date must be there"):
        read_support(path)


@pytest.mark.history
def test_where_lines_left_main_in_the_real_history(mined_history):
    with open_history(mined_history[0]) as history, history.connect() as connection:
        rows = connection.execute(text("SELECT line, SUBSTR(opened_at, 1, 10) FROM line_details ORDER BY opened_utc"))
        opened = {line: day for line, day in rows if day}
    assert opened["3.5"] == "2015-05-24"
    assert opened["3.9"] == "2020-05-19"
    assert opened["2.7"] == "2010-07-03"
