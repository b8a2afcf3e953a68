"""``miner story`` as its users call it."""

import pytest


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("text", "Pending calls, and the garbage collector\n\n"),
        ("rst", "Pending calls, and the garbage collector\n####"),
        ("markdown", "# Pending calls, and the garbage collector\n"),
        ("html", "<!DOCTYPE html>"),
    ],
)
def test_every_format(ask, name, start):
    text = ask("story", "sample", "--format", name)
    assert text.startswith(start)
    assert text == ask("story", "sample", "--format", name)


def test_a_file_chooses_the_format_and_has_its_pictures_beside_it(ask, tmp_path):
    assert ask("story", "sample", "--output", tmp_path / "it.rst", "--pelican") == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["it-1.svg", "it-2.svg", "it.rst"]
    text = (tmp_path / "it.rst").read_text(encoding="utf-8")
    assert ".. image:: it-2.svg" in text
    assert ":slug: sample\n" in text
    assert (tmp_path / "it-1.svg").read_text(encoding="utf-8").startswith("<svg")


def test_a_page_needs_nothing_else(ask, tmp_path):
    ask("story", "sample", "--output", tmp_path / "it.html")
    assert [path.name for path in tmp_path.iterdir()] == ["it.html"]
    assert (tmp_path / "it.html").read_text(encoding="utf-8").count("<svg") == 2


def test_an_unknown_story_is_refused(refuse):
    assert "There is no story nosuch" in refuse("story", "nosuch")


def test_a_story_of_what_is_not_here_names_the_line(refuse):
    assert "subinterpreters.story:10: " in refuse("story", "subinterpreters")
