"""The process that mines: one network after the other, each into a temporary database of its own.

It is told what to do by :mod:`miner.fleet.task`, sends ``["begin", name]`` and a row of the manifest for each
repository, then ``["done"]``, and dies with whoever started it.
"""

import gc
import os
import shutil
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

from miner import settings
from miner.errors import MinerError, RepositoryError
from miner.export.dataset import Subject, export
from miner.fleet import manifest
from miner.fleet.folders import held_folder, sweep
from miner.fleet.lacking import IncompleteError, check_whole
from miner.fleet.looking import is_passing, tip_of
from miner.fleet.members import Member, about, failure, without_root
from miner.fleet.place import Place
from miner.git import clone
from miner.git.repository import Repository
from miner.history.history import open_history
from miner.pipeline import mine
from miner.processes import Parent
from miner.store.engine import database_url
from miner.store.refs import shares_history
from miner.store.writing import open_alone

#: How the names of the temporary folders begin.
PREFIX: Final = "miner-fleet-"
_LAST: Final = "SELECT COALESCE(MAX(id), 0) FROM commits"
# The commits that a clone has and the root has not: those have the first ids.
_OWN: Final = text("""
WITH RECURSIVE own (id) AS (
    SELECT c.id
    FROM repositories AS r
    JOIN git_refs AS g ON g.repository_id = r.id
    JOIN commits AS c ON c.sha = g.sha
    WHERE r.location = :location AND c.id > :last
    UNION
    SELECT p.parent_id
    FROM own AS o
    JOIN parents AS p ON p.commit_id = o.id
    WHERE p.parent_id > :last
)
SELECT id FROM own
""")


def serve() -> None:
    """Mine what the parent asks for: the main function of the process."""
    with suppress(OSError):  # if the machine runs out of memory, this process goes first, and not the worker
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    with Parent() as parent:  # without collections from here on: while rows were exported, they took half of the time
        where, networks = parent.receive()
        threading.Thread(target=_die_with, args=(parent,), daemon=True).start()
        temporary = Path(tempfile.gettempdir())
        sweep(temporary, PREFIX)
        with held_folder(temporary, PREFIX) as folder:
            # All that is written on the way is in this folder, so that sweeping it is enough.
            tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
            os.environ[settings.CACHE_VARIABLE] = str(folder / "clones")
            miner = Miner(Place(where), folder)
            for network in networks:
                for said in miner.mine_network([Member(*member) for member in network]):
                    parent.send(said)
                gc.collect()
                gc.freeze()  # what is left is code: looking through it takes as long as mining a small repository
        parent.send(["done"])


def _die_with(parent: Parent) -> None:
    parent.receive()  # it sends nothing more, so this returns when its end of the pipe is closed
    os._exit(1)


class Meter:
    """Measures what one repository takes: seconds, and processor seconds of this process and its children."""

    def __init__(self) -> None:
        self._started, self._processor = time.monotonic(), sum(os.times()[:4])

    def spent(self) -> manifest.Row:
        """Return what was taken so far, as in the manifest."""
        return {
            "seconds": round(time.monotonic() - self._started, 3),
            "processor_seconds": round(sum(os.times()[:4]) - self._processor, 3),
        }


