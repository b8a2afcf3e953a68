"""How issues are related by what ships with the tool, and by what trackers say."""

import json

import pytest

from miner.history.history import open_history
from miner.pipeline import mine
from miner.pipeline.fetching import Wish, fetch, import_records
from tests.tracker.conftest import server, trackers  # noqa: F401 - fixtures
from tests.tracker.forms import comment, issue, migrated_body, pull, reference
from tests.tracker.server import Reply

LIST = "vstinner/vstinner.github.io draft/isolate_subinterpreters.rst, 2020-03-20"


def related(database, name):
    with open_history(database.url.render_as_string(hide_password=False)) as asked:
        rows = asked.related(name).dicts()
    return {(row["related"], row["how"], row["first_at"] and row["first_at"][:10], row["subject"]) for row in rows}


def take_in(database, tmp_path, *records):
    (tmp_path / "records.json").write_text(json.dumps(records))
    import_records(database.url, [tmp_path / "records.json"])


def test_what_a_document_lists_is_related_without_a_network(repo, database):
    for number, name in enumerate(("bpo-33608", "bpo-37127", "gh-84165", "bpo-36877", "bpo-40512")):
        repo.commit(f"{name}: Change {number}", {"a": str(number)}, time=1_660_000_000 + number)
    mine(repo.path, database.url)
    assert related(database, "gh-77789") == {
        ("bpo-37127", "listed together", None, LIST),
        ("bpo-39984", "listed together", None, LIST),
    }
    assert ("bpo-33608", "listed together", None, LIST) in related(database, "bpo-39984")
    assert related(database, "bpo-40512") == {("bpo-36877", "superseded", None, "python/cpython#81058")}


RECORDS = [
    issue(78_001, body=migrated_body(34_001, pulls=(11_901,), superseder=34_002, dependencies=(34_003,))),
    issue(78_002, body=migrated_body(34_002)),
    issue(78_003, body=migrated_body(34_003, pulls=(11_901, 11_902))),
    issue(78_004, body=migrated_body(34_004)),
    issue(110_005, body="It began with gh-78001. See also #110006."),
    pull(11_902, title="bpo-34003: Do it", body="As in bpo-34004.\n\nhttps://bugs.python.org/issue34003"),
    comment(1, 78_001, "The crash of bpo-34004 is another one."),
]
SAID = {
    ("bpo-34002", "superseded", None, None),
    ("bpo-34003", "depends", None, None),
    ("bpo-34003", "same pull request", None, "GH-11901"),
    ("bpo-34004", "named", "2019-05-09", "The crash of bpo-34004 is another one."),
    ("gh-110005", "named", "2019-05-08", "It began with gh-78001."),
}


@pytest.mark.parametrize("first", [True, False], ids=["records-first", "commits-first"])
def test_what_records_say(repo, database, tmp_path, first):
    for number in (34_001, 34_003):
        repo.commit(f"bpo-{number}: Change it", {"a": str(number)})
    if first:
        take_in(database, tmp_path, *RECORDS)
    mine(repo.path, database.url)
    if not first:
        take_in(database, tmp_path, *RECORDS)
    assert related(database, "bpo-34001") == SAID
    assert related(database, "gh-78004") == {
        ("bpo-34001", "named", "2019-05-09", "The crash of bpo-34004 is another one."),
        ("bpo-34003", "named", "2019-01-18", "As in bpo-34004."),
    }
    assert related(database, "bpo-34002") == {("bpo-34001", "superseded", None, None)}


def test_what_refers_to_an_issue(repo, database, tmp_path, trackers):  # noqa: F811
    repo.commit("bpo-34001: Change it", {"a": "1"})
    mine(repo.path, database.url)
    take_in(database, tmp_path, *RECORDS)
    place = "/repos/python/cpython/issues/78002/timeline?per_page=100"
    trackers.pages[place] = Reply(200, [reference(110_005), reference(11_902, is_pull=True)])
    fetch(database.url, Wish(("gh-78002",), timelines=True))
    assert related(database, "bpo-34002") == {
        ("bpo-34001", "superseded", None, None),
        ("gh-110005", "referenced", "2019-05-11", None),
        ("bpo-34003", "referenced", "2019-05-11", "GH-11902"),
    }
    assert ("bpo-34002", "referenced", "2019-05-11", None) in related(database, "gh-110005")
    assert ("bpo-34002", "referenced", "2019-05-11", "GH-11902") in related(database, "bpo-34003")
