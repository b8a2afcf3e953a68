"""``miner evaluate``: measure how reliable the answers are."""

import functools

import click

from miner.cli.output import Output, output_options
from miner.cli.session import Session


@click.command()
@click.argument("path", required=False, metavar="[PATH]")
@click.option("--misses", is_flag=True, help="Show the disagreements instead: expected, found, and links.")
@output_options
@click.pass_obj
def evaluate(session: Session, path: str | None, *, misses: bool, output: Output) -> None:
    """Compare the answers with labels: precision, recall, F1.

    PATH is a folder with files such as reverts.json or cycles.json, or one of these files. The default is the labelled
    set that ships with the tool. Scores of reverts, cycles, relands, backports, mentions and first releases are given
    overall, by era and by kind of evidence, with 95 % Wilson intervals. Labels whose commits are not in the database
    are left out. CSV and JSON have shares from 0 to 1, tables have percentages.
    """
    from miner.evaluate import rows
    from miner.render import evaluation as tables

    with session.open() as history:
        evaluation = history.evaluate(path)
    if misses:
        output.rows(rows.miss_rows(evaluation), functools.partial(tables.write_misses, evaluation))
    else:
        output.rows(rows.score_rows(evaluation), functools.partial(tables.write_scores, evaluation))
