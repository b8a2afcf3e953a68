"""Every canned query answers what its golden file says, on both dialects."""

import pytest

from miner.catalog.catalog import Catalog
from tests.queries.golden import Case, bound, cases, shown

CATALOG = Catalog.load()
CASES = list(cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.query} {case.asked}".strip())
def test_answer(case: Case, ask):
    assert [shown(row) for row in ask(case.query, **bound(case.asked))] == case.rows


def test_every_query_has_a_golden_file_and_every_file_a_query():
    assert {case.query for case in CASES} == set(CATALOG)


@pytest.mark.parametrize("name", CATALOG)
def test_every_parameter_is_asked_for(name):
    asked = {parameter for case in CASES if case.query == name for parameter in bound(case.asked)}
    assert asked == {parameter.name for parameter in CATALOG[name].parameters}


@pytest.mark.parametrize("name", CATALOG)
def test_every_query_gives_rows_for_something(name):
    assert any(case.rows for case in CASES if case.query == name)
