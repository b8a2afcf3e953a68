"""Reading and understanding some commits: from object ids to rows ready to be stored."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from miner.git.changes import read_changes
from miner.git.commits import hg_source, svn_origin
from miner.git.repository import Repository
from miner.messages import read_message
from miner.messages.eras import era_of
from miner.messages.titles import bare_title
from miner.model import CommitRow, Gap, RawCommit, Signature
from miner.relations.lines import SVN_BRANCH, svn_line

# PostgreSQL cannot index more than 2,704 bytes, and old subjects run on for pages; this is enough to tell titles
# apart.
_TITLE_KEY_LENGTH = 200

# What git takes for white space: no-break spaces and their like stay.
_BLANKS = " \t\r\v\f"

_LATEST = datetime(9999, 12, 31, tzinfo=UTC)


def read_batch(repository: Repository, shas: Sequence[str]) -> list[CommitRow]:
    """Read and understand some commits, in the order given."""
    changes, gaps = read_changes(repository.raw, shas)
    rows = [_understand(repository.read_commit(sha)) for sha in shas]
    for row in rows:
        row.changes = [
            (change.path, (change.status, change.old_mode, change.new_mode, change.old_blob, change.new_blob))
            for change in changes[row.sha]
        ]
    by_sha = {row.sha: row for row in rows}
    for gap in gaps:
        by_sha[gap.where].gaps.append(gap)
    return rows


def _understand(commit: RawCommit) -> CommitRow:
    gaps = list(commit.gaps)
    svn = svn_origin(commit.headers)
    subject = subject_of(commit.message)
    reading = read_message(commit.message, commit.committer.time)
    authored_at = _instant(commit.author, commit.sha, gaps)
    same = commit.committer is commit.author
    committed_at = authored_at if same else _instant(commit.committer, commit.sha, gaps)
    return CommitRow(
        sha=commit.sha,
        parents=commit.parents,
        author=(commit.author.name, commit.author.email),
        committer=(commit.committer.name, commit.committer.email),
        columns=(
            commit.tree,
            authored_at,
            commit.author.time,
            commit.author.offset,
            committed_at,
            commit.committer.time,
            commit.committer.offset,
            subject,
            commit.message,
            bare_title(subject)[:_TITLE_KEY_LENGTH],
            era_of(commit.committer.time, has_svn=svn is not None),
            len(commit.parents),
            svn[0] if svn else None,
            svn[1] if svn else None,
            hg_source(commit.headers),
            # The branch that svn knew is exact; all other lines need the whole graph.
            svn_line(svn[1]) if svn else None,
            SVN_BRANCH if svn else None,
        ),
        mentions=[(m.tracker, m.number, m.position, m.role, m.start, m.end, m.text) for m in reading.mentions],
        credits=[(c.role, c.name, c.email, c.start, c.end) for c in reading.credits],
        gaps=gaps,
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
