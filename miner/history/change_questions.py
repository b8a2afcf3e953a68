"""The questions about what became of changes: in releases, on lines, and in a place where others come after them."""

from datetime import date
from typing import TYPE_CHECKING, Any

from miner.answers import Page, Rows
from miner.errors import LookupFailedError, QueryError, SettingsError
from miner.history import ledger, pages
from miner.history.names import Names
from miner.history.standing import Answer
from miner.store import lookup

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection


class ChangeQuestions:
    """A part of :class:`miner.history.history.History`, which has the connection and runs the queries."""

    if TYPE_CHECKING:

        def connect(self) -> AbstractContextManager[Connection]:
            """Yield a read-only connection."""

        def query(self, name: str, **parameters: object) -> Rows:
            """Run a canned query."""

        def _run(self, connection: Connection, name: str, given: dict[str, Any]) -> Rows: ...

        def _say(self, sentence: str) -> None: ...

    def release(
        self, release: str, previous: str | None = None, *, path: str | None = None, author: str | None = None
    ) -> Page:
        """Return what is new in a release since ``previous``, by default since the release that it follows.

        ``release`` may also be a line of development, such as ``main``: then this is what it has today. The page's
        facts contain the counts, and ``diverged``: whether the lines of the two had parted before the earlier one, so
        that what is new may be older than that. Its sections are ``changes``, ordered by issue, ``undone`` (landed and
        undone in between), ``taken_back`` (reverts of what the earlier release had) and ``housekeeping``. Releases may
        be written with or without the ``v``. ``path`` and ``author`` keep only commits that changed a file, folder or
        pattern, or are by a person. The rows come from the query ``release_contents``.
        """
        with self.connect() as connection:
            names = Names(connection)
            earlier = None if previous is None else self._beginning(names, previous)
            kind, end = self._end(connection, release, earlier)

            def ask(query: str, **given: Any) -> Rows:
                return self._run(connection, query, given)

            if kind == "line":
                return pages.branch(end, earlier, ask, path=path, author=author)
            is_cpython = lookup.is_cpython(connection)
            return pages.release(end, earlier, ask, is_cpython=is_cpython, path=path, author=author)

    @staticmethod
    def _beginning(names: Names, name: str) -> str:
        """Return the tag of the release with which a range begins; raise SettingsError if it is a branch."""
        try:
            return names.release(name)
        except LookupFailedError:
            try:
                branch = names.line(name)
            except LookupFailedError:
                pass
            else:
                raise SettingsError(f"A range begins with a release, and {branch} is a branch.") from None
            raise

    def _end(self, connection: "Connection", name: str, earlier: str | None) -> tuple[str, str]:
        """Return ("release", its tag) or ("line", its name) for the later end of a range.

        ``3.9`` is the release 3.9.0, but after v3.9.7 only the line can be meant. Raises SettingsError if the range
        goes backwards.
        """
        kind, end = Names(connection).release_or_line(name)
        if kind == "release" and earlier is not None and self._is_before(connection, end, earlier):
            if not lookup.has_line(connection, name.strip()):
                raise SettingsError(f"{earlier}..{end} goes backwards: ask for {end}..{earlier}.")
            return "line", name.strip()
        return kind, end

    def _is_before(self, connection: "Connection", one: str, other: str) -> bool:
        """Return whether one release comes before another in the order of versions."""
        order = [row["tag"] for row in self._run(connection, "releases", {}).dicts()]
        return order.index(one) < order.index(other)

    def ledger(self, **what: object) -> Rows:
        """Return what became of changes on every line: one row per change, one column per line.

        Takes the parameters of the query ``backport_ledger``: ``issue``, ``commit``, or ``release`` and ``previous``. A
        cell contains a state, the line's first release with the change (of what is undone: with the undo) and, if the
        change has another commit there, its sha, such as ``exact 3.8.0b3 957656ee1d…``. It is None if the query has no
        row for that line, which was not alive then.
        """
        if what.get("release") and what.get("previous"):
            with self.connect() as connection:
                names = Names(connection)
                earlier, later = self._beginning(names, str(what["previous"])), names.release(str(what["release"]))
                if self._is_before(connection, later, earlier):
                    raise SettingsError(f"{earlier}..{later} goes backwards: ask for {later}..{earlier}.")
        return ledger.side_by_side(self.query("backport_ledger", **what))

    def standing(self, what: str, release: str | None = None, *, line: str | None = None) -> Answer:
        """Return on which lines a commit or the changes of an issue are in force, or whether a release has them.

        A pull request (``GH-12159``) is its commit. With ``release``, the answer tells about that release only.
        """
        with self.connect() as connection:
            names = Names(connection)
            kind, key = names.commit_or_issue(what)
            about = (
                key
                if kind == "issue"
                else str(self._run(connection, "commit_facts", {"commit": key}).dicts()[0]["subject"])
            )
            if release is None:
                return Answer(about, self._run(connection, "standing", {kind: key, "line": line}))
            tag = names.release(release)
            facts = self._run(connection, "releases", {"release": tag}).dicts()[0]
            known = lookup.has_line(connection, str(facts["line"]))
            on_line = self._run(connection, "standing", {kind: key, "line": facts["line"]}) if known else None
            rows = self._run(connection, "standing", {kind: key, "release": tag})
            return Answer(about, rows, facts["release"], facts["line"], on_line)

    def tried(
        self,
        *paths: str,
        diff: str | bytes | None = None,
        branch: str | None = None,
        before: date | str | None = None,
    ) -> Rows:
        """Return what was tried before in a place and taken back, the strongest ties first, then the latest undo.

        The place is given by ``paths`` (files, folders, patterns), or by the text of a ``diff``, or by a ``branch`` of
        the mined clone, of which everything counts that it changes since it left the branches that make history. Diffs
        and branches are also compared line by line. With ``before``, a commit or a day, only what had happened until
        then counts. For the columns see ``miner.history.tried``.

        Raises QueryError unless the place is given in one of the three ways, LookupFailedError if no commit has changed
        such paths, SettingsError if the text is not a diff, RepositoryError if the branch cannot be read.
        """
        from miner.contents.taken_back import find_ties  # noqa: PLC0415 - no other question needs these
        from miner.history import tried as answers  # noqa: PLC0415

        if [bool(paths), diff is not None, branch is not None].count(True) != 1:
            raise QueryError("What was tried is asked of paths, of a diff or of a branch: give one of them.")
        with self.connect() as connection:
            if branch is not None:
                asked = answers.asked_branch(connection, branch, self._say)
            elif diff is not None:
                asked = answers.asked_diff(connection, diff)
            else:
                asked = answers.asked_paths(connection, paths)
            if asked.has_lines and not lookup.has_line_prints(connection):
                self._say(
                    "The lines of the history were not counted, so only the same files are found: `miner mine --lines` "
                    "with a full clone finds the same lines, too."
                )
            commit = None if before is None else answers.moment(connection, str(before))
            facts = self._run(connection, "tried", {"before": commit})
            reasons = self._run(connection, "revert_reasons", {})
            return answers.rows(find_ties(connection, asked), facts, reasons)
