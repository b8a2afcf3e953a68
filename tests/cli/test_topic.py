"""The command that shows topics, and other commands that take one."""

import json


def test_the_topics_that_there_are(ask):
    assert "subinterpreters: " in ask("topic")


def test_a_topic(ask):
    text = ask("topic", "subinterpreters")
    assert "bpo-33608" in text
    page = json.loads(ask("topic", "subinterpreters", "--format", "json"))
    assert page["facts"]["topic"] == "subinterpreters"
    assert page["issues"][0]["issue"] == "bpo-19466"


def test_suggestions(ask, refuse):
    rows = json.loads(ask("topic", "--suggest", "bpo-39984", "--format", "json"))
    assert "bpo-37127" in {row["issue"] for row in rows}
    outside = json.loads(ask("topic", "subinterpreters", "--suggest", "bpo-39984", "--format", "json"))
    assert "bpo-37127" not in {row["issue"] for row in outside}
    assert "bpo-1" in refuse("topic", "--suggest", "bpo-1")


def test_a_timeline_of_a_topic(ask, refuse, run, sample, tmp_path):
    rows = json.loads(ask("timeline", "--topic", "subinterpreters", "--format", "json"))
    assert {"bpo-33608", "bpo-39984"} <= {row["issue"] for row in rows}
    assert "Name at least one issue" in refuse("timeline", code=2)
    path = tmp_path / "none.toml"
    path.write_text('issues = ["bpo-1"]')
    result = run("--db", sample, "timeline", "--topic", path)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "knows no issue" in result.stderr
