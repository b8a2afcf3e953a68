"""The canned queries as read-only tools for assistants, over the Model Context Protocol on standard input and output.

Each tool has a JSON schema of its parameters. Its answer is a JSON object: the columns, at most as many rows as were
asked for, whether there are more, and the command that gives the same. Nothing can be written, and an answer that takes
too long is given up.
"""

import json
import shlex
from collections.abc import Callable, Mapping
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

from miner.answers import Rows
from miner.catalog.query import Parameter, Query
from miner.errors import MinerError, QueryError, SettingsError
from miner.history.history import History, open_history
from miner.render.cells import exact
from miner.story.check import check
from miner.story.finding import as_rows
from miner.story.reading import read

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server
    from mcp.types import CallToolRequestParams, CallToolResult, ListToolsResult, PaginatedRequestParams

#: How many rows an answer has at most, and by default.
MOST, USUAL = 1_000, 100
_ROWS: Final = "at_most"
_KINDS: Final = {"integer": "integer", "boolean": "boolean"}
_INSTRUCTIONS: Final = (
    "Questions to the mined history of CPython. Commits are named by any unambiguous abbreviation of their sha, issues "
    "as bpo-33608 or gh-77789, lines of development as main or 3.9, releases as 3.9.0a2. Quote the sha that an answer "
    "gives; where a column is null, the history does not say."
)

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


def serve(database: str | None, timeout: float) -> None:
    """Answer an assistant on standard input and output until it goes; raise SettingsError without the extra ``mcp``."""
    try:
        import anyio  # noqa: PLC0415 - an extra
        from mcp.server.stdio import stdio_server  # noqa: PLC0415 - an extra
    except ImportError:
        raise SettingsError("An assistant needs the extra [mcp]: pip install 'cpython-miner[mcp]'.") from None

    async def talk(history: History) -> None:
        server = make_server(history)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    with open_history(database, timeout=timeout) as history:
        anyio.run(talk, history)


