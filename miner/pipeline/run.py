"""One mining run.

Commits are stored in batches, parents before children, each batch in its own transaction. A last transaction stores the
refs and derives everything else (lines, what merges brought, releases, relations, full text, NEWS). So a killed run
leaves complete batches behind; the next run reads only the missing commits and derives the same as an uninterrupted
one. Lines are counted (:mod:`miner.pipeline.line_counts`) before the last transaction, so that one relation pass covers
commits and lines.

The modules that read and relate are imported only if there is something new: a run without news takes half a second.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, Engine

from miner.errors import RepositoryError, StoreError
from miner.git.refs import unread as unread_ref
from miner.git.repository import Repository
from miner.model import READER_VERSION
from miner.pipeline.debts import find_payable, pay
from miner.pipeline.origin import Origin
from miner.pipeline.progress import Progress
from miner.store import bulk, gaps, indexes, line_prints, people, refs, removal, runs, tables

if TYPE_CHECKING:
    from miner.graph.ancestry import Graph
    from miner.tracker.ties import Pair

# Parts per transaction: so many that its cost is negligible, so few that a killed run loses about a second of work.
TOGETHER = 4
#: For fewer commits, dropping indexes and making them again takes longer than it saves.
WORTH = 5_000


class _Derived(NamedTuple):
    """How many commits were removed, and what may have other titles.

    No commit up to ``settled`` has another line or other issues than before, and ``told`` are the ids of the issues
    with other NEWS entries. ``together`` are the pairs of numbers that the history names together.
    """

    removed: int
    settled: int
    told: set[int]
    together: "frozenset[Pair]"


class Run:
    """One mining run over one repository.

    Raises StoreError if a newer version of the tool has mined before, or if the database has another history.
    """

    def __init__(
        self,
        repository: Repository,
        store: Engine,
        url: str | None,
        remote: str | None = None,
        project: str | None = None,
    ) -> None:
        self._repository = repository
        self._store = store
        self._refs, self._gaps = repository.refs()
        self._head = repository.head()
        with store.begin() as connection:
            last = runs.last_runs(connection)
            newest = bulk.next_id(connection, tables.commits) - 1
            if last.reader > READER_VERSION:  # before anything is kept
                raise StoreError("A newer version of the tool has mined into this database: upgrade cpython-miner.")
            self._outdated = newest > 0 and last.oldest_reader < READER_VERSION
            self._origin = Origin(
                connection, repository, self._refs, url=url, remote=remote, project=project, anew=self._outdated
            )
            self._before = refs.stored_refs(connection, self._origin.identity)
            self._owed = find_payable(connection, repository, self._tip())
            self._is_same = (
                not self._owed
                and self._before == {ref.name: (held, ref.target) for held, ref in self._refs}
                and (self._head == refs.stored_head(connection, self._origin.identity))
            )
        self._interrupted = last.interrupted
        self._related_to = 0 if self._outdated else last.related_to
        self._complete = self._origin.is_settled and self._related_to == newest

    @property
    def project(self) -> str:
        """Whose history it is: ``cpython`` or ``other``."""
        return self._origin.project

    def _tip(self) -> str | None:
        """Return the commit that HEAD leads to, None if it is not known."""
        return next((ref.target for _, ref in self._refs if ref.name == (self._head or "HEAD")), None)

    def bring_up_to_date(self, progress: Progress, workers: int | None, *, lines: bool = False) -> tuple[int, int]:
        """Read, store and relate all new commits, and with ``lines`` count the lines of uncounted changes.

        Return how many commits were added and how many removed.
        """
        added = removed = 0
        new = not (self._complete and self._before and self._is_same)
        if new:
            with self._store.begin() as connection:
                run = runs.begin(connection, self._origin.identity)
            added = self._read(progress, workers)
        if lines:
            from miner.pipeline.line_counts import count_lines, note_lines  # noqa: PLC0415 - few runs need it

            left = count_lines(self._repository, self._store, progress, workers)
        elif not new:
            return 0, 0
        from miner.store.issues import Changed  # noqa: PLC0415 - see above
        from miner.tracker.names import settle_names  # noqa: PLC0415
        from miner.tracker.titles import derive_titles  # noqa: PLC0415

        with self._store.begin() as connection:
            counted = line_prints.first_unrelated(connection) if lines else None
            derived = None
            if new or counted:
                derived = self._derive(connection, progress, counted)
                removed = derived.removed
            if lines:
                progress.stage("Reading the NEWS of commits")
                note_lines(connection, self._repository, left)
            # The NEWS may name some that no message names.
            others = settle_names(connection, derived.together if derived else None)
            if derived is not None:
                derive_titles(connection, derived.settled if others == Changed() else 0, derived.told)
            if new:
                runs.finish(connection, run, added, removed)
            if new and not self._related_to:
                bulk.gather_statistics(connection)
        return added, removed

    def _read(self, progress: Progress, workers: int | None) -> int:
        progress.stage("Finding commits")
        added = 0
        try:
            for count in self._store_unread(progress, workers):
                added += count
        except RepositoryError:
            # git may list a commit from its index of the graph, although its object is gone. Some of what was stored
            # may be out of reach now, as after an interrupted run.
            self._interrupted = True
            for count in self._store_unread(progress, workers, walk=True):
                added += count
        return added

    def _store_unread(self, progress: Progress, workers: int | None, *, walk: bool = False) -> Iterator[int]:
        """Read and store all new commits that can be reached, and note the refs that cannot be read.

        Yield the number of commits of each batch that was stored.
        """
        from miner.reading.pool import PART, read_all  # noqa: PLC0415 - see above
        from miner.store.writer import Stored, Writer  # noqa: PLC0415

        tips = self._origin.targets
        with self._store.connect() as connection:
            stored = Stored(connection, tips)
            writer = Writer(connection, {} if stored else self._svn_nodes())
            shas, lost = self._repository.unread(tips, stored, begun=not self._related_to, walk=walk)
        if lost:
            self._lose(lost, is_empty=not (shas or stored))
        if len(shas) > max(len(stored), WORTH):
            with self._store.begin() as connection:
                indexes.drop_indexes(connection)
        progress.stage("Reading commits", len(shas))
        parts = read_all(self._repository, shas, workers, self._origin.project)
        for _ in range(0, len(shas), PART * TOGETHER):
            count = 0
            with self._store.begin() as connection:
                for rows in islice(parts, TOGETHER):
                    writer.write(connection, rows)
                    count += len(rows)
            progress.advance(count)
            yield count

    def _lose(self, lost: Mapping[str, str], *, is_empty: bool) -> None:
        """Take the refs that lead to these commits for unread; raise RepositoryError if nothing else is there."""
        if is_empty:
            raise RepositoryError(
                f"Nothing can be read from {self._repository.location}: {next(iter(lost.values()))}. Run "
                f"`git -C {self._repository.location} fsck` and repair the clone."
            )
        for place, (held, ref) in enumerate(self._refs):
            if why := lost.get(ref.target or ""):
                unread, gap = unread_ref(ref, why)
                self._refs[place] = held, unread
                self._gaps.append(gap)

    def _derive(self, connection: Connection, progress: Progress, counted: int | None) -> _Derived:
        """Update everything that depends on new commits, or on line counts added since commit ``counted``."""
        from miner.graph.ancestry import Graph  # noqa: PLC0415
        from miner.graph.arrivals import find_arrivals  # noqa: PLC0415
        from miner.graph.lines import read_ref_claims  # noqa: PLC0415
        from miner.graph.place import place, place_lines  # noqa: PLC0415
        from miner.graph.sources import makes_history  # noqa: PLC0415
        from miner.news import plan_news, read_beside, record_news, release_days  # noqa: PLC0415 - see above
        from miner.pipeline.ahead import derive_ahead  # noqa: PLC0415
        from miner.pipeline.merges import merged_trees  # noqa: PLC0415
        from miner.relations.relate import relate  # noqa: PLC0415
        from miner.resolve.foreign_numbers import settle_numbers  # noqa: PLC0415
        from miner.store.search import index_messages  # noqa: PLC0415
        from miner.tracker.names import named_together, settle_names  # noqa: PLC0415

        def report(name: str) -> None:
            progress.stage(f"Relating: {name}")

        if self._outdated:
            self._understand_again(connection, progress)
        report("refs")
        graph = Graph(connection)
        claims = read_ref_claims(connection)
        gone = self._store_refs(connection, graph)
        after = self._related_to
        if gone:
            indexes.ensure_indexes(connection)
            removal.forget(connection, gone)
            # What refs claimed may be gone; all lines are decided anew without that.
            graph, after, claims = Graph(connection), 0, []
        healed = pay(connection, self._repository, self._owed.changes)
        since = 0 if healed else min(after, counted - 1) if counted else after
        arrivals = find_arrivals(connection, graph)
        with (
            ThreadPoolExecutor(1) as beside,
            derive_ahead(self._store, words=not (after or gone), returns=not (since or gone or healed)) as ahead,
        ):
            trees = merged_trees(self._repository, arrivals, beside)  # git compares them while indexes are built
            lines = place_lines(connection, graph, since, claims, report)  # before indexes of what it changes
            report("indexes")
            indexes.ensure_early_indexes(connection)
            if not after:  # nothing was counted yet, and what follows asks for all of it
                bulk.gather_statistics(connection)
            if makes_history(connection, self._origin.identity):  # not by the mailmap of a fork
                self._merge_people(connection)
            moved = place(
                connection,
                graph,
                lines,
                claims,
                arrivals,
                trees,
                partial(release_days, connection, self._repository),
                report,
            )
            del arrivals, trees  # 40 MB, and the relations need as much
            foreign, together = settle_numbers(connection, graph), named_together(connection)
            issues = settle_names(connection, together)
            anew = moved.proposed or moved.reheld or any(commit <= since for commit in foreign | issues.commits)
            with read_beside(plan := plan_news(connection, self._repository), self._repository) as news:
                report("words")
                index_messages(connection, after, ahead.words())
                relate(
                    connection,
                    graph,
                    0 if anew else since,
                    self._name_svn_commits(connection, 0 if self._owed.revisions else after),
                    report,
                    lines_moved=moved.lines,
                    places_moved=any(moved),
                    returns=ahead.returns,
                )
                report("NEWS")
                told = record_news(connection, plan, news(), 0 if any(moved) or issues.news or healed else after)
            indexes.ensure_indexes(connection, *indexes.LATE)
        return _Derived(len(gone), 0 if anew or any(moved) or issues.news else after, told, together)

    def _store_refs(self, connection: Connection, graph: "Graph") -> list[int]:
        """Store the refs and whose branches make history; return the commits that no ref of any repository reaches."""
        before = refs.tips(connection)
        refs.replace_refs(connection, self._origin.identity, self._head, self._refs, self._gaps)
        self._origin.store_source(connection, graph)
        now = refs.tips(connection)
        return [] if self._went_forward(graph, before, now) else graph.unreachable(now)

    def _understand_again(self, connection: Connection, progress: Progress) -> None:
        """Understand all stored messages, in the transaction at whose end their mentions are resolved again."""
        from miner.pipeline.understanding import understand_again  # noqa: PLC0415 - seldom needed

        understand_again(connection, progress, self._origin.project)

    def _svn_nodes(self) -> dict[tuple[int, str], str]:
        """Return the Mercurial ids of svn revisions from the list at HEAD.

        With them most commits are stored with their id, which :meth:`_name_svn_commits` then need not update.
        """
        from miner.resolve.svn_map import PATH, parse_nodes  # noqa: PLC0415 - see above

        tip = self._tip()
        return parse_nodes(self._repository.file(tip, PATH) or "") if tip else {}

    def _name_svn_commits(self, connection: Connection, after: int) -> list[str]:
        from miner.resolve.svn_map import name_svn_commits  # noqa: PLC0415 - see above

        found = name_svn_commits(connection, after, self._repository.blob)
        if found is None:
            return []
        gaps.record_gaps(connection, ("revisions",), found[1])
        return found[0]

    def _went_forward(self, graph: "Graph", before: set[int], now: set[int]) -> bool:
        """Return whether each old tip is an ancestor of a new one, so that no commit can have become unreachable.

        False if nothing was related before or a run was interrupted, because then the old tips are not known.
        """
        if not self._related_to or self._interrupted:
            return False
        return all(any(graph.is_ancestor(old, new) for new in now - before) for old in before - now)

    def _merge_people(self, connection: Connection) -> None:
        if any(ref.name == self._head and not ref.is_read for _, ref in self._refs):
            return  # people stay as they were
        blob, mailmap, gap = self._repository.mailmap(self._tip())
        gaps.record_gaps(connection, ("blob",), [gap] if gap else [])
        if mailmap is not None:
            refs.store_mailmap(connection, self._origin.identity, blob)
            people.merge_people(connection, mailmap.resolve)
