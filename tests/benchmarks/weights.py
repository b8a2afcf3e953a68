"""Refit the weights of evidence on labelled relations, and print the table with its reliability on labels held out.

    python tests/benchmarks/weights.py DATABASE... [--labels FOLDER] [--folds 10] [--pull 0.2]

Each database is an SQLite file that was mined by this version. The relation pass is run again on a copy of it, and
every candidate for a revert or reland that labels judge is recorded, with its doubts, also those too unlikely to be
stored. Mined with and without lines, one history gives two databases: a pair of commits counts once, shared among them.

The model is that of `miner/relations/candidates.py`, so that the result is a table that people can read and check: the
probability that evidence errs in all its kinds at once, times doubts. Each weight is drawn towards the present one by
``pull`` times the squared distance in log-odds, which stands for what was read before there were labels: a pull of 0.2
is worth two labels of a weight near one half, and four near nine tenths. By default that with the least held-out loss
is taken, for undos and for relands apart. Names weigh the same in both, and undos have more labels: so relands take the
weights of evidence that undos have, too, as these are fitted.

Labels are held out by commit, so that no link is judged by a table that has seen its label. The loss is the mean of
-ln p for what happened (nats); a constant guess of the true share is the measure to beat. Probabilities are rounded to
two digits and kept between 0.01 and 0.99: no set of this size can tell more.
"""

import argparse
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import exp, log, sqrt
from pathlib import Path
from typing import NamedTuple

from miner.answers import Page, Rows, Section
from miner.evaluate.answers import Answers, Link, Reland
from miner.evaluate.calibration import RELANDS, UNDOS, Verdict, reliability, verdicts
from miner.evaluate.label_files import read
from miner.evaluate.labels import LabelledSet
from miner.graph.ancestry import Graph
from miner.relations import relate as relating
from miner.relations.candidates import _SUBSUMED, DOUBTS, WEIGHTS, Candidate
from miner.relations.undo import find, rules
from miner.relations.undo.kinds import REVERT
from miner.render.as_table import write_page
from miner.render.evaluation import reliability_sections
from miner.render.terminal import Terminal
from miner.resources import directory
from miner.store import bulk, schema
from miner.store.engine import database_url, open_for_writing

PULLS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
LEAST, MOST = 0.01, 0.99
SWEEPS, STILL = 40, 0.005  # a fit ends after so many rounds, or when no log-odds moved by more than this
REACH, HALVINGS = 2.0, 24  # how far log-odds may move in one round, and how often that range is narrowed
GOLDEN = 0.381966
ROUNDING = 1e-3
FEW, SHOWN = 4, 10  # of pairs of evidence

Table = Mapping[str, float]


class Judged(NamedTuple):
    """A candidate with its verdict; ``kinds`` are those of its evidence that count, ``weight`` what it counts for."""

    database: str
    relation: str
    source: str
    target: str
    kinds: frozenset[str]
    doubts: frozenset[str]
    confidence: float
    right: bool
    weight: float = 1.0


def record(database: Path) -> tuple[list[Candidate], dict[int, str]]:
    """Run the relation pass on a copy of a database; return all candidates, also withdrawn ones, and the shas by id."""
    if not database.is_file():
        raise SystemExit(f"There is no file {database}: name SQLite databases that were mined by this version.")
    recorded: list[Candidate] = []

    def withdraw(this) -> None:
        before = this.candidates.of("undoes")
        rules.withdraw_doubtful(this)
        recorded.extend(one for one in before if this.candidates.get("undoes", one.source, one.target) is not one)

    def find_undos(this) -> None:
        originals[1](this)
        recorded.extend(this.candidates.of("undoes"))

    def find_relands(this, reopened) -> None:
        originals[2](this, reopened)
        recorded.extend(this.candidates.of("relands"))

    originals = find.STEPS, relating.find_undos, relating.find_relands
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / database.name
        for suffix in ("", "-wal"):
            if (file := database.with_name(database.name + suffix)).exists():
                shutil.copy(file, copy.with_name(copy.name + suffix))
        engine = open_for_writing(database_url(copy))
        try:
            find.STEPS = tuple(withdraw if step is rules.withdraw_doubtful else step for step in find.STEPS)
            relating.find_undos, relating.find_relands = find_undos, find_relands
            with engine.connect() as connection:
                schema.check(connection, str(database))
                shas = dict(bulk.rows(connection, "SELECT id, sha FROM commits"))
                relating.relate(connection, Graph(connection), 0)
        finally:
            find.STEPS, relating.find_undos, relating.find_relands = originals
            engine.dispose()
    return recorded, shas


