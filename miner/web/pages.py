"""The pages of the web site, as HTML: an issue, a commit, a release, cycles, standing, a story, what a search finds."""

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlencode

from markupsafe import Markup

from miner.answers import Page, Rows
from miner.errors import LookupFailedError, MinerError
from miner.history.history import History
from miner.render.pictures import drawing
from miner.render.pictures.of_code import of_struct
from miner.render.pictures.of_history import of_cycles, of_timeline
from miner.render.pictures.shapes import Picture
from miner.render.pictures.text import plain
from miner.story import as_html
from miner.story.telling import tell
from miner.web.links import linked

#: How many rows of a section are shown.
ROWS: Final = 200
_SHORT: Final = 40
_LEAD: Final = (
    "What landed, what was taken back, what came back, on every line of development and in every release. Search for "
    "an issue, a commit, a pull request, or words of messages."
)
_ISSUE: Final = re.compile(r"(?:bpo|gh|issue)?[-#:]?[0-9]+|https?://\S+", re.IGNORECASE)
_COMMIT: Final = re.compile(r"[0-9a-f]{7,40}|r[0-9]+|GH-[0-9]+", re.IGNORECASE)


class Site:
    """Makes the pages from one history. Names that are unknown raise LookupFailedError."""

    def __init__(self, history: History) -> None:
        self._history = history

    def home(self) -> str:
        """Return the first page: what is in the database, and the questions that can be asked."""
        catalog = self._history.catalog
        questions = Markup("\n").join(
            Markup('<li><a href="/history/{}">{}</a></li>').format(name, catalog[name].title) for name in catalog
        )
        body = Markup('<h2>Questions</h2>\n<ul class="questions">\n{}\n</ul>\n<h2>What is here</h2>').format(questions)
        facts = [(name, value) for name, value in self._history.info().rows if value not in {None, ""}]
        return self._page("CPython's history", lead=_LEAD, facts=facts, body=body)

    def issue(self, name: str) -> str:
        """Return the page of an issue with the picture of its timeline; of a pull request, its commit's address."""
        try:
            page = self._history.issue(name)
        except LookupFailedError:
            tracker, _, number = name.partition("-")
            if tracker.lower() != "gh":
                raise
            self._history.commit(f"GH-{number}")
            return f"/commit/GH-{number}"
        timeline = self._history.timeline(name)
        picture = of_timeline([timeline], self._history.cycles(name)) if timeline.events else None
        return self._facts(page, picture)

    def commit(self, name: str) -> str:
        """Return the page of a commit."""
        return self._facts(self._history.commit(name), None)

    def release(self, name: str) -> str:
        """Return the page of a release."""
        return self._facts(self._history.release(name), None)

    def struct(self, name: str) -> str:
        """Return the page of a struct of the C headers with the picture of its fields."""
        page = self._history.struct(name)
        return self._facts(page, of_struct(page))

    def cycles(self, issue: str = "", line: str = "") -> str:
        """Return the commit-revert cycles of an issue, or the newest of all."""
        filters = {"line": line or None}
        rows = self._history.cycle_rows(*([issue] if issue else []), **filters)
        cycles = self._history.cycles(*([issue] if issue else []))
        cycles = tuple(cycle for cycle in cycles if not line or cycle.line == line)
        title = f"Commit-revert cycles of {issue}" if issue else "Commit-revert cycles"
        picture = of_cycles(title, cycles, self._history.releases_of(cycles)) if issue and cycles else None
        form = Markup(
            '<form action="/cycles"><input name="issue" value="{}" placeholder="issue" aria-label="Issue"> '
            '<input name="line" value="{}" placeholder="line" aria-label="Line"> <button>Show</button></form>'
        ).format(issue, line)
        newest = Rows(rows.columns, rows.rows if issue else rows.rows[::-1])
        every = f"/history/commit_revert_cycles?{urlencode({'issue': issue, 'line': line})}"
        sections = [self._section("Steps", newest, "No cycles.", every)]
        return self._page(title, picture=picture, sections=sections, body=form)

    def standing(self, what: str = "", release: str = "") -> str:
        """Return where a commit or an issue stands."""
        form = Markup(
            '<form action="/standing"><input name="what" value="{}" placeholder="commit or issue" '
            'aria-label="Commit or issue"> '
            '<input name="release" value="{}" placeholder="release" aria-label="Release"> '
            "<button>Show</button></form>"
        ).format(what, release)
        if not what:
            return self._page("Where does it stand?", body=form)
        answer = self._history.standing(what, release or None)
        section = self._section("Standing", answer.rows, "On no line.", "")
        return self._page(f"Where does {what} stand?", lead=str(answer.about), sections=[section], body=form)

    def story(self, name: str) -> str:
        """Return a story that ships with the tool; a template of a user's own is not read here."""
        if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
            raise LookupFailedError(f"There is no story {name}.")
        return as_html.write(tell(self._history, name))

    def search(self, words: str) -> str:
        """Return what a search finds: the page's address if the words name one thing, else a page of messages."""
        words = " ".join(words.split())
        for pattern, kind, find in (
            (_ISSUE, "issue", self._history.issue),
            (_COMMIT, "commit", self._history.commit),
        ):
            if pattern.fullmatch(words):
                try:
                    find(words)
                except MinerError:
                    continue
                return f"/{kind}/{words.rpartition('/')[2].removeprefix('issue')}"
        if not words:
            return "/"
        rows = self._history.query("search", text=words)
        every = f"/history/search?{urlencode({'text': words})}"
        section = self._section("Messages", rows, "No message has these words.", every)
        return self._page(f"Search: {plain(words)}", sections=[section], asked=words)

    def problem(self, sentence: str) -> str:
        """Return a page that says what went wrong."""
        return self._page("That cannot be shown", lead=sentence)

    def _facts(self, page: Page, picture: Picture | None) -> str:
        facts = [(name, linked(name, value)) for name, value in page.facts.items() if value is not None]
        sections = [
            self._section(each.heading, each.rows, each.otherwise, "")
            for each in page.sections
            if each.rows.rows or each.otherwise
        ]
        return self._page(page.title, picture=picture, facts=facts, sections=sections)

    def _section(self, heading: str, rows: Rows, otherwise: str, every: str) -> dict[str, Any]:
        return {
            "heading": heading,
            "columns": [plain(name) for name in rows.columns],
            "rows": [
                [linked(name, value) for name, value in zip(rows.columns, row, strict=True)] for row in rows.rows[:ROWS]
            ],
            "more": max(0, len(rows) - ROWS),
            "all": every,
            "otherwise": otherwise,
        }

    def _page(
        self,
        title: str,
        *,
        lead: str = "",
        picture: Picture | None = None,
        facts: Sequence[tuple[str, Any]] = (),
        sections: Sequence[dict[str, Any]] = (),
        body: Markup | str = "",
        asked: str = "",
    ) -> str:
        return drawing.page(
            "site.html",
            title=plain(title),
            lead=plain(lead),
            picture=Markup(drawing.svg(picture)) if picture else "",  # noqa: S704 - by a template that escapes
            facts=facts,
            sections=sections,
            body=body,
            asked=asked,
            short=_SHORT,
        )
