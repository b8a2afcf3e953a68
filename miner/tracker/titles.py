"""Give each issue without a tracker record a title that is derived from the history, and say that it is.

It is the first sentence of the first NEWS entry about the issue, else the title of the first commit that tags it,
without the numbers. A record or a fact that ships replaces it.
"""

import re
from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection

from miner.messages.titles import plain_title
from miner.store import bulk, tables

#: What ``issues.source`` says of derived titles.
FROM_NEWS: Final = "derived from the NEWS"
FROM_COMMIT: Final = "derived from a commit"
_DERIVED: Final = frozenset((None, FROM_NEWS, FROM_COMMIT))
_LONGEST: Final = 200
_STORED: Final = "SELECT id, title, source FROM issues"
_TOLD: Final = """
SELECT k.issue_id, n.text FROM news_issues k JOIN news_entries n ON n.id = k.entry_id
LEFT JOIN releases r ON r.version = n.release
WHERE k.role = 'tags' AND k.issue_id IN (SELECT id FROM titled) AND (n.release IS NOT NULL OR n.fate IS NULL)
ORDER BY CASE WHEN r.released_utc IS NULL THEN 1 ELSE 0 END, r.released_utc, n.line, n.release, n.path, n.blob,
         n.ordinal
"""
_NAMED: Final = "SELECT issue_id FROM mentions WHERE commit_id > {after:d} AND issue_id IS NOT NULL"
# The first commit of each issue; merges and proposed commits are not.
_LANDED: Final = """
SELECT f.issue_id, f.subject
FROM (SELECT m.issue_id, c.subject,
             ROW_NUMBER() OVER (PARTITION BY m.issue_id ORDER BY c.committed_utc, c.sha) AS place
      FROM untitled u CROSS JOIN mentions m CROSS JOIN commits c
      WHERE m.issue_id = u.id AND m.role IN ('closes', 'tags') AND c.id = m.commit_id
        AND c.parent_count < 2 AND c.line IS NOT NULL) f
WHERE f.place = 1
"""
# A sentence ends before a capital letter or a new kind of text; "e.g." and initials do not end one. The marks are first
# in the expression, because they are quickly searched for.
_END: Final = re.compile(r"[.!?](?<![A-Z].)(?<!\b[ei]\.[ge].)(?<!\bvs.)(?<!\bcf.)(?=[)\"'*`]*(?:\s+[A-Z:`*(\"']|$))")
# :class:`~tempfile.TemporaryFile` → TemporaryFile, ``x`` and *x* → x, :gh:`x <y>` → x
_ROLE: Final = re.compile(r"(?::[\w:+-]{1,60}:|(?<!`))`++(?P<words>[^`]++)`++_{0,2}")
_STARS: Final = re.compile(r"(?<!\w)\*{1,2}(?P<words>[^*\s](?:[^*]*[^*\s])?)\*{1,2}(?!\w)")
_TARGET: Final = re.compile(r"(?<=\S)\s*<[^<>]+>$")
_NUMBERED: Final = re.compile(
    r"^(?:(?:SF\s+)?(?:bpo|gh|issues?|bugs?|patch(?:es)?|rfes?)?[-\s#]*+\d{3,}+(?:\s*+[,&/]\s*+)?)++[:.)]\s*",
    re.IGNORECASE,
)


def derive_titles(connection: Connection, after: int = 0, told: Collection[int] = ()) -> None:
    """Store the titles of all issues that no record describes; write only those that changed.

    ``after`` is the id of a commit: no commit up to it has changed its line or its issues since the last time, and of
    the NEWS only the entries about the issues in ``told`` have changed. With 0, anything may have.
    """
    stored = {issue: (title, source) for issue, title, source in bulk.rows(connection, _STORED) if source in _DERIVED}
    if after:
        named = {issue for (issue,) in bulk.rows(connection, _NAMED.format(after=after))}
        bare = (issue for issue, (_, source) in stored.items() if source is None)
        stored = {issue: stored[issue] for issue in named.union(told, bare) if issue in stored}
    entries: dict[int, str] = {}
    with bulk.holding(connection, "titled", stored):
        for issue, text in bulk.rows(connection, _TOLD):
            entries.setdefault(issue, text)
    wanted: dict[int, tuple[str | None, str | None]] = {
        issue: (title, FROM_NEWS) for issue, text in entries.items() if (title := first_sentence(text))
    }
    with bulk.holding(connection, "untitled", stored.keys() - wanted.keys()):
        for issue, subject in bulk.rows(connection, _LANDED):
            if title := first_sentence(plain_title(subject)):
                wanted[issue] = (title, FROM_COMMIT)
    changed = [(*new, issue) for issue, old in stored.items() if (new := wanted.get(issue, (None, None))) != old]
    bulk.update(connection, tables.issues, ("title", "source"), ("id",), changed)


def first_sentence(text: str) -> str:
    """Return the first sentence of a NEWS entry or a title, at most 200 characters without markup and final dot."""
    plain = _NUMBERED.sub("", text.strip())
    if "`" in plain:
        plain = _ROLE.sub(_words, plain)
    if "*" in plain:
        plain = _STARS.sub(r"\g<words>", plain)
    end = _END.search(plain)
    sentence = " ".join((plain[: end.start()] if end else plain).split())
    return sentence if len(sentence) <= _LONGEST else sentence[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _words(match: re.Match[str]) -> str:
    words = _TARGET.sub("", match["words"])
    return words.rpartition(".")[2] or words if words.startswith("~") else words.lstrip("!")
