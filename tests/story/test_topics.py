"""Topics: files, members, and suggestions."""

import re

import pytest

from miner.errors import LookupFailedError, SettingsError
from miner.story import members, topics
from miner.story.topics import read_topic


def test_topics_that_ship_with_the_tool_can_be_read():
    assert "subinterpreters" in topics.names()
    for name in topics.names():
        assert read_topic(name).issues


def test_a_topic_of_ones_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'issues = ["bpo-33608", "bpo-36710"]\nsymbols = ["f"]\nsince = 2019-01-01\nuntil = 2019-12-31T12:00:00Z\n'
        '[[section]]\ntitle = "One"\nissues = ["bpo-33608"]\n'
    )
    topic = read_topic(str(path))
    assert (topic.name, topic.title, topic.symbols) == ("mine", "mine", ("f",))
    assert (str(topic.since), str(topic.until)) == ("2019-01-01", "2019-12-31")
    assert [(part.title, part.issues) for part in topic.parts] == [("One", ("bpo-33608",))]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('issues = ["bpo-1"]\ncolour = 1', "unknown key 'colour'"),
        ("issues = 5", "'issues' must be a list"),
        ('issues = ["bpo-1"]\n[[section]]\nissues = []', "section 1: 'title' is missing"),
        ('issues = ["bpo-1"]\n[[section]]\ntitle = "a"\nissues = ["bpo-2"]', "does not list"),
        ('issues = ["bpo-1"]\nsection = [1]', "must list tables"),
        ("issues = [", "cannot be read"),
        ("", "lists no issues"),
    ],
)
def test_a_topic_that_is_wrong(tmp_path, text, sentence):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=re.escape(sentence)) as error:
        read_topic(str(path))
    assert "bad.toml" in str(error.value)


def test_a_topic_that_is_not_there(tmp_path):
    with pytest.raises(SettingsError, match="There is no topic nothing"):
        read_topic("nothing")
    with pytest.raises(SettingsError, match="cannot be read"):
        read_topic(str(tmp_path / "none.toml"))


def test_members(history):
    page = members.page(history, read_topic("subinterpreters"))
    rows = {row["issue"]: row for row in page["issues"].dicts()}
    assert rows["bpo-33608"]["commits"] == 13
    assert rows["bpo-33608"]["section"] == "Pending calls, three times"
    assert page.facts["issues"] == len(rows)
    assert "undone" in page.facts["on_main"]
    assert next(iter(rows)) == "bpo-19466"


def test_only_the_period_counts(history, tmp_path):
    path = tmp_path / "march.toml"
    path.write_text('issues = ["bpo-33608", "bpo-1"]\nsince = 2019-03-01\nuntil = 2019-03-04\n')
    page = members.page(history, read_topic(str(path)))
    assert page["issues"].dicts()[0]["commits"] == 3
    assert page.facts["not_in_the_database"] == "bpo-1"
    assert members.known(history, read_topic(str(path))) == ["bpo-33608"]


def test_suggestions_have_reasons(history):
    rows = {row["issue"]: row for row in members.suggestions(history, ["bpo-39984"]).dicts()}
    assert rows["bpo-37127"]["distance"] == 1
    assert rows["bpo-37127"]["reasons"].startswith("same commit as bpo-39984")
    assert "bpo-39984" not in rows
    with pytest.raises(LookupFailedError):
        members.suggestions(history, ["bpo-1"])
