"""Compare the tool's answers with labels made by people who read the commits.

A labelled set is a folder of JSON files (see `label_files`); one ships with the tool. The modules `undos`, `cycles`,
`relands`, `backports`, `mentions` and `releases` say what counts as found and as right. Labels of commits that are not
in the database are counted separately. All answers come from the public views and canned queries, so other tools can
be evaluated in the same way. `calibration` asks whether confidences can be trusted, and `against` compares two
databases.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from miner.errors import SettingsError
from miner.evaluate import backports, cycles, mentions, relands, releases, undos
from miner.evaluate.answers import Answers, Ask, gather
from miner.evaluate.calibration import Bucket, Verdict, reliability, verdicts
from miner.evaluate.cases import Case
from miner.evaluate.label_files import read
from miner.evaluate.labels import LabelledSet
from miner.evaluate.scores import Score, score
from miner.resources import directory

__all__ = ["Evaluation", "evaluate"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The comparisons with a labelled set, and the verdicts on the confidences of the answers.

    ``labels`` is the number of labels, ``missing`` that of labelled commits which are not in the database, and
    ``commits`` maps the sha of each of the others to (era, subject).
    """

    path: Path
    labels: int
    missing: int
    cases: tuple[Case, ...]
    commits: dict[str, tuple[str, str]]
    verdicts: tuple[Verdict, ...] = ()

    @property
    def eras(self) -> dict[str, str]:
        """The era of each labelled commit."""
        return {sha: era for sha, (era, _) in self.commits.items()}

    def scores(self) -> Iterator[Score]:
        """Yield the scores of each measure, overall and by group."""
        return score(self.cases, self.eras)

    def reliability(self) -> list[Bucket]:
        """Return the claimed and the true share of undos and relands, by tenths of the confidence."""
        return reliability(self.verdicts)

    def misses(self) -> list[Case]:
        """Return the cases in which label and answer differ, measure by measure, each difference only once."""
        order = {(case.set, case.measure): None for case in self.cases}
        rank = {measure: number for number, measure in enumerate(order)}
        return sorted((case for case in self.cases if case.disagrees), key=lambda case: rank[case.set, case.measure])


def evaluate(connection: Connection, ask: Ask, path: Path | None = None) -> Evaluation:
    """Compare the answers of a database with the labelled set at ``path``, by default the one that ships with the tool.

    Raises SettingsError if the set cannot be read or the database has none of its commits.
    """
    labels = read(path or directory("data") / "gold")
    answers = gather(connection, ask, labels)
    if not answers.commits:
        raise SettingsError(f"The database has none of the commits that {labels.path} labels: mine their repository.")
    missing = set(labels.shas()) - answers.commits.keys()
    cases = tuple(_cases(labels, answers))
    return Evaluation(labels.path, len(labels), len(missing), cases, answers.commits, tuple(verdicts(labels, answers)))


def _cases(labels: LabelledSet, answers: Answers) -> Iterator[Case]:
    turns = cycles.Turns(answers)
    for undo in labels.reverts:
        yield from undos.compare(undo, answers)
    for pair in labels.silent:
        yield from undos.compare_silent(pair, answers)
    for turn in labels.cycles:
        yield from cycles.compare(turn, turns, answers)
    for pair in labels.silent:
        yield from cycles.compare_silent(pair, answers)
    for reland in labels.relands:
        yield from relands.compare_relands(reland, answers)
    for backport in labels.backports:
        yield from backports.compare_backports(backport, answers)
    for mention in labels.mentions:
        yield from mentions.compare_mentions(mention, answers)
    for release in labels.releases:
        yield from releases.compare_releases(release, answers)
