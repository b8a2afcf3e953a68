"""Ask trackers for records, and keep each as it arrives.

What is stored is not asked again, so that a killed run continues where it stopped. Only what was fetched before a day
that the user names is asked again, with the ETag of the last time.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from miner.errors import FetchError
from miner.store import records
from miner.store.records import Record
from miner.tracker import github, graphql, roundup
from miner.tracker.client import Answer, Client, UnprocessableError


@dataclass
class Tally:
    """What a run brought, in records."""

    new: int = 0  # records that say something new
    same: int = 0  # asked again, and as before
    gone: int = 0  # deleted, moved to another repository, or never there
    understood: int = 0


class Fetcher:
    """Fetches records into a database. ``since``: the second since 1970 from which on stored records are new enough.

    ``arrived`` is called after each request whose answer is stored. All methods raise what
    :meth:`miner.tracker.client.Client.get` raises; what has arrived until then is stored.
    """

    def __init__(
        self,
        store: Engine,
        hub: Client,
        bpo: Client,
        *,
        since: int = 0,
        arrived: Callable[[], None] = lambda: None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._hub, self._bpo = store, hub, bpo
        self._since, self._arrived, self._now = since, arrived, now
        self.tally = Tally()

    def each(self, kind: str, numbers: Iterable[str], *, again: bool = True) -> None:
        """Fetch one record after the other, with all its pages; those that are there only if ``again`` and too old."""
        with self._store.connect() as connection:
            there = records.complete(connection, "gh", kind, self._since if again else 0)
        for number in numbers:
            if number not in there:
                self._pages(kind, number)

    def whole_list(self, kind: str, begin: str) -> None:
        """Fetch a list of all records, from the page where an earlier run stopped."""
        with self._store.connect() as connection:
            if begin in records.complete(connection, "gh", kind, self._since):
                return
        try:
            self._pages(kind, begin)
        except UnprocessableError:
            # The address of the next page is from long ago. What the pages brought stays, but only a new beginning
            # finds the rest.
            with self._store.begin() as connection:
                if records.last_page(connection, "gh", kind, begin) is None:
                    raise
                records.forget_pages(connection, "gh", kind, begin)
            self._pages(kind, begin)

    @property
    def has_graphql(self) -> bool:
        """Whether GraphQL can be asked, which needs a token."""
        return self._hub.has_token

    def all_timelines(self) -> None:
        """Fetch the timelines of all issues by GraphQL, from the page where an earlier run stopped."""
        place = ("gh", graphql.TIMELINES, github.ALWAYS)
        with self._store.begin() as connection:
            last = records.last_page(connection, *place)
            if last and last.next_url is None:
                if last.fetched >= self._since:
                    return
                records.forget_pages(connection, *place)
                last = None
        page, cursor = (last.page + 1, last.next_url) if last else (1, None)
        while True:
            question = graphql.question(cursor)
            answer = self._hub.post(graphql.address(self._hub.base), question, graphql.is_expected)
            found = graphql.kept(github.ALWAYS, page, answer.body or "", int(self._now()))
            with self._store.begin() as connection:
                for record in found:
                    # Of a timeline that came in several pages the rest is in this one, too.
                    records.forget_pages(connection, "gh", record.kind, record.number, record.page)
            self._keep(found, answer)
            page, cursor = page + 1, found[-1].next_url
            if cursor is None:
                return

    def old_numbers(self, numbers: Iterable[str]) -> None:
        """Fetch what bugs.python.org says about its issues, above all their numbers on GitHub."""
        with self._store.connect() as connection:
            there = {
                number
                for kind in ("row", "redirect", "page")
                for number in records.complete(connection, "bpo", kind, 0)
            }
        left = [number for number in numbers if number not in there]
        for start in range(0, len(left), roundup.SLICE):
            part = left[start : start + roundup.SLICE]
            exported = self._export(part) if len(part) > 1 else set()
            for number in part:
                if number not in exported:
                    self._redirect(number)

    def _pages(self, kind: str, number: str) -> None:
        page, url = self._begin(kind, number)
        while url is not None:
            with self._store.connect() as connection:
                before = records.find(connection, "gh", kind, number, page)
            answer = self._hub.get(url, github.conditions(before), accept=lambda body: github.is_expected(kind, body))
            found = github.kept(kind, number, page, url, answer, int(self._now()), before)
            self._keep(found, answer)
            page, url = page + 1, found[-1].next_url
        with self._store.begin() as connection:
            records.forget_pages(connection, "gh", kind, number, page - 1)  # there were more the last time

    def _begin(self, kind: str, number: str) -> tuple[int, str | None]:
        """Return where to begin: behind the pages that an interrupted run stored; no address if nothing is left."""
        page, url = 1, str(github.address(kind, number))
        with self._store.connect() as connection:
            while (stored := records.find(connection, "gh", kind, number, page)) and stored.fetched >= self._since:
                page += 1
                if stored.next_url is None:
                    return page, None
                url = stored.next_url
        return page, url

    def _export(self, numbers: list[str]) -> set[str]:
        """Ask for many old issues at once; return those that the answer is about."""
        url = roundup.export_address(numbers)
        try:
            answer = self._bpo.get(url)
        except FetchError:  # nobody has tried the export for years
            return set()
        if answer.body is None or not roundup.is_export(answer.body):
            return set()
        rows = {number: row for number, row in roundup.export_rows(answer.body) if number in numbers}
        found = [
            self._old("row", number, url, roundup.row_text(row)) for number, row in rows.items() if "github" in row
        ]
        self._keep(found, answer)
        return {record.number for record in found}

    def _redirect(self, number: str) -> None:
        url = roundup.redirect_address(number)
        answer = self._bpo.get(url, follow=False)
        found = self._old("redirect", number, url, roundup.number_in(answer.location))
        self._keep([found], answer)
        if found.content is None:  # it was never moved: its page is all there is
            url = roundup.page_address(number)
            answer = self._bpo.get(url)
            self._keep([replace(self._old("page", number, url, answer.body), status=answer.status)], answer)

    def _old(self, kind: str, number: str, url: str, content: str | None) -> Record:
        return Record("bpo", kind, number, content, int(self._now()), url=url)

    def _keep(self, found: list[Record], answer: Answer) -> None:
        with self._store.begin() as connection:
            fresh = records.put(connection, found)
        self.tally.new += fresh
        self.tally.same += answer.status == 304
        self.tally.gone += any(record.status != 200 for record in found)
        self._arrived()
