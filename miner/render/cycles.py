"""Write commit-revert cycles for a terminal: the attempts and reverts in order."""

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

from miner.history.timeline import Cycle, Step
from miner.render.cells import SHORT_SHA, duration, instant, printable
from miner.render.grid import pad, wrap
from miner.render.terminal import Terminal

_GAP = "  "
_ENDS = {"landed": "landed in the end", "reverted": "ended reverted", "mixed": "landed in part"}
_ONE_LINE = 110  # from this width on, a step and its subject are on one line
_ENDLESS = 1_000_000


def write_cycles(cycles: Sequence[Cycle], terminal: Terminal) -> Iterator[str]:
    """Yield the lines of all cycles, and at the end their number."""
    for cycle in cycles:
        yield from write_cycle(cycle, terminal)
        yield ""
    ends = Counter(cycle.outcome for cycle in cycles)
    told = ", ".join(f"{count} {_ENDS[outcome]}" for outcome, count in sorted(ends.items()))
    yield terminal.style(f"{_count(len(cycles), 'cycle')}: {told}." if cycles else "(no cycles)", "dim")


def write_cycle(cycle: Cycle, terminal: Terminal) -> Iterator[str]:
    """Yield the lines of one cycle."""
    counts = f"{_count(len(cycle.attempts), 'attempt')}, {_count(len(cycle.reverts), 'revert')}"
    outcome = printable(cycle.outcome)
    parts = [", ".join(cycle.issues), cycle.line, counts, outcome]
    told = f" {terminal.dot} ".join(printable(part) for part in parts if part)
    heads = wrap(f"Cycle {printable(cycle.name)}: {told}", terminal.width or _ENDLESS)
    heads[-1] = heads[-1].removesuffix(outcome)
    yield from (terminal.style(head, "bold") for head in heads[:-1])
    yield terminal.style(heads[-1], "bold") + terminal.word(outcome)
    beside = terminal.width is None or terminal.width >= _ONE_LINE
    table = [_columns(step, wide=terminal.wide) for step in cycle.steps]
    widths = [max(cell_len(row[index]) for row in table) for index in range(4)]
    margin = 2 + sum(width + len(_GAP) for width in (widths if beside else widths[:1]))
    room = (terminal.width - margin) if terminal.width else 10_000
    for step, row in zip(cycle.steps, table, strict=True):
        role, at, sha, delay = (pad(text, width) for text, width in zip(row, widths, strict=True))
        left = "  " + _GAP.join((terminal.word(role), at, terminal.style(sha, "yellow")))
        subject = wrap(printable(step.subject), room)
        if beside:
            yield f"{left}{_GAP}{delay}{_GAP}{subject.pop(0)}"
        elif 2 + sum(widths) + 3 * len(_GAP) <= (terminal.width or _ENDLESS):
            yield f"{left}{_GAP}{delay}".rstrip()
        else:
            yield left
            yield from (f"{' ' * margin}{text}" for text in wrap(delay.strip(), room) if text)
        yield from (f"{' ' * margin}{text}" for text in subject)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _columns(step: Step, *, wide: bool) -> tuple[str, str, str, str]:
    came = step.became or ("" if step.delay_seconds is None else f"after {duration(step.delay_seconds)}")
    if step.kind == "next-attempt":
        came = f"{came}, another way"
    if step.elsewhere_sha:
        came = f"{came}; elsewhere {step.elsewhere_sha[:SHORT_SHA]}".removeprefix("; ")
    return (
        printable(step.role),
        printable(step.authored_at) if wide else instant(step.authored_at, offset=True),
        step.sha if wide else step.sha[:SHORT_SHA],
        printable(came),
    )
