"""Verify a database: by itself, and against the clones that were mined into it."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL, Connection

from miner.errors import RepositoryError
from miner.git.repository import Repository
from miner.store import checks, completeness, engine, refs, schema
from miner.store.checks import Finding


def check_database(url: URL) -> list[Finding]:
    """Return what verifying the database at ``url`` found; raise StoreError if it cannot be read.

    The commits of each clone that is still there are listed and compared with those that are stored.
    """
    store = engine.open_for_reading(url)
    try:
        with engine.explained(url), store.connect() as connection:
            whole = checks.check_file(connection)
            if whole.state == "wrong":  # what else is read from it may be wrong, too
                return [whole]
            schema.check(connection, engine.shown(url))
            return [whole, *_check_rows(connection)]
    finally:
        store.dispose()


def _check_rows(connection: Connection) -> Iterator[Finding]:
    yield from checks.check_references(connection)
    yield from checks.check_orphans(connection)
    unfinished = completeness.unfinished(connection)
    for place in unfinished:
        yield Finding("runs", "wrong", f"the last run over {place} is not finished: mine it again")
    if not unfinished:
        yield Finding("runs", "fine", "the last one over each repository is finished")
    yield from _check_clones(connection)
    counts = checks.count_gaps(connection)
    for kind, count in counts.items():
        yield Finding("gaps", "unknown", f"{count:,} of the kind {kind}: `miner query gaps` lists them")
    if not counts:
        yield Finding("gaps", "fine", "none")


def _check_clones(connection: Connection) -> Iterator[Finding]:
    stored = checks.stored_shas(connection)
    reached: set[str] = set()
    complete = True
    for identity, location, _ in refs.locations(connection):
        try:
            with Repository(Path(location)) as clone:
                held, _ = clone.refs()
                tips = [ref.target for _, ref in held if ref.target is not None]
                commits = set(clone.unread(tips, ()).commits)
        except RepositoryError as error:
            complete = False
            yield Finding("clone", "unknown", f"{location} cannot be compared: {error}")
            continue
        reached |= commits
        known = {name: target for name, (target, _) in refs.stored_refs(connection, identity).items()}
        moved = known != {ref.name: target for target, ref in held}
        complete = complete and not moved
        if moved:
            yield Finding("clone", "unknown", f"refs of {location} have changed since it was mined: mine it again")
        elif missing := len(commits - stored):
            yield Finding("clone", "wrong", f"{missing:,} of {len(commits):,} commits of {location} are not stored")
        else:
            yield Finding("clone", "fine", f"all {len(commits):,} commits of {location} are stored")
    if complete and (extra := len(stored - reached)):
        yield Finding("clone", "wrong", f"{extra:,} commits are stored that no clone reaches")
