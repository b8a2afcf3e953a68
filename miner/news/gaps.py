"""List what could not be read of the NEWS.

There is one gap for each release without known entries, one for each unreleased entry that is not in the clone, and one
in all for releases of which a single edition is missing.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from miner.model import Gap
from miner.news.sources import Source

#: Why an edition has no entries: a partial clone lacks its blob; the file does not name the release, as happened while
#: that still had another name; the text is prose that is not divided into entries (1991 to 1996).
MISSING, ABSENT, PROSE = "missing", "absent", "prose"
UNREAD = frozenset((MISSING, ABSENT))

_EDITIONS = """
SELECT line, release, edition, path, blob, problem FROM news_editions ORDER BY line, release, edition DESC, path, blob
"""


def unread(connection: Connection) -> list[Gap]:
    """Return the gaps of all stored releases and lines."""
    units: dict[tuple[str, str | None], list[tuple[Source, str | None]]] = {}
    for line, release, edition, path, blob, problem in connection.execute(text(_EDITIONS)):
        units.setdefault((line, release), []).append((Source(edition, path, blob), problem))
    gaps = []
    later = 0
    for (_, release), sources in units.items():
        if release is None:
            gaps += [
                Gap("news", one.path, f"blob {one.blob} is not in this clone: the entry stays unknown")
                for one, problem in sources
                if problem
            ]
        elif reason := _reason(release, sources):
            gaps.append(Gap("news", sources[0][0].path, reason))
        else:
            later += any(problem == MISSING for _, problem in sources)
    if later:
        reason = f"not in this clone as {later} releases were tagged with them: what they say now is taken"
        gaps.append(Gap("news", "Misc/NEWS.d and Misc/NEWS", reason))
    return gaps


def _reason(release: str, sources: Sequence[tuple[Source, str | None]]) -> str | None:
    """Return why nothing is known about a release, None if something is."""
    problems = {problem for _, problem in sources}
    if not problems <= {MISSING, ABSENT, PROSE}:
        return None
    if PROSE in problems:
        return f"what it says about {release} is prose without entries"
    if MISSING not in problems:
        return f"it says nothing about {release}"
    blob = next(source.blob for source, problem in sources if problem == MISSING)
    return f"blob {blob} is not in this clone: the NEWS of {release} stay unknown"
