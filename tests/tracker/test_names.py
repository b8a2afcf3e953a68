"""One issue under all its names, and no issue where a number is a pull request."""

import pytest
from sqlalchemy import text

from miner.errors import LookupFailedError
from miner.history.history import open_history
from miner.pipeline import mine
from tests.dumps import contents
from tests.pipeline.test_keeping_up import fresh

NOW = 1_660_000_000  # in 2022, when numbers without a name are those of GitHub
THEN = 1_560_000_000
EARLY = 965_000_000  # in 2000, when JitterBug's bugs went to SourceForge

NUMBERS = "SELECT n.tracker || '-' || n.number, i.key FROM issue_numbers n JOIN issues i ON i.id = n.issue_id"
NEWS = "Misc/NEWS.d/next/Library/2019-03-01-00-00-00.{}.N1.rst"

OLD = (THEN, "bpo-38000: Begin it", {"a": "1"})
NEW = (NOW, "gh-82181: Go on with it (#92000)", {"a": "2"})

# Each history has the two halves of an issue and what ties them.
TIED = {
    "a message": [OLD, NEW, (NOW + 9, "gh-82181: Finish it (#92001)\n\nFormerly bpo-38000.", {"a": "3"})],
    "a NEWS file": [OLD, NEW, (NOW + 9, "gh-82181: Finish it (#92001)", {NEWS.format("bpo-38000"): "Done.\n"})],
    "a NEWS file of the new name": [OLD, NEW, (NOW + 9, "bpo-38000: Say it", {NEWS.format("gh-issue-82181"): "Done.\n"})],
    "a renamed NEWS file": [
        (THEN, "bpo-38000: Begin it", {NEWS.format("bpo-38000"): "Done.\n"}),
        (NOW, "gh-82181: Go on", {NEWS.format("bpo-38000"): None, NEWS.format("gh-issue-82181"): "Done.\n"}),
    ],
    "a pull request": [(THEN, "bpo-38000: Begin it (GH-14000)", {"a": "1"}), (NOW, "gh-82181: Go on after GH-14000", {"a": "2"})],
    "a list that ships": [(THEN, "bpo-36877: Begin it", {"a": "1"}), (NOW, "gh-81058: Go on with it", {"a": "2"})],
}  # fmt: skip


def names(database) -> dict[str, str]:
    with database.engine.connect() as connection:
        return {name: key for name, key in connection.execute(text(NUMBERS))}


def dump(database):
    with database.engine.connect() as connection:
        return contents(connection)


@pytest.mark.parametrize("commits", TIED.values(), ids=TIED)
def test_the_halves_of_an_issue_are_one(repo, database, commits):
    for time, message, files in commits:
        repo.commit(message, files, time=time)
    mine(repo.path, database.url)
    found = names(database)
    assert len(found) == 2
    assert len(set(found.values())) == 1
    assert set(found.values()) < set(found), "the number of bugs.python.org is the key"
    assert next(iter(found.values())).startswith("bpo-")


@pytest.mark.parametrize("commits", TIED.values(), ids=TIED)
def test_they_are_one_when_the_tie_arrives_later(repo, database, sqlite_template, tmp_path, commits):
    for time, message, files in commits:
        repo.commit(message, files, time=time)
        mine(repo.path, database.url)
    with fresh(sqlite_template, tmp_path / "whole.db") as whole:
        mine(repo.path, whole.url)
        assert dump(database) == dump(whole)


def test_they_are_two_again_without_the_tie(repo, database, sqlite_template, tmp_path):
    for time, message, files in TIED["a message"][:2]:
        repo.commit(message, files, time=time)
    time, message, files = TIED["a message"][2]
    repo.commit(message, files, time=time, branch="3.11", parents=[repo.tip("main")])
    mine(repo.path, database.url)
    assert names(database) == {"bpo-38000": "bpo-38000", "gh-82181": "bpo-38000"}
    repo.git.references.delete("refs/heads/3.11")
    mine(repo.path, database.url)
    assert names(database) == {"bpo-38000": "bpo-38000", "gh-82181": "gh-82181"}
    with fresh(sqlite_template, tmp_path / "whole.db") as whole:
        mine(repo.path, whole.url)
        assert dump(database) == dump(whole)


def test_what_the_neighbours_do_not_allow_stays_two(repo, database):
    repo.commit("gh-82182: Tidy up\n\nAs bpo-38000 did.", time=NOW)  # that one is bpo-38001
    mine(repo.path, database.url)
    assert names(database) == {"bpo-38000": "bpo-38000", "gh-82182": "gh-82182"}


def test_of_two_that_could_be_meant_neither_is(repo, database):
    repo.commit("gh-86300: Tidy up\n\nAs bpo-42130 and bpo-42132 did.", time=NOW)
    mine(repo.path, database.url)
    assert set(names(database).values()) == {"bpo-42130", "bpo-42132", "gh-86300"}


def test_a_bug_of_jitterbug_is_the_one_of_sourceforge(repo, database):
    repo.commit("Use all 8 bits.  SF bug #110651 (Jitterbug PR#343)", {"a": "1"}, time=EARLY)
    repo.commit("Say so.  Fixes PR#343.", {"a": "2"}, time=EARLY + 9)
    repo.commit("Fix PR#12 and PR#13, see SF bug #110652", {"a": "3"}, time=EARLY + 20)
    mine(repo.path, database.url)
    assert names(database) == {
        "bpo-110651": "bpo-110651",
        "jitterbug-343": "bpo-110651",
        "bpo-110652": "bpo-110652",
    }
    with database.engine.connect() as connection:
        tagged = "SELECT COUNT(DISTINCT commit_id) FROM mentions WHERE issue_id IS NOT NULL AND tracker = 'jitterbug'"
        assert connection.scalar(text(tagged)) == 2