def make_server(history: History) -> "Server[Any]":
    """Return a server whose tools answer from ``history``, one at a time."""
    import anyio  # noqa: PLC0415 - an extra
    from mcp import types  # noqa: PLC0415 - an extra
    from mcp.server.lowlevel import Server  # noqa: PLC0415 - an extra

    answers = {name: _asking(history, name) for name in history.catalog} | {
        "is_in_force": lambda given: _in_force(history, given),
        "tried_before": lambda given: _tried(history, given),
        "check_text": lambda given: _checked(history, given),
    }
    schemas = {name: _schema(history.catalog[name]) for name in history.catalog} | _OTHERS
    told = {name: _described(history.catalog[name]) for name in history.catalog} | _TOLD
    turn = anyio.Lock()

    async def list_tools(_context: object, _asked: "PaginatedRequestParams | None") -> "ListToolsResult":
        hint = types.ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
        return types.ListToolsResult(
            tools=[
                types.Tool(name=name, description=told[name], input_schema=schemas[name], annotations=hint)
                for name in answers
            ]
        )

    async def call_tool(_context: object, asked: "CallToolRequestParams") -> "CallToolResult":
        async with turn:
            answer, failed = await anyio.to_thread.run_sync(_answered, answers, asked.name, asked.arguments or {})
        text = types.TextContent(type="text", text=answer)
        return types.CallToolResult(content=[text], is_error=failed)

    return Server(
        "cpython-miner",
        version=metadata.version("cpython-miner"),
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def _answered(answers: Mapping[str, Answer], name: str, given: Mapping[str, Any]) -> tuple[str, bool]:
    """Return the text of an answer, and whether it says why there is none."""
    try:
        if name not in answers:
            raise QueryError(f"There is no tool {name}.")
        return json.dumps(answers[name](given), ensure_ascii=False), False
    except MinerError as error:
        return str(error), True


def _asking(history: History, name: str) -> Answer:
    def answer(given: Mapping[str, Any]) -> dict[str, Any]:
        parameters = {key: value for key, value in given.items() if key != _ROWS and value is not None}
        named = [(f"--{key.replace('_', '-')}", str(_plain(value))) for key, value in parameters.items()]
        command = shlex.join(["miner", "query", name.replace("_", "-"), *(word for pair in named for word in pair)])
        rows = history.query(name, **{key: _plain(value) for key, value in parameters.items()})
        return _told(rows, command, given)

    return answer


def _in_force(history: History, given: Mapping[str, Any]) -> dict[str, Any]:
    what, release = _text(given, "what"), given.get("release")
    answer = history.standing(what, release and str(release))
    return _told(answer.rows, shlex.join(["miner", "standing", what, *([str(release)] if release else [])]), given)


def _tried(history: History, given: Mapping[str, Any]) -> dict[str, Any]:
    if given.get("diff"):
        return _told(history.tried(diff=str(given["diff"])), "miner tried --diff -", given)
    paths = [str(path) for path in given.get("paths") or ()]
    return _told(history.tried(*paths), shlex.join(["miner", "tried", *paths]), given)


def _checked(history: History, given: Mapping[str, Any]) -> dict[str, Any]:
    text = _text(given, "text").encode("utf-8", "backslashreplace")
    markup = str(given.get("markup") or "text")
    if markup not in _MARKUPS:
        raise QueryError(f"The markup {markup} is not known: it is {', '.join(_MARKUPS)}.")
    document = read("text", text, markup, lambda _: None)
    return _told(as_rows({"text": check(history, document)}), "miner check -", given)


def _text(given: Mapping[str, Any], name: str) -> str:
    if not (text := str(given.get(name) or "").strip()):
        raise QueryError(f"The parameter {name} is missing.")
    return text


def _plain(value: Any) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _told(rows: Rows, command: str, given: Mapping[str, Any]) -> dict[str, Any]:
    asked = given.get(_ROWS, USUAL)
    most = min(MOST, asked) if isinstance(asked, int) and asked > 0 else USUAL
    return {
        "command": command,
        "columns": list(rows.columns),
        "rows": [[exact(value) for value in row] for row in rows.rows[:most]],
        "more": max(0, len(rows) - most),
    }


def _described(query: Query) -> str:
    columns = "; ".join(f"{column.name}: {column.description}" for column in query.columns)
    return f"{query.title}. {query.description}\nColumns: {columns}."


def _schema(query: Query) -> dict[str, Any]:
    return _object(
        {parameter.name: _property(parameter) for parameter in query.parameters},
        [parameter.name for parameter in query.parameters if parameter.need == "required"],
    )


def _property(parameter: Parameter) -> dict[str, Any]:
    described: dict[str, Any] = {
        "type": _KINDS.get(parameter.kind, "string"),
        "description": f"{parameter.description} (such as {parameter.example})",
    }
    if parameter.kind == "choice":
        described["enum"] = list(parameter.choices)
    if parameter.default is not None:
        described["default"] = parameter.convert(parameter.default)
    return described


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    rows = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL, "description": "at most so many rows"}
    return {
        "type": "object",
        "properties": {**properties, _ROWS: rows},
        "required": required,
        "additionalProperties": False,
    }


_STRING: Final = {"type": "string"}
_MARKUPS: Final = ("text", "rst", "markdown", "html")
_OTHERS: Final = {
    "is_in_force": _object({"what": _STRING, "release": _STRING}, ["what"]),
    "tried_before": _object({"paths": {"type": "array", "items": _STRING}, "diff": _STRING}, []),
    "check_text": _object(
        {"text": _STRING, "markup": {"type": "string", "enum": list(_MARKUPS), "default": "text"}},
        ["text"],
    ),
}
_TOLD: Final = {
    "is_in_force": "On which lines of development a commit, or the changes of an issue, are in force, or whether a "
    "release has them: since when, until when, and by which commit.",
    "tried_before": "What was tried before in a place and taken back, with reasons: the place is paths, or the text of "
    "a diff.",
    "check_text": "Compares what a text says about the history (commits, issues, dates, delays, reverts, releases, "
    "moved fields) with the database: a verdict on each claim, with the fact and the evidence.",
}
