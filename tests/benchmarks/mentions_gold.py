"""Precision and recall of ``read_message`` against a labelled set of messages, per number space and overall.

    python tests/benchmarks/mentions_gold.py PATH_TO/mentions.json [--misses]

The set is a list of records with ``message``, ``date`` and one list per number space. Compared are sets per message:
the labels' SourceForge and bpo issues with our ``bpo`` and ``gh``, everything else one to one; of a range of revisions
both ends count. Intervals are Wilson's, 95 %.
"""

import argparse
import json
import math
from collections import Counter
from datetime import datetime
from pathlib import Path

from miner.messages import read_message

#: Label fields by the tracker names they are compared with.
SPACES = {
    "bpo": ("issues_sf", "issues_bpo", "issues_gh", "github_issue", "github_issues", "gh_issue", "gh_issues"),
    "jitterbug": ("jitterbug_pr",),
    "pr": ("github_pr",),
    "pep": ("pep",),
    "svn": ("svn_rev",),
    "cvs": ("cvs_rev",),
    "hg": ("hg_hash",),
    "git": ("git_hash",),
}
#: Trackers of ours that a label field cannot tell apart.
SAME = {"gh": "bpo"}


def labelled(record):
    """The (space, number) pairs that a record's labels name."""
    pairs = set()
    for space, fields in SPACES.items():
        for field in fields:
            for value in record.get(field) or ():
                parts = str(value).split("-") if space == "svn" else [str(value)]
                pairs.update((space, part.lower().removeprefix("r")) for part in parts)
    return pairs


def found(record):
    """The (space, number) pairs that the code finds in a record's message."""
    committed = int(datetime.fromisoformat(record["date"]).timestamp())
    reading = read_message(record["message"], committed)
    return {(SAME.get(m.tracker, m.tracker), m.number) for m in reading.mentions if m.role != "stands-for"}


def wilson(hits, total):
    """The 95 % interval of a share."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


def line(name, right, wrong, missed):
    """One line of the report."""

    def share(total):
        low, high = wilson(right, total)
        value = f"{right / total:.3f}" if total else "  -  "
        return f"{value} [{low:.3f}, {high:.3f}]"

    return f"{name:<10} {right:>6} {wrong:>6} {missed:>6}   {share(right + wrong):<24} {share(right + missed)}"


def compare(records):
    """Counts per space of what is right, wrong and missed, and a list of the misses."""
    right, wrong, missed, misses = Counter(), Counter(), Counter(), []
    for record in records:
        labels, ours = labelled(record), found(record)
        right.update(space for space, _ in labels & ours)
        wrong.update(space for space, _ in ours - labels)
        missed.update(space for space, _ in labels - ours)
        if labels != ours:
            misses.append((record, sorted(ours - labels), sorted(labels - ours)))
    return right, wrong, missed, misses


def main():
    """Print the report."""
    parser = argparse.ArgumentParser(description="Precision and recall of mentions against a labelled set.")
    parser.add_argument("labels", type=Path)
    parser.add_argument("--misses", action="store_true", help="show every message that differs")
    options = parser.parse_args()
    records = json.loads(options.labels.read_text(encoding="utf-8"))
    right, wrong, missed, misses = compare(records)
    print(f"{len(records)} messages, {len(records) - len(misses)} entirely right")
    print(f"{'space':<10} {'right':>6} {'wrong':>6} {'missed':>6}   {'precision':<24} recall")
    for space in SPACES:
        print(line(space, right[space], wrong[space], missed[space]))
    print(line("overall", right.total(), wrong.total(), missed.total()))
    for record, extra, absent in misses if options.misses else ():
        print(
            f"\n{record.get('sha', '?')[:12]} {record['date']} wrong={extra} missed={absent}\n{record['message'][:600]}"
        )


if __name__ == "__main__":
    main()
