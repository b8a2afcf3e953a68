"""Comparing a change that somebody has in mind with what was taken back."""

import pytest

from miner.contents import taken_back
from miner.contents.taken_back import Asked, Tie, find_ties
from miner.pipeline import mine

BEGIN = tuple(f"line {number} of the beginning" for number in range(12))
CACHE = tuple(f"line {number} of the cache" for number in range(8))
OTHER = tuple(f"line {number} of something else" for number in range(20))


def text(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)


def revert(repo, subject: str, sha: str, files) -> str:
    return repo.commit(f'Revert "{subject}"\n\nThis reverts commit {sha}.', files)


@pytest.fixture
def cached(repo):
    """The cache replaces a line of a.c and comes with a file of its own and NEWS; it is taken back."""
    repo.commit("Begin with a title", {"a.c": text(*BEGIN), "b.c": text(*OTHER), "Misc/NEWS": "1\n"})
    subject = "bpo-1001: Add the cache"
    files = {"a.c": text(*BEGIN[1:], *CACHE), "cache.h": "int size;\n", "Misc/NEWS": "1\nthe cache is new\n"}
    landed = repo.commit(subject, files)
    undone = revert(repo, subject, landed, {"a.c": text(*BEGIN), "cache.h": None, "Misc/NEWS": "1\n"})
    return repo, (landed, undone)


def ties(repo, database, *, paths=("a.c",), added=(), deleted=(), lines=True) -> dict:
    mine(repo.path, database.url, lines=lines)
    with database.engine.connect() as connection:
        asked = Asked.of(paths, (line.encode() for line in added), (line.encode() for line in deleted))
        return find_ties(connection, asked)


@pytest.mark.parametrize(
    ("change", "tie"),
    [
        pytest.param({"added": CACHE, "deleted": BEGIN[:1]}, Tie("same change", 9, 10, ("a.c",)), id="again"),
        pytest.param({"added": CACHE[:2]}, Tie("same change", 2, 10, ("a.c",)), id="a-small-part-of-it"),
        pytest.param({"added": CACHE[:5] + OTHER}, Tie("same change", 5, 10, ("a.c",)), id="most-of-it-in-much-more"),
        pytest.param({"deleted": CACHE[:4] + OTHER[:4]}, Tie("reverse", 4, 10, ("a.c",)), id="the-reverse"),
        pytest.param({"added": CACHE[:3] + OTHER}, Tie("same lines", 3, 10, ("a.c",)), id="some-lines"),
        pytest.param(
            {"added": CACHE[:2] + OTHER, "deleted": CACHE[2:4]}, Tie("same lines", 4, 10, ("a.c",)), id="both-ways"
        ),
        pytest.param({"added": CACHE[:2] + OTHER}, Tie("same files", 1, 2, ("a.c",)), id="two-lines-are-chance"),
        pytest.param({"added": CACHE[:1]}, Tie("same files", 1, 2, ("a.c",)), id="so-is-one"),
        pytest.param({"added": CACHE, "paths": ("moved.c",)}, Tie("same change", 8, 10, ()), id="elsewhere"),
        pytest.param({"added": CACHE[:5], "paths": ("moved.c",)}, None, id="too-few-elsewhere"),
        pytest.param(
            {"added": CACHE[:6] + OTHER, "paths": ("moved.c",)}, Tie("same change", 6, 10, ()), id="most-of-it"
        ),
        pytest.param(
            {"added": CACHE, "deleted": CACHE[:6]}, Tie("same change", 2, 10, ("a.c",)), id="lines-that-only-move"
        ),
        pytest.param({}, Tie("same files", 1, 2, ("a.c",)), id="a-path"),
        pytest.param({"paths": ("a.c", "cache.h")}, Tie("most files", 2, 2, ("a.c", "cache.h")), id="all-files"),
        pytest.param({"paths": ("a.c", *"12345")}, Tie("same files", 1, 2, ("a.c",)), id="one-of-many-files"),
        pytest.param({"paths": ("b.c",), "added": OTHER}, None, id="what-stands"),
        pytest.param({"paths": ("Misc/NEWS",), "added": ["the cache is new"]}, None, id="bookkeeping"),
    ],
)
def test_ties(cached, database, change, tie):
    repo, pair = cached
    assert ties(repo, database, **change) == ({pair: tie} if tie else {})


