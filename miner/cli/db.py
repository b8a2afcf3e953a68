"""``miner db``: the schema of the database, and what it holds."""

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session


@click.group()
def db() -> None:
    """Look after the database."""


@db.command(short_help="Create the tables or bring them up to date.")
@click.pass_obj
def upgrade(session: Session) -> None:
    """Create the tables, or bring those of an earlier version up to date."""
    from miner.store import schema
    from miner.store.engine import explained, open_for_writing

    url = session.url()
    name = str(url.database) if url.get_backend_name() == "sqlite" else str(url)
    engine = open_for_writing(url)
    try:
        with explained(url):
            before, after = schema.upgrade(engine, name)
    finally:
        engine.dispose()
    if before == after:
        click.echo(f"{name} has schema {after} already.")
    else:
        click.echo(f"{name} now has schema {after}{f', before it was {before}' if before else ''}.")


@db.command(short_help="Tell what has been mined.")
@output_options
@click.pass_obj
def info(session: Session, output: Output) -> None:
    """Tell what has been mined: repositories, commits, relations, gaps."""
    with session.open() as history:
        output.rows(history.info())
