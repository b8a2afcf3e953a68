"""The remaining time of mining is right within a third from half-way on, for runs whose stages were recorded."""

import pytest

from miner.cli.remaining import Remaining

# Stage, seconds and steps, as `mine --profile` wrote them: a whole history without contents, and one with lines and
# structs; both on two cores.
BLOBLESS = [
    *(("Finding commits", 0.77, None), ("Reading commits", 27.85, 140_725), ("Relating: refs", 0.77, None)),
    *(("Relating: lines", 1.45, None), ("Relating: indexes", 2.75, None), ("Relating: merges", 0.87, None)),
    *(("Relating: releases", 1.03, None), ("Relating: words", 0.96, None), ("Relating: names", 1.51, None)),
    *(("Relating: relations", 6.71, None), ("Relating: patches", 0.89, None), ("Relating: NEWS", 2.85, None)),
]
FULL = [
    *(("Finding commits", 0.6, None), ("Reading commits", 24.84, 122_562), ("Counting lines", 111.13, 315_807)),
    *(("Relating: refs", 1.0, None), ("Relating: lines", 1.24, None), ("Relating: indexes", 2.33, None)),
    *(("Relating: merges", 0.8, None), ("Relating: releases", 0.78, None), ("Relating: words", 0.66, None)),
    *(("Relating: names", 1.22, None), ("Relating: relations", 9.71, None), ("Relating: patches", 0.62, None)),
    *(("Relating: NEWS", 0.78, None), ("Reading the NEWS of commits", 1.65, None), ("Finding headers", 0.64, None)),
    *(("Reading headers", 11.24, 8_000), ("Following fields", 4.38, None)),
]


def replayed(stages, remaining, clock, slower=1.0):
    """Play a run, and return at each tenth of a second what was said, and what was true."""
    whole = sum(seconds for _, seconds, _ in stages) * slower
    said = []
    for name, seconds, steps in stages:
        remaining.stage(name, steps)
        ticks = max(1, round(seconds * 10))
        for tick in range(ticks):
            clock[0] += seconds * slower / ticks
            if steps:
                remaining.advance(steps * (tick + 1) // ticks - steps * tick // ticks)
            said.append((remaining.seconds(), whole - clock[0], clock[0] / whole))
    return said


@pytest.mark.parametrize("slower", [0.5, 1.0, 3.0])
@pytest.mark.parametrize(("stages", "more"), [(BLOBLESS, False), (FULL, True)], ids=["blobless", "full"])
def test_recorded_runs(stages, more, slower):
    clock = [0.0]
    remaining = Remaining(lines=more, structs=more, clock=lambda: clock[0])
    told = replayed(stages, remaining, clock, slower)
    late = [(said, true) for said, true, share in told if share >= 0.5]
    assert all(said is not None for said, _ in late)
    # The last seconds need not be right to the tenth.
    assert all(abs(said - true) <= 0.3 * true + 1.0 * slower for said, true in late)


def test_more_cores_only_help_where_work_is_shared():
    clock = [0.0]
    stages = [(name, seconds / 4 if steps else seconds, steps) for name, seconds, steps in BLOBLESS]
    told = replayed(stages, Remaining(cores=8, clock=lambda: clock[0]), clock)
    assert all(abs(said - true) <= 0.3 * true + 1 for said, true, share in told if share >= 0.5)


def test_nothing_is_said_before_something_is_known():
    clock = [0.0]
    remaining = Remaining(clock=lambda: clock[0])
    assert remaining.seconds() is None
    remaining.stage("Cloning")
    clock[0] += 5
    assert remaining.seconds() is None
    remaining.stage("Cloning: receiving objects", 100)
    remaining.advance(50)
    clock[0] += 10
    assert remaining.seconds() == pytest.approx(10)
    remaining.stage("Reading commits", 100)
    assert remaining.seconds() is None


def test_what_is_not_needed_is_not_waited_for():
    clock = [0.0]
    remaining = Remaining(lines=True, clock=lambda: clock[0])
    remaining.stage("Counting lines", 1000)
    remaining.advance(500)
    clock[0] += 55.5
    assert remaining.seconds() == pytest.approx(55.5 + 20.7, abs=1)


def test_other_jobs_tell_of_the_stage_that_runs():
    clock = [0.0]
    remaining = Remaining(whole=False, clock=lambda: clock[0])
    remaining.stage("Asking", 4)
    remaining.advance(1)
    clock[0] += 3
    assert remaining.seconds() == pytest.approx(9)
    remaining.end()
    assert remaining.seconds() is None