class Miner:
    """Mines networks in a temporary ``folder`` and publishes them in a ``place``."""

    def __init__(self, place: Place, folder: Path) -> None:
        self._place = place
        self._folder = folder
        self._empty = folder / "empty.db"
        self._database = folder / "history.db"
        self._clones = folder / "clones"
        self._last = 0  # the newest commit of the root
        self._meter = Meter()
        with open_alone(database_url(self._empty)):  # once: it takes as long as mining a small repository
            pass

    def mine_network(self, members: list[Member]) -> Iterator[Any]:
        """Mine a root and then its forks into one database, and publish each; yield what to send about them."""
        root, *forks = members
        try:
            yield ["begin", root.name]
            row, passing = self._told(root, partial(self._mine_root, root, has_forks=bool(forks)))
            yield ["row", row, passing]
            for fork in forks:
                yield ["begin", fork.name]
                if row["status"] == manifest.MINED:
                    yield ["row", *self._told(fork, partial(self._mine_fork, root, fork))]
                else:
                    yield ["row", without_root(fork, row), passing]
        finally:
            self._clear(self._clones)

    def _told(self, member: Member, do: Callable[[], manifest.Row]) -> tuple[manifest.Row, bool]:
        """Return the row of what was done, or of what went wrong; and whether that may pass."""
        self._meter = Meter()
        status = manifest.FAILED
        try:
            return do(), False
        except IncompleteError as error:
            status, why = manifest.INCOMPLETE, str(error)
        except (MinerError, OSError) as error:
            why = str(error)
        except Exception as error:  # noqa: BLE001 - a bug in one repository must not keep the others waiting
            traceback.print_exc()
            why = f"{type(error).__name__}: {error}"
        return failure(member, status, why) | self._meter.spent(), is_passing(why)

    def _mine_root(self, root: Member, *, has_forks: bool) -> manifest.Row:
        known = self._place.published(root.name, root.tip) if root.tip else None
        base = self._place.base(root.name, root.tip or "")
        self._clear()
        if known and not has_forks:
            return known  # the worker died after publishing it
        if not (known and self._place.download(base, self._database)):
            path = self._clone(root, None)
            tip, commits, project = self._mine_whole(path, root)
            row = known or self._publish(root, tip, project, commits)
            if has_forks and tip == root.tip:
                self._place.keep_base(self._database, root.name, tip)
        else:
            row = known
        with open_history(self._database) as history:
            self._last = int(history.sql(_LAST).rows[0][0])
        return row

    def _mine_fork(self, root: Member, fork: Member) -> manifest.Row:
        known = self._place.published(fork.name, fork.tip) if fork.tip else None
        if known:
            return known
        upstream = self._clone(root, None) if clone.is_url(root.repository) and clone.is_url(fork.repository) else None
        path = self._clone(fork, upstream)
        with Repository(path) as repository, open_history(self._database) as history, history.connect() as connection:
            related = shares_history(connection, repository.holds, repository.tips())
            location = str(repository.location)
        if not related:  # a network by name only
            main, self._database = self._database, self._folder / "alone.db"
            try:
                self._clear()
                tip, commits, project = self._mine_whole(path, fork)
                return self._publish(fork, tip, project, commits)
            finally:
                self._clear()
                self._database = main
        tip, _, project = self._mine(path, fork)
        with open_history(self._database) as history, history.connect() as connection:
            own = set(connection.scalars(_OWN, {"location": location, "last": self._last}))
            check_whole(connection, location, own)
        return self._publish(fork, tip, project, len(own), root.name, own)

    def _clear(self, clones: Path | None = None) -> None:
        """Remove the database, and the clones if they are named."""
        for file in self._folder.glob(f"{self._database.name}*"):
            file.unlink()
        if clones:
            shutil.rmtree(clones, ignore_errors=True)

    def _clone(self, member: Member, upstream: Path | None) -> Path:
        if not clone.is_url(member.repository):
            return Path(member.repository)
        there = self._clones / clone.cache_name(member.repository)
        if there.is_dir():
            return there
        return clone.clone(member.repository, self._clones, lambda _name, _percent: None, upstream).path

    def _mine(self, path: Path, member: Member) -> tuple[str, int, str]:
        """Mine a clone; return the tip that was mined, and how many commits the database has of which project."""
        if not self._database.exists():
            shutil.copyfile(self._empty, self._database)
        with Repository(path) as repository:
            tip = tip_of(repository, member.entry)
        try:
            summary = mine(path, database_url(self._database), workers=1, project=member.project)
        except RepositoryError as error:  # it is there, but nothing can be read
            raise IncompleteError(str(error)) from error
        with Repository(path) as repository:
            if tip_of(repository, member.entry) != tip:
                raise RepositoryError(
                    f"The refs of {path} were changed while it was mined, temporarily no tip has all."
                )
        return tip, summary.commits, summary.project

    def _mine_whole(self, path: Path, member: Member) -> tuple[str, int, str]:
        """Mine a clone into a database of its own, and return the same; raise IncompleteError if it is damaged."""
        mined = self._mine(path, member)
        with (
            Repository(path) as repository,
            open_history(self._database) as history,
            history.connect() as connection,
        ):
            check_whole(connection, str(repository.location))
        return mined

    def _publish(
        self,
        member: Member,
        tip: str,
        project: str,
        commits: int,
        base: str | None = None,
        own: Collection[int] | None = None,
    ) -> manifest.Row:
        address = clone.without_secrets(member.repository)
        subject = Subject(
            name=f"history-of-{member.name}",
            title=f"What happened in {member.name}",
            source=(member.name, address),
            repository=member.name,
            commits=own,
        )
        with self._place.staging(self._folder) as staged:
            with open_history(self._database) as history:
                files = export(history, staged / "data", report=lambda _view: None, subject=subject)
            row = manifest.row(
                **about(member),
                base=base,
                tip=tip,
                status=manifest.MINED,
                project=project,
                commits=commits,
                rows=sum(each["rows"] for each in files),
                bytes=sum(each["bytes"] for each in files),
                **self._meter.spent(),
            )
            return self._place.publish(staged / "data", row)
