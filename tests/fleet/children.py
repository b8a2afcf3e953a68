"""Processes that stand for the one that mines, and a task that loses its worker: see test_task.py and test_run.py."""

import os
import signal
from pathlib import Path

from miner.fleet import manifest
from miner.fleet.members import Member, failure
from miner.processes import Parent


def serve():
    """Mine nothing: what a repository is called says what becomes of it, and its path is a file to remember it in."""
    with Parent() as parent:
        _, networks = parent.receive()
        hoard = []
        for network in networks:
            for fields in network:
                member = Member(*fields)
                parent.send(["begin", member.name])
                seen = Path(member.repository)
                first = not seen.exists()
                seen.touch()
                if member.name == "always killed" or (member.name == "killed once" and first):
                    parent._post.finish()  # what was sent has arrived
                    os.kill(os.getpid(), signal.SIGKILL)
                if member.name == "greedy":
                    while True:
                        hoard.append(bytearray(os.urandom(1 << 20) * 8))
                row = manifest.row(name=member.name, tip=member.tip, status=manifest.MINED)
                if member.name == "no network at first" and first:
                    parent.send(["row", failure(member, manifest.FAILED, "timed out"), True])
                elif member.name == "failing":
                    parent.send(["row", failure(member, manifest.FAILED, "it is broken"), False])
                else:
                    parent.send(["row", row, False])
        parent.send(["done"])


def poison(place, task, limit):
    """Lose the worker whenever a certain repository is in the task."""
    if any(member.name == "poison" for member in task.wanted):
        os._exit(1)
    return [manifest.row(name=member.name, tip=member.tip, status=manifest.MINED) for member in task.wanted]


def broken(place, task, limit):
    """Fail at a certain repository."""
    rows = [manifest.row(name=member.name, tip=member.tip, status=manifest.MINED) for member in task.wanted]
    return [
        row | {"status": manifest.FAILED, "error": "it is broken."} if row["name"] == "broken" else row for row in rows
    ]
