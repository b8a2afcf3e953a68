"""Collect the signs that a commit lands an undone change again, and what it has in common with the original.

Each query starts from the temporary table ``undone`` (undo and original). It finds commits that name one of the two,
have the original's title, belong to the issue of one of them, come from the author of one of them soon after the undo,
add a file again that the undo deleted, or remove what the original had removed. Commits that are similar by content are
passed in. :mod:`miner.relations.reland.find` decides which are relands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from miner.contents.paths import COUNTED
from miner.messages.similarity import quotes_title
from miner.model import DAY
from miner.store import bulk

#: Seconds after the undo within which a change by the same author may be another attempt.
SOON = 7 * DAY
# An issue with more changes is a project with many parts, and one of them is no other solution of what another was for.
_FEW_CHANGES = 5
# Shorter titles, such as "update", "typo" and "fix test", do not identify a change.
_SHORTEST_TITLE = 16
#: So many files in common are rarely chance.
MANY = 3

_NAMING = """
SELECT u.undo_id, u.original_id, m.commit_id, m.tracker, m.role, m.text
FROM undone u JOIN mentions m ON m.resolved_id = u.original_id
WHERE m.role NOT IN ('undoes', 'backports', 'grafts', 'tags') AND m.tracker IN ('git', 'svn', 'hg', 'pr')
  AND (m.position <> 'quoted' OR m.role = 'relands')
UNION
SELECT u.undo_id, u.original_id, m.commit_id, m.tracker, m.role, m.text
FROM undone u JOIN mentions m ON m.resolved_id = u.undo_id
WHERE m.role NOT IN ('undoes', 'backports', 'grafts', 'tags') AND m.tracker IN ('git', 'svn', 'hg', 'pr')
  AND (m.position <> 'quoted' OR m.role = 'relands')
"""
# Who says of some of what an undo took back that it lands again, does not mean the rest by naming or undoing the undo.
_MEANING_OTHERS = """
SELECT u.undo_id, u.original_id, m.commit_id
FROM undone u JOIN relations r ON r.source_id = u.undo_id AND r.kind = 'undoes' AND r.through_id IS NULL
  AND r.target_id <> u.original_id
JOIN mentions m ON m.resolved_id = r.target_id
WHERE m.role = 'relands' AND m.tracker IN ('git', 'svn', 'hg', 'pr')
  AND NOT EXISTS (SELECT 1
                  FROM mentions o
                  WHERE o.commit_id = m.commit_id AND o.role = 'relands' AND o.resolved_id = u.original_id)
"""
_TITLED = """
SELECT u.undo_id, u.original_id, c.id
FROM undone u JOIN commits o ON o.id = u.original_id JOIN commits c ON c.title_key = o.title_key
WHERE LENGTH(o.title_key) >= :shortest
"""
_SAME_ISSUE = """
SELECT DISTINCT u.undo_id, u.original_id, n.commit_id, CASE WHEN m.commit_id = u.original_id THEN 1 ELSE 0 END,
       CASE WHEN LOWER(m.text) LIKE '%patch%' AND LOWER(n.text) LIKE '%patch%' THEN 1 ELSE 0 END, m.issue_id
FROM undone u
JOIN mentions m ON m.commit_id IN (u.original_id, u.undo_id) AND m.role IN ('closes', 'tags')
JOIN mentions n ON n.issue_id = m.issue_id AND n.role IN ('closes', 'tags')
"""
# A change that is on several lines, or that landed again, counts once. CROSS JOIN keeps SQLite from beginning with all
# mentions.
_CHANGES = """
SELECT n.issue_id, COUNT(DISTINCT c.title_key)
FROM (SELECT DISTINCT m.issue_id
      FROM undone u
      JOIN mentions m ON m.commit_id IN (u.original_id, u.undo_id) AND m.role IN ('closes', 'tags')
                     AND m.issue_id IS NOT NULL) i
