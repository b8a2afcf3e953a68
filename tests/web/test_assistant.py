"""Tools for assistants: a client of the protocol gets what the commands give, and can neither write nor wait for ever."""

import json

import pytest

from miner.history.history import open_history
from tests.samples import sample, sample_repository  # noqa: F401 - fixtures

anyio = pytest.importorskip("anyio", reason="the extra [mcp] is not installed")
mcp = pytest.importorskip("mcp", reason="the extra [mcp] is not installed")


@pytest.fixture
def ask(sample):  # noqa: F811
    """Call tools as a client does, and return the answers: a value, or the sentence of a refusal."""
    from miner.web.assistant import make_server

    def asked(*calls):
        async def talk():
            with open_history(sample, timeout=20) as history:
                async with mcp.Client(make_server(history)) as client:
                    return [await client.call_tool(name, given) for name, given in calls]

        return [
            answer.content[0].text if answer.is_error else json.loads(answer.content[0].text)
            for answer in anyio.run(talk)
        ]

    return asked


def test_every_query_is_a_tool_with_a_schema(sample):  # noqa: F811
    from miner.web.assistant import make_server

    async def talk():
        with open_history(sample) as history:
            async with mcp.Client(make_server(history)) as client:
                return (await client.list_tools()).tools, list(history.catalog)

    tools, queries = anyio.run(talk)
    assert {tool.name for tool in tools} == {*queries, "is_in_force", "tried_before", "check_text"}
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert tool.description
        assert tool.input_schema["type"] == "object"
        assert all(each.get("description") or each["type"] for each in tool.input_schema["properties"].values())
    (commits,) = [tool for tool in tools if tool.name == "issue_commits"]
    assert commits.input_schema["properties"]["merges"] == {
        "type": "boolean",
        "default": 0,
        "description": "merge commits, too (such as yes)",
    }


def test_answers_are_those_of_the_commands(ask, sample):  # noqa: F811
    links, standing, tried, few, commits = ask(
        ("undo_links", {"issue": "bpo-33608", "at_most": 2}),
        ("is_in_force", {"what": "bpo-36854", "release": "3.9.0a2"}),
        ("tried_before", {"paths": ["Python/ceval.c"]}),
        ("issue_commits", {"issue": "bpo-33608", "merges": True, "limit": 1}),
        ("commits", {"author": "stinner"}),
    )
    with open_history(sample) as history:
        rows = history.query("undo_links", issue="bpo-33608")
        assert links["columns"] == list(rows.columns)
        assert links["rows"] == [list(row) for row in rows.rows[:2]]
        assert links["more"] == len(rows) - 2
        assert standing["rows"] == [list(row) for row in history.standing("bpo-36854", "3.9.0a2").rows.rows]
        assert len(tried["rows"]) == len(history.tried("Python/ceval.c"))
    (told,) = ask(("check_text", {"text": "bpo-33608 was reverted 7 days later; see ef4ac967e2."}))
    verdicts = [row[told["columns"].index("verdict")] for row in told["rows"]]
    assert verdicts
    assert "corrected" not in verdicts
    assert links["command"] == "miner query undo-links --issue bpo-33608"
    assert few["command"] == "miner query issue-commits --issue bpo-33608 --merges yes --limit 1"
    assert len(few["rows"]) == 1
    assert all("Stinner" in row[commits["columns"].index("author")] for row in commits["rows"])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (("issue_commits", {"issue": "bpo-99999999"}), "knows no issue bpo-99999999"),
        (("undo_links", {"nosuch": 1}), "nosuch"),
        (("undo_links", {"since": "yesterday"}), "a day"),
        (("is_in_force", {}), "The parameter what is missing"),
        (("tried_before", {}), "give one of them"),
        (("nosuch", {}), "There is no tool nosuch"),
        (("sql", {"statement": "DELETE FROM commits"}), "There is no tool sql"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_sentence(ask, call, said):
    (refused,) = ask(call)
    assert isinstance(refused, str)
    assert said in refused


def test_what_takes_too_long_is_given_up(sample, monkeypatch):  # noqa: F811
    from miner.web.assistant import make_server

    async def talk():
        with open_history(sample, timeout=0.0) as history:
            async with mcp.Client(make_server(history)) as client:
                return await client.call_tool("commits", {})

    answer = anyio.run(talk)
    assert answer.is_error or json.loads(answer.content[0].text)["rows"]
