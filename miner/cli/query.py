"""``miner query``, one subcommand for each canned query, and ``miner sql``."""

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import click

from miner.catalog.catalog import Catalog
from miner.catalog.query import Parameter, Query
from miner.cli.output import Output, output_options
from miner.cli.session import Session
from miner.errors import QueryError

if TYPE_CHECKING:
    from miner.fleet.asking import Fleet

    _AnyType = click.ParamType[Any]
else:
    _AnyType = click.ParamType  # generic only since click 8.4

# More rows than any answer has.
_ENDLESS = 2**31 - 1
# Seconds that somebody waits for an answer at a terminal.
_PATIENCE = 60


class _Typed(_AnyType):
    """A click type for the kind of a query's parameter."""

    def __init__(self, parameter: Parameter) -> None:
        self._parameter = parameter
        self.name = parameter.kind

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Complete the values of a choice, and names of issues, lines and releases that the database knows."""
        from click.shell_completion import CompletionItem

        from miner.cli.completion import completing

        if self._parameter.kind in {"issue", "line", "release"}:
            return completing(self._parameter.kind)(ctx, param, incomplete)
        return [CompletionItem(value) for value in self._parameter.choices if value.startswith(incomplete)]

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str | None:  # noqa: ARG002
        """Show all values of a choice, as click does for its own."""
        return f"[{'|'.join(self._parameter.choices)}]" if self._parameter.choices else None

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Check the value and return it unchanged; issues and commits are looked up later, in the database."""
        try:
            self._parameter.convert(value)
        except QueryError as error:
            self.fail(str(error), param, ctx)
        return value


class QueryGroup(click.Group):
    """The canned queries as commands; dashes and underscores in their names are equivalent."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the queries, with dashes."""
        return sorted(name.replace("_", "-") for name in Catalog.load())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Build the command of a query from its header."""
        return command_of(_find(cmd_name))

    def resolve_command(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        args: list[str],
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command of the query that the first argument names."""
        command = command_of(_find(args[0]))
        return command.name, command, args[1:]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the queries with their full titles."""
        catalog = Catalog.load()
        with formatter.section("Queries"):
            formatter.write_dl([(name, catalog[name].title) for name in self.list_commands(ctx)])
        with formatter.section("Queries over many repositories, with --fleet"):
            across = Catalog.across()
            formatter.write_dl([(name.replace("_", "-"), across[name].title) for name in across])


def _find(name: str) -> Query:
    """Return the canned query of this name, about one repository or about many."""
    across = Catalog.across()
    return across[name] if name in across else Catalog.load()[name]


class QueryCommand(click.Command):
    """A canned query as a command; its help also describes the columns."""

    def __init__(self, query: Query, **kwargs: Any) -> None:
        super().__init__(query.command, help=f"{query.heading}\n\n{query.description}", **kwargs)
        self._query = query

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Describe each column of the answer."""
        with formatter.section("Columns"):
            formatter.write_dl([(column.name, column.description) for column in self._query.columns])


def at_a_terminal() -> bool:
    """Return whether somebody waits for the answer."""
    return sys.stdout.isatty()