CROSS JOIN mentions n CROSS JOIN commits c
WHERE n.issue_id = i.issue_id AND n.role IN ('closes', 'tags') AND c.id = n.commit_id
  AND c.parent_count < 2 AND c.line IS NOT NULL
GROUP BY n.issue_id
"""
_SAME_HAND = """
SELECT u.undo_id, u.original_id, c.id
FROM undone u JOIN commits o ON o.id = u.original_id JOIN commits r ON r.id = u.undo_id
JOIN commits c ON c.author_id IN (o.author_id, r.author_id)
              AND c.authored_utc >= r.authored_utc AND c.authored_utc <= r.authored_utc + :soon
"""
# The name of a NEWS entry has a random part, and other files are not added twice under one name by chance either.
_ADDED_AGAIN = """
SELECT u.undo_id, u.original_id, y.commit_id, MIN(p.path)
FROM undone u CROSS JOIN changes o CROSS JOIN changes d CROSS JOIN changes y CROSS JOIN paths p
WHERE o.commit_id = u.original_id AND o.status = 'A'
  AND d.commit_id = u.undo_id AND d.path_id = o.path_id AND d.status = 'D'
  AND y.path_id = o.path_id AND y.status = 'A' AND y.commit_id <> u.original_id AND p.id = o.path_id
GROUP BY u.undo_id, u.original_id, y.commit_id
"""
#: In SQL: whether the title of a commit says first that something goes.
REMOVES = "({0}.title_key LIKE 'remov%' OR {0}.title_key LIKE 'drop%' OR {0}.title_key LIKE 'delet%')"
# What was removed and came back is still there to be removed, mostly when its deprecation ends: nothing else of the
# same files is as likely to be meant, if they are several.
_REMOVED_AGAIN = f"""
SELECT u.undo_id, u.original_id, y.commit_id
FROM undone u CROSS JOIN commits o CROSS JOIN relations f CROSS JOIN commits r CROSS JOIN changes x CROSS JOIN paths p
CROSS JOIN changes y CROSS JOIN commits c
WHERE o.id = u.original_id AND {REMOVES.format("o")}
  AND f.kind = 'undoes' AND f.source_id = u.undo_id AND f.target_id = o.id AND f.extent = 'full' AND r.id = u.undo_id
  AND x.commit_id = o.id AND p.id = x.path_id AND {COUNTED} AND y.path_id = x.path_id
  AND c.id = y.commit_id AND c.committed_utc > r.committed_utc AND {REMOVES.format("c")}
GROUP BY u.undo_id, u.original_id, y.commit_id HAVING COUNT(*) >= {MANY}
"""  # noqa: S608 - our own names
_FACTS = """
SELECT c.id, c.committed_utc, c.sha, c.title_key, c.author_id FROM commits c
JOIN (SELECT undo_id AS id FROM undone UNION SELECT original_id FROM undone
      UNION SELECT commit_id FROM attempts) k ON k.id = c.id
WHERE c.parent_count < 2 AND c.line IS NOT NULL
"""
_MESSAGES = "SELECT c.id, c.message FROM compared k CROSS JOIN commits c WHERE c.id = k.id"
_CODE = "CASE WHEN p.path LIKE 'Doc/%' OR p.path LIKE 'Misc/%' OR p.path LIKE '%/test%' THEN 0 ELSE 1 END"
_SIZES = f"""
SELECT o.id, COUNT(*), SUM({_CODE})
FROM (SELECT original_id AS id FROM undone UNION SELECT commit_id FROM attempts) o
JOIN changes x ON x.commit_id = o.id JOIN paths p ON p.id = x.path_id
WHERE {COUNTED} GROUP BY o.id
"""  # noqa: S608 - our own names
# A file that both leave empty or delete is not counted as equal.
_SHARED = f"""
SELECT t.original_id, t.commit_id, COUNT(*), SUM({_CODE}),
       SUM(CASE WHEN x.new_blob = y.new_blob AND x.new_blob <> 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
           THEN 1 ELSE 0 END)
