"""``miner standing``: on which lines and in which releases a change is in force."""

import functools

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session


@click.command(short_help="Tell on which lines and in which releases a change is in force.")
@click.argument("what", metavar="COMMIT|ISSUE|GH-N")
@click.argument("release", required=False, metavar="[RELEASE]")
@click.option("--line", metavar="LINE", help="Only on this line, such as main or 3.9.")
@click.option(
    "--quiet", "-q", is_flag=True, help="Print nothing; the exit code is 0 for yes and for yes in part, 1 for no."
)
@output_options()
@click.pass_obj
def standing(
    session: Session, what: str, release: str | None, line: str | None, *, quiet: bool, output: Output
) -> None:
    """Tell on which lines a change is in force, since when, and by which commit.

    With RELEASE, tell whether that release has it: yes or no, and why. A backport counts as the change. Of an
    issue every change is told, first those that are not in force; the answer is yes if any is, in part if not all that
    landed there are. Those that were made for other lines do not count.
    """
    if release is not None and line is not None:
        raise click.UsageError("Give a release or --line, not both: a release has a line of its own.")
    with session.open() as history:
        answer = history.standing(what, release, line=line)
    if not quiet:
        from miner.render.standing import write_standing

        output.rows(answer.rows, functools.partial(write_standing, answer))
    elif answer.verdict == "no":
        raise click.exceptions.Exit(1)
