"""``miner db``: the schema and the contents of the database."""

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session, tell


@click.group()
def db() -> None:
    """Manage the database."""


@db.command(short_help="Create the tables or upgrade them.")
@click.pass_obj
def upgrade(session: Session) -> None:
    """Create the tables, or upgrade those of an earlier version."""
    from miner.store import schema
    from miner.store.engine import shown
    from miner.store.writing import written_alone

    url = session.url()
    name = shown(url)
    with written_alone(url) as engine:
        before, after, views_renewed = schema.upgrade(engine, name, tell)
        if before != after:
            from miner.pipeline.progress import Quiet
            from miner.pipeline.taking_in import take_in

            take_in(engine, Quiet())  # an upgrade may let stored records be understood again
    if views_renewed:
        click.echo(f"{name} has schema {after} already; its views, which were others than this tool's, are made again.")
    elif before == after:
        click.echo(f"{name} has schema {after} already.")
    else:
        click.echo(f"{name} now has schema {after}{f', before it was {before}' if before else ''}.")


@db.command("import-revisions", short_help="Import which commits old revisions became.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.pass_obj
def import_revisions(session: Session, file: str) -> None:
    """Import from a CSV FILE which commits Mercurial ids and svn revisions became.

    The first line names the columns: hg_node and git_sha, or svn_rev, svn_branch and git_sha. For example, the row
    c2a13acd5e2b,45956b9a33af634a2919ade64c1dd223ab2d5235 maps the Mercurial id of the change of bpo-19466, which the
    tracker names but no list and no commit header has, to its git commit.

    Imported names are kept when the history is mined again, and mentions of them are resolved again.
    """
    from pathlib import Path

    from miner.errors import SettingsError
    from miner.pipeline.import_mapping import import_revisions as imported
    from miner.store.writing import open_alone

    try:
        content = Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from error
    with open_alone(session.url(), tell) as engine, engine.begin() as connection:
        rows, new = imported(connection, content, file)
    click.echo(f"{file} has {rows} {'name' if rows == 1 else 'names'}, {new} of them new.")


@db.command(short_help="Take a repository out of the database.")
@click.argument("repository")
@click.pass_obj
def forget(session: Session, repository: str) -> None:
    """Take a REPOSITORY, a path or URL that was mined, out of the database, with all that only it has.

    Commits that other mined repositories have, too, stay. What follows from refs, such as lines, releases and
    relations, is decided again; the clone need not be there any more.
    """
    from miner.pipeline.forgetting import forget_repository

    gone = forget_repository(repository, session.url(), tell)
    left = f"{gone.left:,} stay, which others have" if gone.left else "nothing is left"
    click.echo(f"{gone.location} is forgotten: {gone.removed:,} commits are removed, {left}.")
    if gone.unread:
        click.echo("The NEWS may be incomplete until a repository that is left is mined again.", err=True)


@db.command(short_help="Show what has been mined.")
@output_options()
@click.pass_obj
def info(session: Session, output: Output) -> None:
    """Show what has been mined: repositories, commits, relations, gaps."""
    with session.open() as history:
        output.rows(history.info())


@db.command(short_help="Verify the database, and compare it with its clones.")
@output_options()
@click.pass_context
def check(context: click.Context, output: Output) -> None:
    """Verify the database: its file, what rows refer to, unfinished runs, gaps.

    The commits of each mined clone that is still there are compared with those that are stored. Ends with exit code 1
    if something is wrong. What cannot be told is unknown, and not wrong.
    """
    from miner.answers import Rows
    from miner.pipeline.checking import check_database

    found = check_database(context.obj.url())
    output.rows(Rows(("check", "state", "found"), [tuple(one) for one in found]))
    if any(one.state == "wrong" for one in found):
        context.exit(1)


@db.command(short_help="Give unused space back, and refresh statistics.")
@click.pass_obj
def vacuum(session: Session) -> None:
    """Give the space of removed rows back, and let the database count its rows anew, by which it plans queries.

    SQLite writes the whole database anew for that, so there must be as much room on its disk again.
    """
    from miner.store.engine import shown
    from miner.store.writing import vacuumed

    before, after = vacuumed(session.url(), tell)
    click.echo(f"{shown(session.url())} has {after / 1e6:,.1f} MB, before it had {before / 1e6:,.1f} MB.")
