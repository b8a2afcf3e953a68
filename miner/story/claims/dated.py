"""The date of the document itself: it cannot cite what was made later."""

from collections.abc import Iterator

from miner.story.context import Context
from miner.story.facts import Commit
from miner.story.finding import Finding, asked


def find(context: Context) -> Iterator[Finding]:
    """Yield a finding for the date that the document carries, if it names commits."""
    if context.document.dated is None:
        return
    day, line = context.document.dated
    cited = {
        commit.sha: commit for passage in context.document.passages for _, commit in context.commits_by_id(passage)
    }
    if not cited:
        return
    where = line, "date of the document", day.isoformat()
    later = sorted((commit for commit in cited.values() if min(commit.days) > day), key=_authored)
    if later:
        last = later[-1]
        fact = f"the document cites {last.shown}" + (
            f", and {len(later) - 1} more later than itself" if len(later) > 1 else ""
        )
        evidence = ",".join(commit.sha for commit in later)
        yield Finding(*where, "corrected", fact, evidence, asked("commit_facts", commit=last.sha[:10]))
    else:
        last = max(cited.values(), key=_authored)
        fact = f"the latest commit that it cites is {last.shown}"
        yield Finding(*where, "confirmed", fact, last.sha, asked("commit_facts", commit=last.sha[:10]))


def _authored(commit: Commit) -> tuple[str, str]:
    return str(commit.row["authored_at"]), commit.sha
