"""Reading and understanding some commits: from object ids to rows ready to be stored."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from itertools import zip_longest
from typing import Self

from miner.git.changes import CHUNK, ChangeReader
from miner.git.commits import hg_source, svn_origin
from miner.git.repository import Repository
from miner.graph.line_names import SVN_BRANCH, svn_line
from miner.messages import read_message
from miner.messages.eras import era_of
from miner.messages.titles import bare_title
from miner.model import Change, CommitRow, Gap, RawCommit, Signature

# PostgreSQL cannot index more than 2,704 bytes, and old subjects run on for pages; this is enough to tell titles
# apart.
_TITLE_KEY_LENGTH = 200

# What git takes for white space: no-break spaces and their like stay.
_BLANKS = " \t\r\v\f"

_LATEST = datetime(9999, 12, 31, tzinfo=UTC)


class Reader:
    """Reads and understands commits of one repository, batch after batch."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._changes = ChangeReader(repository.raw)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._changes.close()

    def read(self, shas: Sequence[str]) -> list[CommitRow]:
        """Read and understand some commits, in the order given."""
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
                _understand(self._repository.read_commit(sha), changes[sha], reasons.get(sha, ())) for sha in chunk
            ]
        return rows


def _understand(commit: RawCommit, changes: list[Change], lost: Iterable[Gap]) -> CommitRow:
    gaps = [*commit.gaps]
    svn = svn_origin(commit.headers) if commit.headers else None
    author, committer = commit.author, commit.committer
    subject = subject_of(commit.message)
    reading = read_message(commit.message, committer.time)
    authored_at = _instant(author, commit.sha, gaps)
    committed_at = authored_at if committer is author else _instant(committer, commit.sha, gaps)
    return CommitRow(
        commit.sha,
        commit.parents,
        (author.name, author.email),
        (committer.name, committer.email),
        (
            commit.tree,
            authored_at,
            author.time,
            author.offset,
            committed_at,
            committer.time,
            committer.offset,
            subject,
            commit.message,
            bare_title(subject)[:_TITLE_KEY_LENGTH],
            era_of(committer.time, has_svn=svn is not None),
            len(commit.parents),
            svn[0] if svn else None,
            svn[1] if svn else None,
            hg_source(commit.headers) if commit.headers else None,
            # The branch that svn knew is exact; all other lines need the whole graph.
            svn_line(svn[1]) if svn else None,
            SVN_BRANCH if svn else None,
        ),
        [tuple(mention) for mention in reading.mentions],
        [tuple(credit) for credit in reading.credits],
        changes,
        [(gap.kind, gap.where, gap.reason) for gap in (*gaps, *lost)],
    )


def subject_of(message: str) -> str:
    """Return the first paragraph on one line, which is what ``git log --format=%s`` prints."""
    lines: list[str] = []
    for line in message.split("\n"):
        shown = line.rstrip(_BLANKS)
        if shown:
            lines.append(shown)
        elif lines:
            break
    return " ".join(lines)


@cache
def _zone(offset: int) -> timezone:
    return timezone(timedelta(minutes=offset))


def _instant(who: Signature, sha: str, gaps: list[Gap]) -> str:
    try:
        return datetime.fromtimestamp(who.time, _zone(who.offset)).isoformat()
    except (OverflowError, ValueError, OSError):
        gaps.append(Gap("date", sha, f"{who.time} is outside of the years 1 to 9999; shown as the nearest day"))
        return (_LATEST if who.time > 0 else _LATEST.replace(year=1, month=1, day=1)).isoformat()
