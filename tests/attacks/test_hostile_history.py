"""A history of huge numbers, NUL, sizes and odd dates is mined whole, and every command answers about it."""

import csv
import io
import json
import os
import re
import xml.etree.ElementTree as ET

import docutils.core
import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt
from sqlalchemy import text

from miner.cli import cli
from miner.history.history import open_history
from miner.pipeline import mine
from miner.store.engine import database_url
from tests.attacks.hostile_history import HEADERS, PEOPLE, TIMES, build, hostile_messages

RST = {"report_level": 1, "halt_level": 2, "input_encoding": "unicode", "_disable_config": True}
READ = {
    "csv": lambda said: list(csv.reader(io.StringIO(said, newline=""))),
    "json": json.loads,
    "jsonl": lambda said: [json.loads(line) for line in said.splitlines()],
    "markdown": MarkdownIt("commonmark", {"html": True}).enable("table").parse,
    "rst": lambda said: docutils.core.publish_doctree(said, settings_overrides=RST),
    "table": str.isprintable,
}
#: `make attack` parses all formats, which takes a minute and a half.
ALL = "MINER_ATTACKS" in os.environ
#: What a query is asked that has no answer for the whole history.
REQUIRED = {
    "text": "title",
    "issue": "bpo-1000",
    "release": "v3.8.0",
    "struct": "PyObject",
    "symbol": "PyObject",
    "from": "PyObject",
    "to": "PyTypeObject",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    return build(tmp_path_factory.mktemp("hostile") / "repo.git")


@pytest.fixture(scope="module")
def mined(hostile, tmp_path_factory):
    path = tmp_path_factory.mktemp("mined") / "history.db"
    mine(hostile.path, database_url(path), lines=True, workers=1)
    return path


def test_nothing_is_lost(hostile, database):
    mine(hostile.path, database.url, lines=True, workers=1)
    with database.engine.connect() as connection:
        count = connection.scalar(text("SELECT COUNT(*) FROM commits"))
        sizes = list(connection.scalars(text("SELECT kind FROM gaps WHERE kind = 'size'")))
        longest = connection.scalar(text("SELECT MAX(LENGTH(name)) FROM people"))
    assert count == 1 + len(hostile_messages()) + len(HEADERS) + len(PEOPLE) + len(TIMES) + 1
    assert len(sizes) == 3  # two people, and a message of 20,000 issues
    assert longest <= 1_000


def commands(path):
    """Return all commands that answer, each with what it needs."""
    with open_history(str(path)) as history, history.connect() as connection:
        newest = connection.execute(text("SELECT sha FROM commits ORDER BY id DESC LIMIT 1")).scalar_one()
        catalog = {name: history.catalog[name] for name in history.catalog}
    for issue in ("bpo-1000", "bpo-40002", "bpo-40003"):
        yield from ([name, issue] for name in ("timeline", "issue", "related", "cycles", "ledger", "standing"))
    yield from (["commit", newest], ["standing", newest], ["release", "v3.8.0"], ["tried", "Lib"], ["cycles"])
    yield from (["db", "info"], ["sql", "SELECT * FROM commit_details ORDER BY commit_id LIMIT 50"])
    known = REQUIRED | {"commit": newest}
    for name, query in catalog.items():
        needed = [each.name for each in query.parameters if each.need == "required"]
        yield ["query", name, *(word for each in needed for word in (f"--{each}", known[each]))]


@pytest.mark.parametrize("format_", READ if ALL else ["table"])
def test_every_command_answers(mined, format_):
    for command in commands(mined):
        done = CliRunner().invoke(cli, ["--db", str(mined), *command, "--format", format_], prog_name="miner")
        assert done.exit_code == 0, (command, done.output[:300])
        if done.stdout.strip():
            READ[format_](done.stdout)


@pytest.mark.parametrize("format_", ["svg", "html"])
def test_every_picture_is_drawn_and_text_stays_text(mined, format_):
    for issue in ("bpo-1000", "bpo-40002", "bpo-40003"):
        for name in ("timeline", "issue", "cycles", "ledger"):
            done = CliRunner().invoke(cli, ["--db", str(mined), name, issue, "--format", format_], prog_name="miner")
            assert done.exit_code == 0, (name, issue, done.output[:300])
            if format_ == "svg":
                tags = {element.tag.rpartition("}")[2] for element in ET.fromstring(done.stdout_bytes).iter()}
            else:
                tags = set(re.findall(r"<([a-z]\w*)", done.stdout))
            assert not tags & {"script", "img", "iframe", "a", "object", "image", "foreignObject"}
