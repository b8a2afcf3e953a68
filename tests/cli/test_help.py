"""Every command and every query is documented."""

import click
import pytest

from miner.catalog.catalog import Catalog
from miner.cli import cli

QUERIES = sorted(Catalog.load())


def walk(command, path=()):
    """Yield every command with its path, canned queries included."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from walk(command.get_command(context, name), (*path, name))


COMMANDS = dict(walk(cli))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_is_documented(run, path):
    command = COMMANDS[path]
    assert command.help, path
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, (path, parameter.name)
            assert parameter.help.endswith("."), (path, parameter.name)
    result = run(*path, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: {' '.join(('miner', *path))}")


@pytest.mark.parametrize("path", [path for path in COMMANDS if path], ids=" ".join)
def test_short_helps_are_not_cut_off(path):
    command = COMMANDS[path]
    if path[:1] != ("query",) or len(path) == 1:
        assert not command.get_short_help_str(62).endswith("...")


def test_every_query_is_a_command():
    names = {path[1] for path in COMMANDS if len(path) == 2 and path[0] == "query"}
    assert names == {name.replace("_", "-") for name in QUERIES}


@pytest.mark.parametrize("name", QUERIES)
def test_the_help_of_a_query_tells_its_parameters_and_columns(run, name):
    query = Catalog.load()[name]
    text = run("query", name, "--help", terminal_width=200).stdout
    words = " ".join(text.split())
    assert query.title in words
    assert " ".join(query.description.split()) in words
    for parameter in query.parameters:
        assert f"{parameter.option} " in words
    for column in query.columns:
        assert f"{column.name} {column.description}" in words


def test_the_queries_are_listed_with_their_titles(run):
    text = run("query", "--help").stdout
    for name in QUERIES:
        query = Catalog.load()[name]
        assert query.command in text.split()
        assert query.title in text


def test_everything_that_prints_rows_takes_all_formats():
    without = {
        *("mine", "demo", "fetch", "import-records", "upgrade", "import-revisions", "forget", "vacuum"),
        *("story", "chart", "export", "fleet", "feed", "serve", "mcp", "man"),
    }
    for path, command in COMMANDS.items():
        if not isinstance(command, click.Group) and path[-1] not in without:
            options = {option for parameter in command.params for option in parameter.opts}
            assert {"--format", "--output", "--wide", "--raw", "--bom"} <= options, path


def test_the_version(run):
    assert run("--version").stdout.startswith("miner ")
