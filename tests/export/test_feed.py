"""The feed of what happened last."""

import xml.etree.ElementTree as ET

import pytest

from miner.export.feed import feed
from miner.history.history import open_history
from tests.samples import sample, sample_repository  # noqa: F401 - fixtures

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def history(sample):  # noqa: F811
    with open_history(sample) as history:
        yield history


def entries(history, *kinds, **options):
    root = ET.fromstring("".join(feed(history, kinds, **options) if kinds else feed(history, **options)))
    found = root.findall(f"{ATOM}entry")
    for needed in ("title", "id", "updated"):
        assert all(each.findtext(f"{ATOM}{needed}") for each in (root, *found))
    ids = [each.findtext(f"{ATOM}id") for each in found]
    assert len(ids) == len(set(ids))
    assert all(" " not in each for each in (*ids, root.findtext(f"{ATOM}id")))
    return found


def test_the_newest_come_first_and_name_what_they_are(history):
    found = entries(history, issue="bpo-33608", limit=3)
    assert [each.find(f"{ATOM}category").get("term") for each in found] == ["reverted", "relanded", "landed"]
    assert [each.findtext(f"{ATOM}updated")[:10] for each in found] == ["2019-06-03", "2019-06-01", "2019-04-22"]
    assert "after 1 d 18 h 34 min" in found[0].findtext(f"{ATOM}summary")


def test_a_commit_that_takes_several_back_is_one_entry(history):
    (first,) = [
        each
        for each in entries(history, "reverted", issue="bpo-33608")
        if each.findtext(f"{ATOM}updated")[:7] == "2019-03"
    ]
    assert first.findtext(f"{ATOM}summary").count("takes back") == 4


def test_filters_choose(history):
    assert all(
        "Victor Stinner" in each.findtext(f"{ATOM}author/{ATOM}name") for each in entries(history, author="stinner")
    )
    assert entries(history, path="no/such/place") == []
    assert len(entries(history, limit=7)) == 7