FROM attempts t
JOIN changes y ON y.commit_id = t.original_id
JOIN changes x ON x.commit_id = t.commit_id AND x.path_id = y.path_id
JOIN paths p ON p.id = y.path_id
WHERE {COUNTED} GROUP BY t.original_id, t.commit_id
"""  # noqa: S608 - our own names


@dataclass(slots=True)
class Signs:
    """The signs that a commit is another attempt at an original."""

    named: list[tuple[str, str, str]] = field(default_factory=list)  # tracker, role, words
    same_title: bool = False
    same_issue: bool = False  # it has an issue of the original
    undo_issue: bool = False  # it has an issue of the undo
    soon: bool = False  # within SOON after the undo, by the author of the original or of the undo
    small_issue: bool = False  # such an issue has few changes, and so a single problem
    quotes: bool = False  # its message contains the original's title, which is not its own
    same_patch: bool = False  # both say that they apply the same patch, by its number in SourceForge
    added_again: str | None = None  # a file that the original had added, the undo deleted, and it adds
    removed_again: bool = False  # both remove something, and have many files in common
    equal: bool = False  # exactly the same transitions
    others: bool = False  # it says that it lands other originals of the undo again, and not this one

    @property
    def in_project(self) -> bool:
        """Whether all issues in common have many changes: the same people go on with the same files."""
        return (self.same_issue or self.undo_issue) and not self.small_issue

    @property
    def says_again(self) -> bool:
        """Whether the message says of the original or of the undo that it lands again what was undone."""
        return any(role == "relands" for _, role, _ in self.named)


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known about a commit; ``committed`` is in UTC seconds, ``title`` is its title key."""

    committed: int
    sha: str
    title: str
    author: int

    @property
    def age(self) -> tuple[int, str]:
        """The key to sort by. Ids do not serve: they depend on the order of reading."""
        return self.committed, self.sha


@dataclass(frozen=True, slots=True)
class Common:
    """How many paths an original shares with another commit, bookkeeping aside."""

    paths: int = 0
    code: int = 0  # those that are neither tests nor documentation
    equal: int = 0  # those with the same content after both


@dataclass(slots=True)
class Field:
    """What is known about the undos, their originals, and the commits that may land these again."""

    facts: dict[int, Fact]  # of merges and proposed commits there are none: they land nothing again
    signs: dict[tuple[int, int], dict[int, Signs]]  # undo and original → commit → signs
    sizes: dict[int, tuple[int, int]]  # commit → paths, code among them
    common: dict[tuple[int, int], Common]  # original and commit


def survey(
    connection: Connection,
    undos: Sequence[tuple[int, int]],
    equals: Mapping[int, Iterable[int]],
    returning: Mapping[tuple[int, int], Iterable[int]],
) -> Field:
    """Collect the signs for all (undo, original) pairs.

    ``equals`` maps originals to commits with the same change, ``returning`` maps pairs to commits that may bring the
    undone lines back.
    """
    connection.execute(text("CREATE TEMPORARY TABLE undone (undo_id INTEGER, original_id INTEGER)"))
    connection.execute(text("CREATE TEMPORARY TABLE attempts (original_id INTEGER, commit_id INTEGER)"))
    if undos:
        rows = [{"undo": undo, "original": original} for undo, original in undos]
        connection.execute(text("INSERT INTO undone VALUES (:undo, :original)"), rows)
    signs = _signs(connection, undos, equals, returning)
    pairs = {(original, commit) for (_, original), found in signs.items() for commit in found}
    if pairs:
        rows = [{"original": original, "attempt": commit} for original, commit in sorted(pairs)]
        connection.execute(text("INSERT INTO attempts VALUES (:original, :attempt)"), rows)
    found = Field(
        facts={commit: Fact(*rest) for commit, *rest in bulk.rows(connection, _FACTS)},
        signs=signs,
        sizes={commit: (paths, code) for commit, paths, code in bulk.rows(connection, _SIZES)},
        common={(row[0], row[1]): Common(*row[2:]) for row in bulk.rows(connection, _SHARED)},
    )
    connection.execute(text("DROP TABLE undone"))
    connection.execute(text("DROP TABLE attempts"))
    _find_quotes(connection, found)
    return found


