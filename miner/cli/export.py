"""``miner export``: the whole data set as files. ``miner feed``: what happened last."""

from pathlib import Path

import click

from miner.cli.output import Output
from miner.cli.session import Session

#: What a feed may tell.
KINDS = ("landed", "reverted", "relanded")


@click.command(short_help="Write the data set as Parquet or CSV files, or a list for git blame.")
@click.argument("folder", metavar="[FOLDER]", required=False, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(("parquet", "csv")), default="parquet", help="Default: parquet.")
@click.option("--views", metavar="NAME,…", help="Only these views. Default: all but those that repeat others.")
@click.option(
    "--ignore-revs",
    metavar="FILE",
    help="Write proven reverts and what they took back, for git blame, instead.",
)
@click.option("--line", metavar="LINE", help="With --ignore-revs: only reverts made for this line, such as main.")
@click.pass_obj
def export(
    session: Session, folder: Path | None, form: str, views: str | None, ignore_revs: str | None, line: str | None
) -> None:
    """Write a file per view with datapackage.json, README.md and CITATION.cff into FOLDER.

    FOLDER must be new, or hold an earlier data set, which is replaced. Lines such as 3.10 are text in Parquet; in CSV
    the README shows how to keep them so.
    """
    with session.open() as history:
        if ignore_revs is not None and folder is None:
            from miner.export.ignored import ignored_revisions

            Output("text", ignore_revs if ignore_revs != "-" else None).write(ignored_revisions(history, line))
            return
        if folder is None or ignore_revs is not None:
            raise click.UsageError("Name a folder for the data set, or a file with --ignore-revs.")
        from miner.export.dataset import export as write

        chosen = tuple(name.strip() for name in (views or "").split(",") if name.strip())
        resources = write(history, folder, form, chosen, lambda name: click.echo(f"Writing {name}", err=True))
    rows = sum(each["rows"] for each in resources)
    click.echo(f"{len(resources)} files with {rows:,} rows are in {folder}; datapackage.json describes them.")


@click.command(short_help="Write an Atom feed of new landings, reverts and relands.")
@click.argument("issue", required=False, metavar="[ISSUE]")
@click.option("--path", metavar="PATH", help="Only commits that changed this file, folder or pattern with * and ?.")
@click.option("--author", metavar="PERSON", help="Only authors whose name or address contains this, in any case.")
@click.option("--line", metavar="LINE", help="Only commits made for this line, such as main or 3.8.")
@click.option("--since", metavar="DAY", help="Only commits authored on or after this day, by the author's clock.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only this; may be repeated.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many entries.")
@click.option("--output", "file", metavar="FILE", help="Write to a file instead of standard output.")
@click.pass_obj
def feed(session: Session, /, kinds: tuple[str, ...], limit: int, file: str | None, **filters: str | None) -> None:
    """Write an Atom feed of what happened last, in the whole history or to an issue, a path or a person.

    Run it after each `miner mine` and let a web server hand the file out.
    """
    from miner.export.feed import feed as write

    with session.open() as history:
        Output("xml", None if file in {None, "-"} else file).write(write(history, kinds or KINDS, limit, **filters))
