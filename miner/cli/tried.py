"""``miner tried``: what was tried before in a place and taken back."""

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session


@click.command(short_help="Tell what was tried before in a place and taken back.")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--diff", metavar="FILE", help="What this diff changes; - reads it from standard input.")
@click.option("--branch", metavar="REF", help="What this branch of the mined clone changes since it left main.")
@click.option("--before", metavar="COMMIT|DAY", help="Only what had happened before this commit landed, or this day.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="At most this many attempts; how many more there are is told on standard error.",
)
@output_options()
@click.pass_obj
def tried(
    session: Session,
    paths: tuple[str, ...],
    diff: str | None,
    branch: str | None,
    before: str | None,
    limit: int,
    output: Output,
) -> None:
    """Tell what was tried before in a place and taken back, why, by whom, after how long, and whether it came back.

    The place is files, folders or patterns, or what a diff or a branch changes: ask before landing it, as in
    `git diff main... | miner tried --diff -`. What did most of the same change comes first, then that of which most is
    done in reverse, what changed some of the same lines, most of the same files, or one of them; among these what was
    taken back last. NEWS and other bookkeeping files do not count. Files that were moved are followed if their contents
    stayed the same. Lines are compared if they were counted (`miner mine --lines`).
    """
    if sum((bool(paths), diff is not None, branch is not None)) != 1:
        raise click.UsageError("Give paths, or --diff, or --branch.")
    text = None if diff is None else _read(diff)
    with session.open() as history:
        rows = history.tried(*paths, diff=text, branch=branch, before=before)
    from miner.answers import Rows
    from miner.render.tried import write_tried

    shown = Rows(rows.columns, rows.rows[:limit])
    output.rows(rows, lambda terminal: write_tried(shown, terminal), most=limit)
    if left := len(rows) - len(shown):
        click.echo(
            f"Note: {left} more, of a weaker tie or earlier, are left out: --limit {len(rows)} shows all.", err=True
        )


def _read(name: str) -> bytes:
    from miner.errors import SettingsError

    try:
        with click.open_file(name, "rb") as stream:  # - is standard input
            text: bytes = stream.read()
    except OSError as error:
        raise SettingsError(f"The diff {name} cannot be read: {error.strerror}.") from error
    return text
