"""Looking at repositories: a tip is what their refs are, wherever they are seen from."""

from dataclasses import replace

import pytest

from miner.fleet import looking
from miner.fleet.listing import Entry
from miner.fleet.looking import is_passing, look, look_at_all


@pytest.fixture
def entry(repo):
    repo.commit("Begin", {"a": "1"})
    repo.tag("v1", time=1_600_000_000)
    return Entry("one", str(repo.path), "one")


def test_a_tip_changes_with_any_ref_and_with_what_is_asked(repo, entry):
    seen = {look(entry).tip, look(replace(entry, project="other")).tip, look(replace(entry, network="root")).tip}
    assert len(seen) == 3
    assert look(replace(entry, name="two", network="two")).tip in seen
    repo.branch("topic")
    assert look(entry).tip not in seen
    repo.git.references["refs/heads/topic"].delete()
    assert look(entry).tip in seen


def test_an_address_has_the_tip_of_its_repository(repo, entry):
    found = look(replace(entry, repository=f"file://{repo.path}"))
    assert (found.tip, found.size) == (look(entry).tip, None)


def test_what_is_not_there_is_told_at_once(tmp_path, entry, monkeypatch):
    monkeypatch.setattr(looking.time, "sleep", lambda seconds: pytest.fail("it waits"))
    missing = [replace(entry, repository=str(tmp_path / "no")), replace(entry, repository=f"file://{tmp_path}/no")]
    path, address = look_at_all(missing)
    assert path.tip is address.tip is None
    assert path.error.startswith("There is no ")
    assert "could not be cloned" in address.error
    assert "is not an address" in look(replace(entry, repository="ext::sh -c true")).error


def test_what_may_pass_is_tried_again(entry, monkeypatch):
    waited = []
    monkeypatch.setattr(looking.time, "sleep", waited.append)
    address = replace(entry, repository="https://127.0.0.1:9/nobody/listens")
    assert "127.0.0.1" in look(address).error
    assert waited == [1, 5]


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        ("Could not resolve host: github.com", True),
        ("The requested URL returned error: 503", True),
        ("fatal: early EOF", True),
        ("history.db cannot be written: database or disk is full", True),
        ("The requested URL returned error: 404", False),
        ("repository 'https://example.org/x/' not found", False),
        ("could not read Username for 'https://github.com': terminal prompts disabled", False),
        ("There is no /srv/x: give the path or URL of a CPython clone.", False),
    ],
)
def test_which_problems_may_pass(error, passing):
    assert is_passing(error) is passing