def judge(database: str, recorded: Iterable[Candidate], shas: Mapping[int, str], labels: LabelledSet) -> list[Judged]:
    """Return the candidates that labels judge."""
    answers = Answers(dict.fromkeys(shas.values(), ("", "")))
    found: dict[tuple[str, str, str], Candidate] = {}
    for one in recorded:
        source, target = shas[one.source], shas[one.target]
        kinds = frozenset(kind for kind, _ in one.evidence)
        if one.kind == "relands":
            undoing = shas[one.through] if one.through else None
            row = Reland(target, undoing, kinds, one.nature or "reland", one.confidence)
            answers.relands.setdefault(source, []).append(row)
            found[RELANDS, source, target] = one
        elif one.nature in {None, REVERT}:
            answers.undos.setdefault(source, {})[target] = Link(one.extent, kinds, one.confidence)
            found[UNDOS, source, target] = one
    return [
        Judged(
            database, *key, counted(verdict.evidence), frozenset(found[key].doubts), verdict.confidence, verdict.right
        )
        for verdict in verdicts(labels, answers)
        for key in [(verdict.relation, verdict.source, verdict.target)]
    ]


def counted(kinds: frozenset[str]) -> frozenset[str]:
    """Return the kinds of evidence that count beside the others."""
    return frozenset(kind for kind in kinds if kinds.isdisjoint(_SUBSUMED.get(kind, ())))


def shared(rows: Sequence[Judged]) -> list[Judged]:
    """Return the rows with weights, such that each pair of commits counts once, in however many databases it is."""
    times: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in rows:
        times[row[1:4]] += 1
    return [row._replace(weight=1 / times[row[1:4]]) for row in rows]


def belief(kinds: Iterable[str], doubts: Iterable[str], table: Table) -> float:
    """Return the confidence by a table of weights and doubts, as `Candidate.confidence` does by the shipped ones."""
    error = 1.0
    for kind in kinds:
        error *= 1 - table[kind]
    share = 1 - error
    for doubt in doubts:
        share *= table[doubt]
    return share


def loss(share: float, *, right: bool) -> float:
    """Return -ln of the probability that was given to what is the case."""
    share = min(max(share, LEAST / 2), 1 - LEAST / 2)
    return -log(share if right else 1 - share)


def fit(rows: Sequence[Judged], pulls: Mapping[str, float], present: Table) -> dict[str, float]:
    """Return the fitted table, rounded; ``pulls`` are by relation. What no row has stays as it is at present."""
    table, fixed = dict(present), set[str]()
    for relation, pull in pulls.items():
        own = [row for row in rows if row.relation == relation]
        table = fit_one(own, pull, table, fixed)
        fixed |= {name for row in own for name in row.kinds | row.doubts}
    return {name: round(value, 2) for name, value in table.items()}


