"""What holds for all canned queries, whatever they ask."""

import re

import pytest

from miner.catalog.catalog import Catalog
from miner.resources import directory
from tests.queries.conftest import asking, required

CATALOG = Catalog.load()
# Named for what they take, and of one kind everywhere.
KINDS = {
    "issue": "issue",
    "commit": "commit",
    "before": "commit",
    "line": "line",
    "release_line": "line",
    "release": "release",
    "previous": "release",
    "phase": "choice",
    "state": "choice",
    "path": "path",
    "author": "person",
    "text": "words",
    "kind": "choice",
    "nature": "choice",
    "since": "day",
    "until": "day",
    "gap": "integer",
    "limit": "integer",
    "least": "integer",
    "confidence": "integer",
    "unproven": "boolean",
    "depth": "integer",
    "merges": "boolean",
    "versions": "boolean",
    "excused": "boolean",
    "finding": "choice",
    "section": "text",
    "partial": "boolean",
    "by_line": "boolean",
    "undone": "boolean",
    "had": "boolean",
    "open": "boolean",
    "pep": "integer",
    "branch": "line",
    "symbol": "text",
    "struct": "text",
    "from": "text",
    "to": "text",
    "at": "release",
    "against": "release",
    "still": "boolean",
    "api": "choice",
}


@pytest.mark.parametrize("name", CATALOG)
def test_runs_with_no_more_than_it_requires(name, ask):
    assert ask(name, **required(name))


@pytest.mark.postgresql
@pytest.mark.parametrize("name", CATALOG)
def test_both_dialects_answer_the_same_to_the_type(name, request):
    engines = [request.getfixturevalue(f"_{dialect}_world") for dialect in ("sqlite", "postgresql")]
    one, other = (asking(engine)(name, **required(name)) for engine in engines)
    assert [tuple(map(repr, row)) for row in one] == [tuple(map(repr, row)) for row in other]


@pytest.mark.parametrize("name", CATALOG)
def test_parameters_mean_the_same_everywhere(name):
    for parameter in CATALOG[name].parameters:
        assert KINDS[parameter.name] == parameter.kind


@pytest.mark.parametrize("name", CATALOG)
def test_rows_are_ordered_and_a_limit_is_a_parameter(name):
    sql = CATALOG[name].sql
    outermost = re.sub(r"\([^()]*\)", "", re.sub(r"--[^\n]*", "", sql))
    while (shorter := re.sub(r"\([^()]*\)", "", outermost)) != outermost:
        outermost = shorter
    assert "ORDER BY" in outermost
    assert ("LIMIT" in outermost) == any(each.name == "limit" for each in CATALOG[name].parameters)


@pytest.mark.parametrize("path", sorted(directory("queries").rglob("*.sql")), ids=lambda path: path.name)
def test_sql_is_kept_portable(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        place = f"{path}:{number}"
        assert len(line) <= 120, place
        assert line == line.rstrip(), place
        assert "::" not in line, place
        if path.parent.name != "postgresql":
            assert not re.search(r"\b(STRFTIME|JULIANDAY|GROUP_CONCAT|STRING_AGG|ILIKE|GLOB|IFNULL)\b", line), place