def test_its_title_is_that_of_the_older_half(repo, database):
    for time, message, files in TIED["a message"]:
        repo.commit(message, files, time=time)
        mine(repo.path, database.url)
    with database.engine.connect() as connection:
        titles = connection.execute(text("SELECT title, source FROM issues")).all()
    assert titles == [("Begin it", "derived from a commit")]


LANDED = (NOW, "gh-93000: Add a thing (#93010)", {"a": "1"})
NAMING = (NOW + 9, "gh-93020: Fix it (#93030)\n\nIt came in gh-93010.", {NEWS.format("gh-issue-93010"): "Fixed.\n"})


@pytest.mark.parametrize("order", [[LANDED, NAMING], [NAMING, LANDED]], ids=["landed first", "named first"])
def test_the_number_of_a_pull_request_is_no_issue(repo, database, sqlite_template, tmp_path, order):
    for time, message, files in order:
        repo.commit(message, files, time=time)
        mine(repo.path, database.url)
    assert set(names(database)) == {"gh-93000", "gh-93020"}
    with database.engine.connect() as connection:
        named = "SELECT c.subject FROM mentions m JOIN commits c ON c.id = m.resolved_id WHERE m.tracker = 'gh'"
        assert connection.scalars(text(named)).all() == [LANDED[1]]
    with fresh(sqlite_template, tmp_path / "whole.db") as whole:
        mine(repo.path, whole.url)
        assert dump(database) == dump(whole)


def test_it_is_an_issue_again_when_no_commit_landed_it(repo, database):
    repo.commit(*NAMING[1:], time=NOW)
    repo.commit(*LANDED[1:], time=NOW, branch="3.11", parents=[repo.tip("main")])
    mine(repo.path, database.url)
    assert set(names(database)) == {"gh-93000", "gh-93020"}
    repo.git.references.delete("refs/heads/3.11")
    mine(repo.path, database.url)
    assert set(names(database)) == {"gh-93010", "gh-93020"}


def test_it_is_found_by_any_of_its_names(repo, database):
    repo.commit("Use all 8 bits.  SF bug #110651 (Jitterbug PR#343)", {"a": "1"}, time=EARLY)
    for time, message, files in TIED["a message"]:
        repo.commit(message, files, time=time)
    mine(repo.path, database.url)
    with open_history(database.url.render_as_string(hide_password=False)) as history:
        assert history.issue("gh-82181").title == "bpo-38000, gh-82181  Begin it"
        assert history.timeline("gh-82181").rows == history.timeline("bpo-38000").rows
        assert len(history.timeline("gh-82181").rows.rows) == 3
        for name in ("jitterbug-343", "Jitterbug PR#343", "bpo-110651"):
            assert history.issue(name).title.startswith("bpo-110651, jitterbug-343")
            assert history.standing(name).about == "bpo-110651"
        with pytest.raises(LookupFailedError, match="Nothing tells which issue jitterbug-12 became"):
            history.issue("jitterbug-12")


@pytest.mark.parametrize(
    ("message", "link"),
    [
        # Between bpo-36877 = gh-81058 and bpo-37127 = gh-81308 there is no room for this pair.
        pytest.param("See: bpo-37000 became gh-84000", ("84000", "37000"), id="outlier"),
        pytest.param("gh-81308: Go on, once bpo-37000", ("81308", "37000"), id="contradiction"),
    ],
)
def test_refused_pairs_are_shown(repo, database, message, link):
    for number, name in enumerate(("bpo-37127", "bpo-37000", "gh-84000")):
        repo.commit(f"{name}: Begin", {"a": str(number)}, time=NOW + number)
    repo.commit(message, {"b": "1"}, time=NOW + 9)
    mine(repo.path, database.url)
    with database.engine.connect() as connection:
        links = connection.execute(text("SELECT number, to_number FROM issue_links WHERE kind = 'refused'")).all()
    assert [tuple(each) for each in links] == [link]
    with open_history(database.url.render_as_string(hide_password=False)) as asked:
        shown = {row["issue"]: row["refused"] for row in asked.query("number_map", open=link[0] == "84000").dicts()}
    assert shown == ({"gh-84000": "bpo-37000"} if link[0] == "84000" else {"bpo-37127": "bpo-37000"})


def test_a_number_that_both_trackers_have_may_be_the_other(repo, database):
    repo.commit("bpo-47061: Deprecate one", {"a": "1"}, time=NOW - 20_000_000)
    repo.commit("gh-47061: Deprecate another", {"a": "2"}, time=NOW)
    repo.commit("bpo-40000: Old", {"a": "3"}, time=NOW)
    repo.commit("gh-40000: Another", {"a": "4"}, time=NOW)
    mine(repo.path, database.url)
    with open_history(database.url.render_as_string(hide_password=False)) as asked:
        rows = asked.query("number_map", open=True).dicts()
    assert {row["issue"]: row["refused"] for row in rows} == {"gh-47061": "bpo-47061", "gh-40000": None}
