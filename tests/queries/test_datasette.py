"""Every canned query answers in Datasette what the command answers, whichever boxes are filled in."""

import asyncio
import re
from urllib.parse import urlencode

import pytest

from miner.catalog.catalog import Catalog
from miner.catalog.datasette import datasette_queries
from tests.queries.conftest import asking, required, short
from tests.queries.golden import Case, bound, cases

# To learn what SQLite can do, Datasette opens connections that it does not close, also where it is imported.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed database:ResourceWarning")
CATALOG = Catalog.load()
FILLED = [case for case in cases() if set(bound(case.asked)) - set(required(case.query))]
# A parameter that is bound as it comes.
BARE = re.compile(r"(?<!TRIM\():[a-z]")


@pytest.fixture(scope="module")
def visit(_sqlite_world):
    """Open a canned query in Datasette with these boxes filled in, and return its rows."""
    from datasette.app import Datasette

    with _sqlite_world.connect() as connection:
        ((_, _, path),) = connection.exec_driver_sql("PRAGMA database_list").all()
    metadata = {"databases": {"world": {"queries": datasette_queries(CATALOG)}}}
    # Without threads each database has two connections at most, which can be closed; Datasette leaves them open.
    settings = {"num_sql_threads": 0, "sql_time_limit_ms": 60_000}
    datasette = Datasette([path], metadata=metadata, settings=settings)

    with asyncio.Runner() as runner:

        def visiting(name, given):
            boxes = {parameter.name: given.get(parameter.name, "") for parameter in CATALOG[name].parameters}
            address = f"/world/{name}.json?{urlencode({**boxes, '_shape': 'objects'})}"
            response = runner.run(datasette.client.get(address))
            answer = response.json()
            assert response.status_code == 200, answer
            assert not answer["truncated"]
            columns = [column.name for column in CATALOG[name].columns]
            assert answer["columns"] == columns
            return [tuple(short(row[column]) for column in columns) for row in answer["rows"]]

        runner.run(datasette.invoke_startup())
        yield visiting
    for database in datasette.databases.values():
        for connection in filter(None, (database._read_connection, database._write_connection)):
            connection.close()


@pytest.fixture(scope="module")
def command(_sqlite_world):
    """Run a canned query as the command does, and return its rows."""
    return asking(_sqlite_world)


@pytest.mark.parametrize("name", CATALOG)
def test_with_no_more_filled_in_than_is_required(name, visit, command):
    rows = visit(name, required(name))
    assert rows
    assert rows == command(name, **required(name))


@pytest.mark.parametrize("case", FILLED, ids=lambda case: f"{case.query} {case.asked}")
def test_with_boxes_filled_in(case: Case, visit, command):
    given = bound(case.asked)
    assert visit(case.query, given) == command(case.query, **given)


@pytest.mark.parametrize("name", CATALOG)
def test_every_parameter_is_a_box_that_may_be_empty(name):
    query = datasette_queries(CATALOG)[name]
    assert query["params"] == [parameter.name for parameter in CATALOG[name].parameters]
    assert not BARE.search(query["sql"])
    assert query["title"] == CATALOG[name].title


def test_boxes_are_read_as_the_command_reads_them(visit):
    assert visit("undo_links", {"nature": " REVERT "}) == visit("undo_links", {})
    assert visit("issue_commits", {"issue": " BPO-100 "}) == visit("issue_commits", {"issue": "bpo-100"})
    assert visit("issue_commits", {"merges": "Yes"}) == visit("issue_commits", {"merges": "1"})
    assert visit("issue_commits", {"merges": "Yes"}) != visit("issue_commits", {"merges": "no"})
    assert len(visit("slowest_reverts", {"limit": " 2 "})) == 2
    assert visit("releases", {"until": "2019-02-24T10:00:00"}) == visit("releases", {"until": "2019-02-24"})
