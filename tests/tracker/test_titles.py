"""Titles that are derived where no record has one."""

import pytest
from sqlalchemy import text

from miner.pipeline import mine
from miner.tracker.titles import first_sentence
from tests.news.test_stage import waiting


@pytest.mark.parametrize(
    ("entry", "title"),
    [
        ("Fix a crash.  It came with the last release.", "Fix a crash"),
        ("Call :func:`~os.path.join` and :meth:`!x.close`, e.g. ``a.b``. Patch by Ann.", "Call join and x.close, e.g. a.b"),
        ("See `the page <https://example.org>`_ for *all* of **it**", "See the page for all of it"),
        ("Bug #405427: use 2.5 of them", "use 2.5 of them"),
        ("bpo-1234, bpo-1235: Two", "Two"),
        ("Does it work?  Yes.", "Does it work"),
        ("a_*b* and 2*3*4 stay", "a_*b* and 2*3*4 stay"),
        ("word " * 60, ("word " * 39) + "…"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_first_sentence_without_markup(entry, title):
    assert first_sentence(entry) == title.replace(" …", "…")


@pytest.mark.parametrize(
    "piece", ["9", "123 ", "123,  ", "bpo-123 ,  ", "SF  #1234", "a ", "*a", "`", "`a", ":a:", ":a", "<", ". "]
)
def test_long_texts_do_not_stall(piece):
    assert len(first_sentence(piece * (20_000 // len(piece)) + "x")) <= 200


def titles(database) -> dict[str, tuple[str, str]]:
    with database.engine.connect() as connection:
        return {
            key: (title, source)
            for key, title, source in connection.execute(text("SELECT key, title, source FROM issues"))
        }


def test_the_news_before_the_first_commit_before_nothing(repo, database):
    repo.commit("[3.9] bpo-1001: Begin it (GH-12)", {"a": "1"}, time=1_560_000_000)
    repo.commit("bpo-1002: Do that", {"a": "2"}, time=1_560_000_001)
    repo.commit("Do more\n\nSee bpo-1003, and bpo-33608.", {"a": "3"}, time=1_560_000_002)
    mine(repo.path, database.url)
    shipped = (
        "A way to tell other interpreters that an object may be freed",
        "python/cpython#77789, bugs.python.org/issue33608",
    )
    assert titles(database) == {
        "bpo-1001": ("Begin it", "derived from a commit"),
        "bpo-1002": ("Do that", "derived from a commit"),
        "bpo-1003": (None, None),
        "bpo-33608": shipped,
    }  # fmt: skip
    repo.commit("bpo-1002: Tell of it", waiting(1002, "That is done. At last."), time=1_560_000_003)
    repo.commit("bpo-1003: Do the other", {"a": "4"}, time=1_560_000_004)
    mine(repo.path, database.url)
    assert titles(database) == {
        "bpo-1001": ("Begin it", "derived from a commit"),
        "bpo-1002": ("That is done", "derived from the NEWS"),
        "bpo-1003": ("Do the other", "derived from a commit"),
        "bpo-33608": shipped,
    }
    # Only the NEWS tell something else of these issues.
    repo.commit("Do not tell", dict.fromkeys(waiting(1002, "")) | waiting(1001, "It begins."), time=1_560_000_005)
    mine(repo.path, database.url)
    assert titles(database)["bpo-1002"] == ("Do that", "derived from a commit")
    assert titles(database)["bpo-1001"] == ("It begins", "derived from the NEWS")