def _timeout_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option for a time limit to a command, which gets it as ``timeout``: seconds, None for no limit."""

    def chosen(_context: click.Context, _option: click.Parameter, given: int | None) -> int | None:
        if given is None:
            return _PATIENCE if at_a_terminal() else None
        return given or None

    return click.option(
        "--timeout",
        type=click.IntRange(0, 1_000_000),
        callback=chosen,
        metavar="SECONDS",
        help=f"Give up after so many seconds, 0 for never. Default: {_PATIENCE} on a terminal, otherwise 0.",
    )(command)


def command_of(query: Query) -> click.Command:
    """Return the command that runs a canned query."""

    @click.option("--show", is_flag=True, help="Print the SQL instead of running it.")
    @_timeout_option
    @output_options()
    @click.pass_obj
    def run(session: Session, /, output: Output, show: bool, timeout: int | None, **parameters: Any) -> None:
        if show:
            dialect = session.url().get_backend_name() if query.variants else "sqlite"
            click.echo(query.sql_for(dialect))
            return
        if session.fleet is not None:
            # A query that is asked of each repository limits the rows of each by itself.
            most = _most(query, parameters) if output.sort else _given_limit(parameters)
            with _open_fleet(session.fleet) as fleet:
                output.rows(fleet.ask(query, parameters, session.repositories, timeout), most=most)
            return
        if query.name in Catalog.across():
            raise QueryError(
                f"The query {query.command} is about many repositories: miner query --fleet DIR {query.command}."
            )
        most = _most(query, parameters) if output.sort else None
        with session.open(timeout) as history:
            output.rows(history.query(query.name, **parameters), most=most)

    options = [_option(parameter) for parameter in query.parameters]
    run_options = cast("list[click.Parameter]", run.__dict__.pop("__click_params__", []))
    run_options.reverse()
    return QueryCommand(query, params=[*options, *run_options], callback=run)


def _most(query: Query, parameters: dict[str, Any]) -> int | None:
    """Take the limit out of a query's parameters, to be applied after sorting; return it, None for all rows."""
    limit = next((each for each in query.parameters if each.name == "limit"), None)
    if limit is None:
        return None
    given = parameters["limit"] or limit.default
    parameters["limit"] = _ENDLESS
    return None if given is None else int(given)


def _given_limit(parameters: dict[str, Any]) -> int | None:
    """Return the limit that was asked for, None if there is none."""
    given = parameters.get("limit")
    return None if given is None else int(given)


def _option(parameter: Parameter) -> click.Option:
    # click's `required` is not used: the query's own error names what is missing and gives an example.
    needed = {"required": " Required.", "optional": "", "default": f" Default: {parameter.default}."}
    clock = ", by the author's clock" if parameter.kind == "day" else ""
    about = f"{parameter.description[:1].upper()}{parameter.description[1:].rstrip('.')}{clock}."
    names, kind, told = [parameter.option, parameter.name], _Typed(parameter), about + needed[parameter.need]
    if parameter.kind == "boolean":  # `--merges` alone means yes, as it does for other commands
        return click.Option(names, type=kind, help=told, is_flag=False, flag_value="yes")
    return click.Option(names, type=kind, help=told)


def _open_fleet(place: str) -> "Fleet":
    from miner.fleet import need_extra

    need_extra()
    from miner.fleet.asking import Fleet
    from miner.fleet.place import Place

    return Fleet(Place(place))


@click.group(cls=QueryGroup, invoke_without_command=True)
@click.option(
    "--fleet",
    "place",
    metavar="DIR|URL",
    help="Ask the data set of `miner fleet` instead of the database; alone, list which queries can be asked of it.",
)
@click.option(
    "--repository", "repositories", metavar="NAME", multiple=True, help="With --fleet: only this one; may be repeated."
)
@click.pass_context
def query(context: click.Context, place: str | None, repositories: tuple[str, ...]) -> None:
    """Run one of the canned queries.

    Each query has an option for every parameter; its --help describes every column of the answer.

    With --fleet a canned query is asked of each repository in turn, and its rows begin with the repository. Issues are
    then given by their keys and commits by their full shas. --limit and --sort are about the whole answer; without
    them each repository has as many rows as the query's own limit lets through.
    """
    if repositories and place is None:
        raise click.UsageError("--repository chooses among those of a data set: name it with --fleet.")
    if place is not None:
        context.obj = replace(context.obj, fleet=place, repositories=repositories)
    if context.invoked_subcommand is not None:
        return
    if place is None:
        click.echo(context.get_help(), err=True)
        context.exit(2)  # as for any group that is given no command
    from miner.fleet.asking import answerable

    catalog = Catalog.load()
    with _open_fleet(place) as fleet:
        Output().rows(answerable(fleet, [catalog[name] for name in catalog]))


@click.command()
@click.argument("statement", metavar="SQL")
@_timeout_option
@output_options()
@click.pass_obj
def sql(session: Session, statement: str, timeout: int | None, output: Output) -> None:
    """Run your own SELECT statement; it cannot write.

    Nor can it call functions that do more than read the tables, such as those that read files.

    `-` reads the statement from standard input.
    """
    if statement == "-":
        statement = sys.stdin.read()
    with session.open(timeout) as history:
        output.rows(history.sql(statement))
