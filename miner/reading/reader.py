"""Read and understand commits: from shas to rows ready to be stored."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from itertools import zip_longest
from typing import Self

from miner.git.changes import CHUNK, ChangeReader
from miner.git.commits import hg_source, svn_origin, svn_trailer
from miner.git.repository import Repository
from miner.graph.line_names import SVN_BRANCH, svn_line
from miner.messages.eras import era_of
from miner.messages.reading import MOST_MENTIONS
from miner.model import CPYTHON, DAY, Change, CommitColumns, CommitRow, Gap, RawCommit, Signature
from miner.reading.understanding import understand

_EPOCH = date(1970, 1, 1).toordinal()
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)


class Reader:
    """Reads and understands commits of one repository by the conventions of a project.

    Leaving the context stops the git process, if there is one.
    """

    def __init__(self, repository: Repository, project: str = CPYTHON) -> None:
        self._repository = repository
        self._project = project
        self._changes = ChangeReader(repository.raw)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._changes.close()

    def read(self, shas: Sequence[str]) -> list[CommitRow]:
        """Return the rows of these commits, in the given order; what cannot be read becomes a gap of its row."""
        rows: list[CommitRow] = []
        chunks = [shas[start : start + CHUNK] for start in range(0, len(shas), CHUNK)]
        for chunk, following in zip_longest(chunks, chunks[1:]):
            changes, lost = self._changes.read(chunk)
            if following:
                self._changes.ask(following)  # git compares trees while the messages are read
            reasons: dict[str, list[Gap]] = {}
            for gap in lost:
                reasons.setdefault(gap.where, []).append(gap)
            rows += [
                _understand(self._repository.read_commit(sha), changes[sha], reasons.get(sha, ()), self._project)
                for sha in chunk
            ]
        return rows


def _understand(commit: RawCommit, changes: list[Change], lost: Iterable[Gap], project: str) -> CommitRow:
    gaps = [*commit.gaps]
    is_cpython = project == CPYTHON
    svn = _svn(commit, is_cpython=is_cpython)
    author, committer = commit.author, commit.committer
    authored_at = _instant(author, commit.sha, gaps)
    committed_at = authored_at if committer is author else _instant(committer, commit.sha, gaps)
    columns = CommitColumns(
        tree=commit.tree,
        authored_at=authored_at,
        authored_utc=author.time,
        authored_offset=author.offset,
        committed_at=committed_at,
        committed_utc=committer.time,
        committed_offset=committer.offset,
        message=commit.message,
        era=era_of(committer.time, has_svn=svn is not None) if is_cpython else "git",
        parent_count=len(commit.parents),
        svn_revision=svn[0] if svn else None,
        svn_branch=svn[1] if svn else None,
        hg_source=hg_source(commit.headers) if commit.headers else None,
        # The recorded svn branch is exact; deciding any other line needs the whole graph.
        line=svn_line(svn[1]) if svn and svn[1] else None,
        line_basis=SVN_BRANCH if svn and svn[1] else None,
    )
    understood = understand(commit.message, committer.time, len(commit.parents), changes, project)
    if len(understood.mentions) >= MOST_MENTIONS:
        gaps.append(Gap("size", commit.sha, f"its message names very much; only the first {MOST_MENTIONS:,} are kept"))
    return CommitRow(
        commit.sha,
        commit.parents,
        (author.name, author.email),
        (committer.name, committer.email),
        columns,
        understood,
        changes,
        [(gap.kind, gap.where, gap.reason) for gap in (*gaps, *lost)],
    )


def _svn(commit: RawCommit, *, is_cpython: bool) -> tuple[int, str | None] | None:
    """Return revision and branch of a commit that came from svn; other projects have no rules for their branches."""
    if is_cpython and commit.headers and (origin := svn_origin(commit.headers)):
        return origin
    told = svn_trailer(commit.message)
    return told if told is None or is_cpython else (told[0], None)


def _instant(who: Signature, sha: str, gaps: list[Gap]) -> str:
    """Return a time as ISO 8601 with the person's own offset; days and offsets recur, so each is written once."""
    try:
        _day(who.time // DAY)  # in UTC, too, it must be within the calendar
        days, seconds = divmod(who.time + who.offset * 60, DAY)
        minutes, second = divmod(seconds, 60)
        hour, minute = divmod(minutes, 60)
        return f"{_day(days)}T{hour:02}:{minute:02}:{second:02}{_zone(who.offset)}"
    except (OverflowError, ValueError):
        gaps.append(Gap("date", sha, f"{who.time} is outside of the years 1 to 9999; shown as the nearest day"))
        return (_LATEST if who.time > 0 else _LATEST.replace(year=1, month=1, day=1)).isoformat()


@lru_cache(maxsize=1 << 14)
def _day(days: int) -> str:
    """Return the date that is so many days after 1970-01-01; raise OverflowError or ValueError outside of years."""
    return date.fromordinal(_EPOCH + days).isoformat()


@cache
def _zone(offset: int) -> str:
    """Return an offset in minutes as ``+05:30``."""
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02}:{minutes:02}"