def test_without_lines_only_files_are_compared(cached, database):
    repo, pair = cached
    assert ties(repo, database, added=CACHE, lines=False) == {pair: Tie("same files", 1, 2, ("a.c",))}


def test_a_change_of_one_line_is_the_same_if_there_is_no_more(repo, database):
    repo.commit("Begin with a title", {"a.c": text(*BEGIN)})
    landed = repo.commit("bpo-1001: Set the size", {"a.c": text(*BEGIN, "size = 1001")})
    undone = revert(repo, "bpo-1001: Set the size", landed, {"a.c": text(*BEGIN)})
    assert ties(repo, database, added=["size = 1001"]) == {(landed, undone): Tie("same change", 1, 1, ("a.c",))}


def test_of_a_partial_undo_only_what_it_took_back_counts(repo, database):
    repo.commit("Begin with a title", {"a.c": text(*BEGIN), "b.c": "1\n"})
    landed = repo.commit("bpo-1001: Add the cache", {"a.c": text(*BEGIN, *CACHE), "b.c": text(*OTHER)})
    undone = repo.commit(
        f"bpo-1001: Revert a part of the cache\n\nThis reverts part of commit {landed}.",
        {"a.c": text(*BEGIN, *CACHE[:4])},
    )
    asked = {"paths": ("a.c", "b.c"), "added": CACHE + OTHER}
    assert ties(repo, database, **asked) == {(landed, undone): Tie("same change", 4, 4, ("a.c",))}
    assert ties(repo, database, paths=("b.c",), added=OTHER) == {}


def test_lines_that_many_changed_tell_nothing(repo, database, monkeypatch):
    repo.commit("Begin with a title", {"a.c": text(*BEGIN)})
    pairs = []
    for number in (1001, 1002):
        subject = f"bpo-{number}: Clear field {number}"
        landed = repo.commit(subject, {"a.c": text(*BEGIN, *CACHE, f"self->field = {number};")})
        pairs.append((landed, revert(repo, subject, landed, {"a.c": text(*BEGIN)})))
    again = {"added": [*CACHE, "self->field = 1001;"]}
    assert [ties(repo, database, **again)[pair].kind for pair in pairs] == ["same change", "same change"]
    monkeypatch.setattr(taken_back, "_COMMON", 1)
    assert [ties(repo, database, **again)[pair].kind for pair in pairs] == ["same change", "same files"]


def test_lines_that_were_too_many_to_keep_do_not_count(repo, database):
    many = [f"line {number} of many" for number in range(600)]
    repo.commit("Begin with a title", {"a.c": text(*BEGIN), "many.c": text(*many)})
    subject = "bpo-1001: Add the cache"
    landed = repo.commit(subject, {"a.c": text(*BEGIN, *CACHE), "many.c": None})
    undone = revert(repo, subject, landed, {"a.c": text(*BEGIN), "many.c": text(*many)})
    asked = {"paths": ("a.c", "many.c"), "added": CACHE, "deleted": many}
    assert ties(repo, database, **asked) == {(landed, undone): Tie("same change", 8, 8, ("a.c", "many.c"))}


def test_an_undo_with_more_lines_than_are_kept_took_back_all(repo, database):
    many = [f"line {number} of many" for number in range(600)]
    repo.commit("Begin with a title", {"a.c": text(*BEGIN, *many)})
    subject = "bpo-1001: Add the cache"
    landed = repo.commit(subject, {"a.c": text(*BEGIN, *many, *CACHE)})
    undone = revert(repo, subject, landed, {"a.c": text(*BEGIN)})
    assert ties(repo, database, added=CACHE) == {(landed, undone): Tie("same change", 8, 8, ("a.c",))}


def test_what_a_partial_undo_with_too_many_lines_took_back_is_not_known(repo, database):
    many = [f"line {number} of many" for number in range(600)]
    repo.commit("Begin with a title", {"a.c": text(*BEGIN, *many), "b.c": "1\n"})
    landed = repo.commit("bpo-1001: Add the cache", {"a.c": text(*BEGIN, *many, *CACHE), "b.c": text(*OTHER)})
    undone = repo.commit(
        f"bpo-1001: Revert a part of the cache\n\nThis reverts part of commit {landed}.", {"a.c": text(*BEGIN)}
    )
    assert ties(repo, database, added=CACHE) == {(landed, undone): Tie("same files", 1, 1, ("a.c",))}
