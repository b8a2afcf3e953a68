"""``miner moves`` and ``miner struct``: the fields of structs in C headers over time."""

from datetime import datetime

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(short_help="List the struct fields that moved from one struct to another.")
@click.argument("from_struct", metavar="FROM")
@click.argument("to_struct", metavar="TO")
@click.option(
    "--since", type=_DAY, metavar="DAY", help="Only commits authored on or after this day, by the author's clock."
)
@click.option(
    "--until", type=_DAY, metavar="DAY", help="Only commits authored on or before this day, by the author's clock."
)
@click.option("--line", metavar="LINE", help="Only what was done on this line, such as main or 3.9.")
@click.option("--issue", metavar="ISSUE", help="Only commits that tag or close this issue.")
@output_options(pictures=True)
@click.pass_obj
def moves(
    session: Session,
    from_struct: str,
    to_struct: str,
    since: datetime | None,
    until: datetime | None,
    line: str | None,
    issue: str | None,
    output: Output,
) -> None:
    """List the fields that moved from one struct of the C headers to another, with what became of each move.

    FROM and TO are tags or typedefs, such as _PyRuntimeState PyInterpreterState; static as FROM means variables that
    became fields. What is in a struct that FROM or TO holds by value counts as its own:
    _PyRuntimeState.ceval.pending to PyInterpreterState.ceval.pending is such a move. A move whose field is not where
    it went any more is undone, if a commit took it back, or else the field moved on, was renamed or removed. Structs
    are read by `miner mine --structs`.
    """
    first, last = (None if day is None else day.date() for day in (since, until))
    with session.open() as history:
        rows = history.moves(from_struct, to_struct, first, last, line=line, issue=issue)
        ends = {row["by_sha"] for row in rows.dicts() if row["by_sha"]} if output.draws else set()
        days = {sha: str(history.query("commit_facts", commit=sha).dicts()[0]["authored_at"]) for sha in sorted(ends)}
    from miner.render.pictures.of_code import of_moves

    output.rows(rows, picture=lambda: of_moves(f"Fields that moved from {from_struct} to {to_struct}", rows, days))


@click.command(short_help="Show the fields of a C struct over time.")
@click.argument("name")
@click.option("--at", metavar="RELEASE", help="The fields that this release had.")
@click.option("--against", metavar="RELEASE", help="With --at: only what this release has otherwise.")
@click.option(
    "--line", metavar="LINE", default="main", show_default=True, help="The line whose fields of today are shown."
)
@output_options(pictures=True)
@click.pass_obj
def struct(session: Session, name: str, at: str | None, against: str | None, line: str, output: Output) -> None:
    """Show the fields of a struct of the C headers: since when each is there, by which commit, issue and release.

    NAME is its tag or typedef, also one that it had once. Without --at these are the fields of today, those that left
    it, with where they are now, and its other names. --at v3.8.0 --against v3.9.0 shows what somebody must know who
    upgrades. Structs are read by `miner mine --structs`.
    """
    if against is not None and at is None:
        raise click.UsageError("Give --at, too: the release to compare with --against.")
    if at is not None and output.draws:
        raise click.UsageError("The picture shows a struct over time: leave --at and --against out, or ask for rows.")
    with session.open() as history:
        page = history.struct(name, line=line) if at is None or output.draws else None
        rows = None if at is None else history.struct_at(name, at, against)
    if page is not None and output.draws:
        from miner.render.pictures.of_code import of_struct

        output.rows(rows or page["fields"], picture=lambda: of_struct(page))
    elif rows is not None:
        output.rows(rows)
    elif page is not None:
        output.page(page)
