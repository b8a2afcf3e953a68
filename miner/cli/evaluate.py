"""``miner evaluate``: measure how reliable the answers are."""

import functools
from typing import TYPE_CHECKING

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session

if TYPE_CHECKING:
    from miner.evaluate import Evaluation


@click.command()
@click.argument("path", required=False, metavar="[PATH]")
@click.option("--misses", is_flag=True, help="Show the disagreements instead: expected, found, and links.")
@click.option("--calibration", is_flag=True, help="Show only what confidences claim, and the share that is true.")
@click.option(
    "--against",
    metavar="DATABASE",
    help="Compare with another database: scores side by side, then labels gained and lost. With --misses, only these.",
)
@output_options()
@click.pass_obj
def evaluate(
    session: Session, path: str | None, *, misses: bool, calibration: bool, against: str | None, output: Output
) -> None:
    """Compare the answers with labels: precision, recall, F1.

    PATH is a folder with files such as reverts.json or cycles.json, or one of these files. The default is the labelled
    set that ships with the tool. Scores of reverts, cycles, relands, backports, mentions and first releases are given
    overall, by era, by how a commit says that it undoes something and by kind of evidence, with 95 % Wilson intervals.
    A last table tells whether confidences can be trusted. Labels whose commits are not in the database are left out.
    CSV and JSON have shares from 0 to 1, tables have percentages.
    """
    if calibration and (misses or against is not None):
        raise click.UsageError("Give --calibration alone, without --misses and --against.")
    from miner.evaluate import rows
    from miner.render import evaluation as tables

    with session.open() as history:
        evaluation = history.evaluate(path)
    if against is not None:
        _compare(session, evaluation, path, against, output, misses=misses)
    elif calibration:
        output.rows(rows.reliability_rows(evaluation), functools.partial(tables.write_reliability, evaluation))
    elif misses:
        output.rows(rows.miss_rows(evaluation), functools.partial(tables.write_misses, evaluation))
    else:
        output.rows(rows.score_rows(evaluation), functools.partial(tables.write_scores, evaluation))


def _compare(
    session: Session, evaluation: "Evaluation", path: str | None, against: str, output: Output, *, misses: bool
) -> None:
    from miner.evaluate import rows
    from miner.evaluate.against import Comparison
    from miner.render import evaluation as tables

    with session.open_other(against) as history:
        comparison = Comparison(evaluation, history.evaluate(path))
    if misses:
        output.rows(rows.change_rows(comparison), functools.partial(tables.write_changes, comparison))
    else:
        output.rows(rows.side_by_side_rows(comparison), functools.partial(tables.write_comparison, comparison))