def fit_one(rows: Iterable[Judged], pull: float, present: Table, fixed: Collection[str]) -> dict[str, float]:
    """Return the table with the least loss and pull for the rows of one relation; what is ``fixed`` stays.

    One weight is changed at a time, by a golden-section search. Rows with the same evidence are counted together.
    """
    patterns: dict[tuple[frozenset[str], frozenset[str]], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in rows:
        patterns[row.kinds, row.doubts][row.right] += row.weight
    having: dict[str, list[tuple[frozenset[str], frozenset[str], float, float]]] = defaultdict(list)
    for (kinds, doubts), (wrong, right) in patterns.items():
        for name in (kinds | doubts).difference(fixed):
            having[name].append((kinds, doubts, wrong, right))
    table = dict(present)
    odds = {name: log_odds(present[name]) for name in having}

    def cost(name: str, tried: float) -> float:
        table[name] = probability(tried)
        total = pull * (tried - log_odds(present[name])) ** 2
        for kinds, doubts, wrong, right in having[name]:
            share = belief(kinds, doubts, table)
            total += wrong * loss(share, right=False) + right * loss(share, right=True)
        return total

    for _ in range(SWEEPS):
        moved = 0.0
        for name in sorted(having):
            low, high = max(odds[name] - REACH, log_odds(LEAST)), min(odds[name] + REACH, log_odds(MOST))
            for _ in range(HALVINGS):
                one, other = low + GOLDEN * (high - low), high - GOLDEN * (high - low)
                low, high = (low, other) if cost(name, one) < cost(name, other) else (one, high)
            best = (low + high) / 2
            moved = max(moved, abs(best - odds[name]))
            odds[name], table[name] = best, probability(best)
        if moved < STILL:
            break
    return table


def log_odds(share: float) -> float:
    """Return the log-odds of a probability, kept in bounds."""
    share = min(max(share, LEAST), MOST)
    return log(share / (1 - share))


def probability(odds: float) -> float:
    """Return the probability of log-odds."""
    return 1 / (1 + exp(-odds))


def held_out(rows: Sequence[Judged], pulls: Mapping[str, float], present: Table, folds: int) -> list[float]:
    """Return for each row its belief by a table that is fitted without the labels of its commit's fold."""
    number = [int(row.source[:8], 16) % folds for row in rows]
    numbered = list(zip(rows, number, strict=True))
    tables = [fit([row for row, at in numbered if at != fold], pulls, present) for fold in range(folds)]
    return [belief(row.kinds, row.doubts, tables[at]) for row, at in numbered]


def mean_loss(rows: Sequence[Judged], shares: Sequence[float], relation: str | None = None) -> float:
    """Return the mean loss of the rows of a relation, or of all."""
    pairs = [(row, share) for row, share in zip(rows, shares, strict=True) if relation in {None, row.relation}]
    total = sum(row.weight for row, _ in pairs)
    return sum(row.weight * loss(share, right=row.right) for row, share in pairs) / total if total else 0.0


def losses(name: str, rows: Sequence[Judged], shares: Sequence[float]) -> tuple[str, ...]:
    """Return one line of the table of losses."""
    return (name, *(f"{mean_loss(rows, shares, relation):.4f}" for relation in (UNDOS, RELANDS, None)))


def base_rates(rows: Sequence[Judged]) -> list[float]:
    """Return for each row the true share of its relation."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in rows:
        sums[row.relation][row.right] += row.weight
    return [sums[row.relation][1] / sum(sums[row.relation]) for row in rows]


def fitted_rows(rows: Sequence[Judged], present: Table, table: Table) -> Iterator[tuple[object, ...]]:
    """Yield the table, in the order of `candidates.py`: what it is present in, how much of that is right, and both."""
    for name in (*WEIGHTS, *DOUBTS):
        those = [row for row in rows if name in row.kinds | row.doubts]
        total = sum(row.weight for row in those)
        right = sum(row.weight for row in those if row.right)
        share = f"{100 * right / total:5.1f}" if those else "    -"
        sort = "weight" if name in WEIGHTS else "doubt"
        yield name, sort, f"{total:5.1f}", share, f"{present[name]:.2f}", f"{table[name]:.2f}" if those else ""


def surprises(rows: Sequence[Judged], shares: Sequence[float]) -> Iterator[tuple[object, ...]]:
    """Yield the pairs of evidence that are right more or less often than claimed, the most surprising ones first.

    The surprise is the difference of the counts in standard deviations of the claims. Weights cannot express what two
    kinds mean together: a pair that surprises calls for a doubt, or for an entry among what adds nothing beside others.
    """
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for row, share in zip(rows, shares, strict=True):
        for pair in combinations(sorted(row.kinds | row.doubts), 2):
            for at, value in enumerate((1.0, share, float(row.right), share * (1 - share))):
                sums[pair][at] += row.weight * value
    scored = [
        ((right - claimed) / sqrt(variance), pair, links, claimed / links, right / links)
        for pair, (links, claimed, right, variance) in sums.items()
        if links >= FEW and variance > 0
    ]
    for surprise, pair, links, claimed, right in sorted(scored, key=lambda one: -abs(one[0]))[:SHOWN]:
        yield " + ".join(pair), f"{links:5.1f}", f"{100 * claimed:5.1f}", f"{100 * right:5.1f}", f"{surprise:+.1f}"


def show(title: str, sections: Iterable[Section]) -> None:
    """Print a page."""
    print(*write_page(Page(title, {}, tuple(sections)), Terminal()), "", sep="\n")


def show_reliability(title: str, rows: Sequence[Judged], shares: Sequence[float]) -> None:
    """Print claimed and true shares for each database, as `miner evaluate` does."""
    for database in dict.fromkeys(row.database for row in rows):
        judged = [
            Verdict(row.relation, row.source, row.target, share, row.right)
            for row, share in zip(rows, shares, strict=True)
            if row.database == database
        ]
        show(f"{title}, {database}", reliability_sections(reliability(judged)))


def main() -> None:
    """Record, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("databases", nargs="+", type=Path, metavar="DATABASE")
    parser.add_argument("--labels", type=Path, default=directory("data") / "gold", help="default: the set that ships")
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--pull", type=float, help=f"default: the best of {', '.join(map(str, PULLS))}")
    given = parser.parse_args()
    labels = read(given.labels)
    rows = shared([row for each in given.databases for row in judge(str(each), *record(each), labels)])
    present = {**WEIGHTS, **DOUBTS}
    if not rows:
        raise SystemExit(f"The labels in {given.labels} judge nothing in these databases.")
    for row in rows:
        if abs(belief(row.kinds, row.doubts, present) - row.confidence) > ROUNDING:
            raise SystemExit(f"{row.source} has another confidence than the tables give: is this still the model?")
    now = [row.confidence for row in rows]
    tries = PULLS if given.pull is None else [given.pull]
    tried = {pull: held_out(rows, dict.fromkeys((UNDOS, RELANDS), pull), present, given.folds) for pull in tries}
    pulls = {kind: min(tries, key=lambda pull: mean_loss(rows, tried[pull], kind)) for kind in (UNDOS, RELANDS)}
    best = held_out(rows, pulls, present, given.folds)
    lines = [losses("the true share of all", rows, base_rates(rows)), losses("present table", rows, now)]
    lines += [losses(f"refitted, pull {each}", rows, shares) for each, shares in tried.items()]
    lines.append(losses(f"refitted, pulls {pulls[UNDOS]} and {pulls[RELANDS]}", rows, best))
    columns = ("model", UNDOS, RELANDS, "both")
    show(f"{len(rows)} judged candidates", [Section("losses", "Mean loss, held out", Rows(columns, lines))])
    show_reliability("Present table", rows, now)
    show_reliability("Refitted, held out", rows, best)
    columns = ("evidence that occurs together", "labels", "claimed %", "right %", "surprise")
    pairs = Rows(columns, list(surprises(rows, best)))
    columns = ("evidence", "is a", "labels", "right %", "present", "fitted")
    table = Rows(columns, list(fitted_rows(rows, present, fit(rows, pulls, present))))
    show(
        "Refitted",
        [
            Section("surprises", "Together more or less often right than held-out claims say", pairs),
            Section("table", "The table, fitted to all labels", table),
        ],
    )


if __name__ == "__main__":
    main()