def _signs(
    connection: Connection,
    undos: Sequence[tuple[int, int]],
    equals: Mapping[int, Iterable[int]],
    returning: Mapping[tuple[int, int], Iterable[int]],
) -> dict[tuple[int, int], dict[int, Signs]]:
    found: dict[tuple[int, int], dict[int, Signs]] = {pair: {} for pair in undos}
    for undo, original, commit, *words in bulk.rows(connection, _NAMING):
        found[undo, original].setdefault(commit, Signs()).named.append(tuple(words))
    for undo, original, commit in connection.execute(text(_MEANING_OTHERS)):
        signs = found[undo, original].setdefault(commit, Signs())
        signs.others, signs.named = True, []
    for undo, original, commit in connection.execute(text(_TITLED), {"shortest": _SHORTEST_TITLE}):
        found[undo, original].setdefault(commit, Signs()).same_title = True
    _find_same_issue(connection, found)
    for undo, original, commit in connection.execute(text(_SAME_HAND), {"soon": SOON}):
        found[undo, original].setdefault(commit, Signs()).soon = True
    _find_same_files(connection, found)
    for (_, original), attempts in found.items():
        for commit in equals.get(original, ()):
            attempts.setdefault(commit, Signs()).equal = True
    for pair, commits in returning.items():
        for commit in commits:
            found[pair].setdefault(commit, Signs())
    return {
        pair: {commit: sign for commit, sign in signs.items() if commit not in pair} for pair, signs in found.items()
    }


def _find_same_issue(connection: Connection, found: Mapping[tuple[int, int], dict[int, Signs]]) -> None:
    changes: dict[int, int] = {issue: number for issue, number in bulk.rows(connection, _CHANGES)}
    for undo, original, commit, of_original, of_patch, issue in bulk.rows(connection, _SAME_ISSUE):
        signs = found[undo, original].setdefault(commit, Signs())
        signs.same_patch |= bool(of_original and of_patch)
        signs.same_issue |= bool(of_original)
        signs.undo_issue |= not of_original
        signs.small_issue |= changes.get(issue, 0) <= _FEW_CHANGES


def _find_same_files(connection: Connection, found: Mapping[tuple[int, int], dict[int, Signs]]) -> None:
    """Note which commits add a file again, or remove what came back."""
    for undo, original, commit, path in bulk.rows(connection, _ADDED_AGAIN):
        found[undo, original].setdefault(commit, Signs()).added_again = path
    for undo, original, commit in bulk.rows(connection, _REMOVED_AGAIN):
        found[undo, original].setdefault(commit, Signs()).removed_again = True


def _find_quotes(connection: Connection, field_: Field) -> None:
    """Read the messages of commits that have an original's issue and files, and note which quote its title."""
    asked: dict[int, list[tuple[int, Signs]]] = {}
    for (_, original), attempts in field_.signs.items():
        for commit, signs in attempts.items():
            if signs.same_issue and not signs.same_title and (original, commit) in field_.common:
                asked.setdefault(commit, []).append((original, signs))
    with bulk.holding(connection, "compared", asked.keys() & field_.facts.keys()):
        for commit, message in bulk.rows(connection, _MESSAGES):
            words, own = " ".join(message.lower().split()), field_.facts[commit].title
            for original, signs in asked[commit]:
                signs.quotes = original in field_.facts and quotes_title(words, field_.facts[original].title, own)
