"""Questions to the data set of a fleet, and to one that is in a bucket as far as it knows."""

from dataclasses import replace

import pytest
from pyarrow import fs

from miner.catalog.catalog import Catalog
from miner.errors import LookupFailedError, QueryError, SettingsError
from miner.fleet.asking import Fleet, answerable
from miner.fleet.place import Place
from miner.history.history import open_history
from miner.pipeline import mine
from miner.store.engine import database_url

ACROSS, CANNED = Catalog.across(), Catalog.load()
#: The canned queries that the views can answer; all others name a table that no view tells.
ASKED = {
    "authors", "backports", "commit-changes", "commit-mentions", "commits-without-issue", "issue-bursts",
    "issue-facts", "issue-people", "mass-reverts", "partial-reverts", "path-history", "pep", "relands", "revert-lag",
    "revert-rate-by-month", "revert-survival", "reverted-fixes", "reverters", "reverts-by-subsystem",
    "slowest-reverts", "undo-links", "who",
}  # fmt: skip


@pytest.fixture(scope="module")
def fleet(data):
    with Fleet(data.place) as fleet:
        yield fleet


@pytest.fixture(scope="module")
def root(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("plain") / "root.db"
    mine(data.entries["root"].repository, database_url(path), workers=1)
    with open_history(path) as history:
        yield history


def test_which_queries_can_be_asked_is_known(fleet):
    rows = answerable(fleet, [CANNED[name] for name in CANNED]).dicts()
    assert {row["query"] for row in rows if row["can_be_asked"]} == ASKED
    assert all("cannot be asked of a fleet" in row["why_not"] for row in rows if not row["can_be_asked"])


@pytest.mark.parametrize("name", sorted(ASKED))
def test_a_canned_query_answers_as_in_a_database(fleet, root, name):
    query = CANNED[name]
    values = {"commit": root.query("commits").dicts()[0]["sha"], "issue": "issue-5", "path": "lib", "pep": "8"}
    needed = {each.name: values[each.name] for each in query.parameters if each.need == "required"}
    plain = root.query(name, **needed)
    asked = fleet.ask(query, needed, ["root"])
    assert asked.columns == ("repository", *plain.columns)
    assert asked.rows == [("root", *row) for row in plain.rows]


def test_reverts_by_repository_are_those_of_the_databases(fleet, root):
    rows = fleet.ask(ACROSS["reverts_by_repository"], {}).dicts()
    ((reverts, undone),) = root.sql("SELECT COUNT(DISTINCT undoing_id), COUNT(DISTINCT undone_id) FROM reverts").rows
    assert (reverts, undone) == (1, 1)
    assert rows == [
        {"repository": "root", "commits": 4, "reverts": reverts, "undone": undone, "share": 250.0},
        {"repository": "other", "commits": 1, "reverts": 0, "undone": 0, "share": 0.0},
    ]
    (lag,) = fleet.ask(ACROSS["revert_lag_by_repository"], {}).dicts()
    assert (lag["repository"], lag["reverts"], lag["median_seconds"]) == ("root", 1, 3600)
    assert fleet.ask(ACROSS["revert_lag_by_repository"], {"until": "2000-01-01"}).rows == []


def test_forks_are_ahead_by_their_own_commits(fleet):
    query = ACROSS["forks_ahead"]
    told = [(row["repository"], row["root"], row["subject"], row["files"]) for row in fleet.ask(query, {}).dicts()]
    assert told == [
        ("a/twin", "root", "Patch reading here", 1),
        ("a/twin", "root", "Rename the project", 1),
        ("fork", "root", "Patch reading", 1),
    ]
    assert len(fleet.ask(query, {"fork": "fork"})) == len(fleet.ask(query, {"limit": 1})) == 1


def test_a_patch_in_two_forks_is_shared(fleet):
    query = ACROSS["shared_patches"]
    rows = fleet.ask(query, {}).dicts()
    assert [(row["repositories"], row["repository"], row["subject"]) for row in rows] == [
        (2, "fork", "Patch reading"),
        (2, "a/twin", "Patch reading here"),
    ]
    assert fleet.ask(query, {"repository": "fork"}).rows == fleet.ask(query, {}).rows
    assert fleet.ask(query, {"repository": "other"}).rows == []


def test_rows_of_all_repositories_begin_with_their_names(fleet):
    rows = fleet.ask(CANNED["path_history"], {"path": "README"})
    assert {row[0] for row in rows} == {"root"}  # what a fork has is only proposed
    mentions = fleet.ask(CANNED["commit_mentions"], {}, ["root", "other"])
    assert {row[0] for row in mentions} == {"root"}


def test_what_cannot_be_asked_is_said(fleet, tmp_path):
    with pytest.raises(QueryError, match="standing cannot be asked of a fleet: Table with name"):
        fleet.ask(CANNED["standing"], {})
    with pytest.raises(LookupFailedError, match="no repository nosuch: it has a/twin, fork, other, root"):
        fleet.ask(CANNED["authors"], {}, ["nosuch"])
    for commit in ("b6eca48", "main", "g" * 40):
        with pytest.raises(QueryError, match=r"--commit takes a sha of 40 digits"):
            fleet.ask(CANNED["commit_changes"], {"commit": commit})
    with pytest.raises(QueryError, match=r"--issue takes a whole key such as issue-5, not '5'"):
        fleet.ask(CANNED["issue_facts"], {"issue": "5"})
    with pytest.raises(SettingsError, match="no data set of a fleet"):
        Fleet(Place(str(tmp_path)))
    with pytest.raises(SettingsError, match="is no place for a data set"):
        Place("nosuch://place")


def test_an_answer_that_takes_too_long_is_given_up(fleet):
    endless = replace(
        CANNED["authors"], sql="SELECT COUNT(*) FROM range(10000000) AS a, range(10000000) AS b", parameters=()
    )
    with pytest.raises(QueryError, match="took too long"):
        fleet.ask(endless, {}, ["root"], timeout=0.1)


def test_a_bucket_is_asked_as_a_folder_is(data, fleet):
    """A bucket is written file by file, and DuckDB reads it through the file system that wrote it."""
    bucket = Place(str(data.place.folder))
    bucket.files, bucket.root, bucket.folder = (
        fs.SubTreeFileSystem(str(data.place.folder), fs.LocalFileSystem()),
        ".",
        None,
    )
    with Fleet(bucket) as remote:
        query = ACROSS["reverts_by_repository"]
        assert remote.ask(query, {}).rows == fleet.ask(query, {}).rows
