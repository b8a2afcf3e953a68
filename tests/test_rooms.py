"""Imports run one way: `CONTRIBUTING.md` draws the order of the rooms, the tables here are it."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "miner"

# What every room but `messages` may use.
GROUND = (
    "answers",
    "arrow",
    "errors",
    "locks",
    "model",
    "processes",
    "resources",
    "settings",
    "texts",
    "toml_tables",
    "tracked",
)

# Each room, the rooms right below it, and why. A room may import what can be reached by going down, over any number of
# rooms: nothing above it and nothing beside it. A room is a module or a folder of `miner/`; `graph.line_names` is the
# one file that is also open to a room that may not use the rest of its folder.
ROOMS: dict[str, tuple[tuple[str, ...], str]] = {
    "__main__": (("cli",), "It starts the command line."),
    "__init__": (("history", "pipeline"), "The public API gathers names from the rooms that scripts use."),
    "cli": (
        ("web", "story", "fleet"),
        "A command calls mining or the facade and hands the answer to a renderer.",
    ),
    "story": (("render",), "A document is checked by what the facade answers, and drawn by the renderers."),
    "web": (("story", "export"), "Other programs get what commands get."),
    "fleet": (
        ("export", "pipeline"),
        "A task mines and exports; the rooms below know one repository and nothing of tasks.",
    ),
    "export": (("render",), "Files are written from what the facade answers."),
    "render": (("history", "evaluate"), "Renderers draw what the facade answers and never ask themselves."),
    "history": (
        ("evaluate", "catalog", "contents", "code", "git"),
        "The facade answers from canned queries, and compares a diff or a branch with what was mined; it never mines.",
    ),
    "evaluate": (GROUND, "It compares rows with labels and takes the rows from whoever calls it."),
    "catalog": (GROUND, "A canned query needs a connection and knows nothing about how the database was filled."),
    "pipeline": (
        ("relations", "news", "tracker", "code", "sample", "reading"),
        "Mining is the only room that knows all the steps.",
    ),
    "relations": (("resolve", "messages"), "Ties between commits are found in the database, without the repository."),
    "news": (
        ("resolve", "messages", "git"),
        "The NEWS is read from the repository and tied to commits in the database.",
    ),
    "code": (
        ("graph", "git"),
        "The headers of a line are read from the repository, commit by commit as the graph orders them.",
    ),
    "tracker": (("resolve", "messages"), "Records of trackers name issues and commits."),
    "sample": (GROUND, "The sample history is built from a file of facts alone."),
    "resolve": (("contents",), "To name a commit takes the graph and what the commit did to files."),
    "contents": (("graph",), "What a change did is looked for among a commit's ancestors."),
    "graph": (("store", "messages"), "Lines and releases follow from stored commits and the prefixes of titles."),
    "graph.line_names": ((), "The names of lines are text and need no database."),
    "reading": (
        ("git", "messages", "graph.line_names"),
        "A reading process starts for each core, so it imports no database, which would double its start.",
    ),
    "store": (GROUND, "Tables and writers do not know where their rows come from."),
    "git": (GROUND, "Reading a repository needs no database and no conventions of messages."),
    "messages": (("model",), "Functions from text to values: nothing to open, and nothing to configure."),
    "toml_tables": (("errors",), "A wrong table is an error that the user is told."),
    "resources": (("errors",), "A missing file is an error that the user is told."),
    "processes": (("errors",), "A dead process is an error that the user is told."),
    "texts": ((), "What can be stored is asked where text is read and where it is written."),
    "locks": ((), "A lock is a file, whoever needs it."),
    "settings": (("errors",), "Where things are depends on the environment alone."),
    "model": ((), "The values that travel between rooms know none of them."),
    "answers": (("errors", "arrow"), "Rows are what is asked for, whoever asks; a wrong column is told."),
    "arrow": ((), "Columns of values, whatever they are about."),
    "tracked": ((), "Nor do those that come from trackers."),
    "errors": ((), "Errors come from everywhere."),
}

# What is not ours, the rooms that may import it, and why.
OUTSIDE: dict[str, tuple[tuple[str, ...], str]] = {
    "pygit2": (("git", "sample"), "One room reads repositories; the sample writes one."),
    "subprocess": (("git", "processes"), "Programs are started with the environment and the pipes that these prepare."),
    "multiprocessing": ((), "It would ask scripts for a `__main__` guard; `processes` does not."),
    "sqlalchemy": (
        ("store", "graph", "contents", "resolve", "relations", "news", "tracker", "code", "pipeline", "catalog", "evaluate", "history", "fleet", "cli"),
        "Reading, understanding and rendering take rows from others and work without a database.",
    ),
    "tree_sitter": (("code",), "One room understands C."),
    "tree_sitter_c": (("code",), "As tree_sitter."),
    "alembic": (("store",), "The tool upgrades its database in one place."),
    "click": (("cli",), "Everything but the command line is also used without one."),
    "jinja2": (("render", "story"), "Pictures and stories have templates; nothing else makes text by one."),
    "datasette": (("web",), "One room serves."),
    "uvicorn": (("web",), "As datasette."),
    "mcp": (("web",), "Only what serves an assistant speaks its protocol."),
    "anyio": (("web",), "As mcp."),
    "distributed": (("fleet",), "One room knows Dask."),
    "dask": (("fleet",), "As distributed."),
    "duckdb": (("fleet",), "Only the data set of many repositories is asked without a database."),
    "fsspec": (("fleet",), "As duckdb, which reads buckets through it."),
    "psutil": (("fleet",), "Only what runs on other machines is watched."),
    "pandas": (("answers",), "Only who has it asks for it."),
    "pyarrow": (("answers", "arrow", "export", "fleet", "render"), "As pandas."),
    "xlsxwriter": (("render",), "Workbooks are one of the formats of answers."),
    "docutils": (("story",), "Documents are read in one room, and only by whoever has its extra."),
    "markdown_it": (("story",), "As docutils."),
    "bs4": (("story",), "As docutils."),
    "rich": (("cli", "render"), "Only what is printed is drawn."),
    "altair": (("render",), "As vl_convert."),
    "vl_convert": (("render",), "It makes pictures of pictures."),
    "platformdirs": (("settings",), "One file says where things are."),
    "requests": (("tracker",), "As socket."),
    "tenacity": (("tracker",), "What is waited for is a tracker."),
    "socket": (("tracker",), "Nothing is fetched but by trackers, and by git when it clones."),
    "http": (("tracker",), "As socket."),
    "urllib.request": (("tracker",), "As socket."),
    "importlib.import_module": (("__init__", "cli"), "What is imported by its name as text escapes this test."),
}  # fmt: skip


def below(room: str) -> set[str]:
    """Return all rooms that a room may import."""
    found: set[str] = set()
    waiting = [*ROOMS[room][0]]
    while waiting:
        if (lower := waiting.pop()) not in found:
            found.add(lower)
            waiting += ROOMS[lower][0]
    return found


def room_of(path: Path) -> str:
    """Return the room of a file: the first part of its path in `miner/`."""
    return path.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything imported, also in functions and for type checkers only."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Attribute) and node.attr == "import_module":
            yield node.lineno, "importlib.import_module"


def wrong_imports(room: str, source: str) -> list[str]:
    """Return what a file of a room must not import, as `line: name`."""
    allowed = {room, *below(room)}
    return [f"{line}: {name}" for line, name in imports(ast.parse(source)) if not _may(room, allowed, name)]


def _may(room: str, allowed: set[str], name: str) -> bool:
    if name.startswith("."):
        return False
    if name == "miner" or name.startswith("miner."):
        return any(_is_in(name, f"miner.{lower}") for lower in allowed)
    return all(room in rooms for module, (rooms, _) in OUTSIDE.items() if _is_in(name, module))


def _is_in(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def test_every_room_has_its_place():
    assert {room_of(path) for path in HOUSE.rglob("*.py")} == {room for room in ROOMS if "." not in room}


def test_the_order_has_no_circles():
    assert [room for room in ROOMS if room in below(room)] == []


def test_mining_is_above_asking():
    assert not {"catalog", "history", "render"} & below("pipeline")
    assert "pipeline" not in below("history") | below("catalog")


def test_imports_run_one_way():
    files = {path.relative_to(HOUSE.parent): path for path in HOUSE.rglob("*.py")}
    assert [
        f"{name}:{wrong}"
        for name, path in files.items()
        for wrong in wrong_imports(room_of(path), path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        pytest.param("store", "from miner.graph.ancestry import Graph", id="upwards"),
        pytest.param("news", "from miner.relations import relate", id="sideways"),
        pytest.param("catalog", "import miner.pipeline.run", id="a-module"),
        pytest.param("history", "def mine():\n    from miner.pipeline import mine", id="in-a-function"),
        pytest.param("git", "if TYPE_CHECKING:\n    from miner.store import engine", id="for-types"),
        pytest.param("messages", "from miner import settings", id="ground-that-one-room-does-without"),
        pytest.param("reading", "from miner.graph import line_names, lines", id="beside-an-open-file"),
        pytest.param("reading", "import sqlalchemy.exc", id="a-library"),
        pytest.param("relations", "import subprocess", id="a-program"),
        pytest.param("news", "from urllib import request", id="a-network"),
        pytest.param("store", "from . import bulk", id="relative"),
        pytest.param("render", "from miner import History", id="the-public-api"),
        pytest.param("catalog", "importlib.import_module('miner.pipeline')", id="by-name"),
    ],
)
def test_a_wrong_import_is_found(room, source):
    allowed = "import re\nfrom miner import model\nfrom urllib.parse import quote\n"
    assert wrong_imports(room, allowed) == []
    (wrong,) = wrong_imports(room, allowed + source)
    assert wrong.partition(":")[0] == str(allowed.count("\n") + source.count("\n") + 1)


def test_the_map_shows_the_same_order():
    """The rooms that CONTRIBUTING lists are the rooms, and the arrows that it draws are imports that are allowed."""
    text = (HOUSE.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## Rooms")[2].partition("\n## ")[0]
    rows = "".join(re.findall(r"^\| `.*? \|", section, re.MULTILINE))
    listed = {place.removesuffix(".py").rstrip("/") for place in re.findall(r"`miner/([\w.]+/?)`", rows)}
    assert listed == {room for room in ROOMS if "." not in room}
    drawing = section.partition("```text\n")[2].partition("```")[0]
    chains = [[re.findall(r"[\w.]+", group) for group in line.split("→")] for line in drawing.splitlines()]
    arrows = [(upper, lower) for chain in chains for pair in pairwise(chain) for upper, lower in product(*pair)]
    assert arrows
    assert [(upper, lower) for upper, lower in arrows if lower not in below(upper)] == []
